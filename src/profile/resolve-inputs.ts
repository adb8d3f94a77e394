import { resolve } from 'node:path';
import type { CallsElsewhere } from '../analysis/protocol.ts';
import { readSpread, spreadsArrays, takesTuples } from '../analysis/functions/takes-tuples.ts';
import type { CallerOfTarget, Inputs, InputsSeed, RequiredArguments } from '../model/inputs.ts';
import type { RecordedInputs } from '../model/recording.ts';
import type { Target } from '../model/target.ts';
import type { AnalysisClient } from './analysis-client.ts';
import { ProfileError } from './profile-error.ts';
import type { FoundTeamProfile } from './read-team-profile.ts';

/** The requested inputs; at most one of `expression`, `file` and `generated`. */
export interface AskedInputs {
  /** A TypeScript expression. */
  expression?: string | undefined;
  /** Path of a JSON file. */
  file?: string | undefined;
  /** Generated from the types of the parameters. */
  generated?: InputsSeed | undefined;
  /** Number of items to use, whatever the source. */
  count?: number | undefined;
  /** Whether the inputs were given now or remembered. */
  source?: 'argument' | 'remembered' | undefined;
  /** Whether an item that is an array is the list of arguments; absent: by the parameters, or as found in the source. */
  spread?: boolean | undefined;
  /** The call in another file that the expression was derived from. */
  caller?: CallerOfTarget | undefined;
  /** The run that the file was recorded from. */
  recorded?: RecordedInputs | undefined;
  cwd: string;
}

type Analysis = Pick<AnalysisClient, 'inputs' | 'callers' | 'generateInputs'>;

/**
 * Returns the inputs of a run: those given, else those of the team file, else the `@inputs` tag of the function, else
 * its call sites in the file, else those in other files.
 * @throws ProfileError that shows how to provide inputs if there are none
 */
export async function resolveInputs(
  analysis: Analysis,
  text: string,
  target: Target,
  asked: AskedInputs,
  team: FoundTeamProfile | null = null,
): Promise<Inputs> {
  const count = asked.count ?? team?.profile.count;
  const required = requiredArguments(target);
  const limits = {
    ...(count === undefined ? {} : { count }),
    ...(required.parameters.length > 0 ? { required } : {}),
  };
  const given = await resolveGiven(analysis, text, target, asked, asked.source ?? 'argument');
  if (given) return { ...given, ...limits };
  if (team) {
    const { inputs: expression, inputsFile: file, generated } = team.profile;
    const seed = generated && { seed: 1, ...generated };
    const shared = { expression, file, generated: seed, cwd: team.root };
    const found = await resolveGiven(analysis, text, target, shared, 'team-file');
    if (found) return { ...found, ...limits };
  }
  const [own] = await analysis.inputs(target.file, text, target);
  const elsewhere = own ? null : await analysis.callers(target.file, text, target);
  const best = own ?? elsewhere?.candidates[0];
  if (best) {
    const { source, expression, location, caller } = best;
    const spread = asked.spread ?? best.spread;
    return { kind: 'expression', source, expression, spread, location, ...(caller ? { caller } : {}), ...limits };
  }
  const example = exampleFor(target, takesTuples(target.parameters));
  throw new ProfileError(
    'inputs',
    `no inputs found for ${target.name}: it has no @inputs tag, and no call of it in this or another file has arguments that can be evaluated. ` +
      describeRefused(elsewhere?.refused ?? []) +
      `Give them with --inputs '${example}' or --inputs-file items.json, make them from the parameter types with --inputs-generated 32, ` +
      `or write the tag above the function: /** @inputs ${example} */`,
    target.location,
  );
}

/** @returns `null` if none were given */
async function resolveGiven(
  analysis: Analysis,
  text: string,
  target: Target,
  { expression: written, file, generated, spread: found, caller, recorded, cwd }: AskedInputs,
  source: 'argument' | 'remembered' | 'team-file',
): Promise<Inputs | null> {
  const { expression, spread: dots } = written === undefined ? { expression: written } : readSpread(written);
  const isGenerated = written === undefined && file === undefined;
  const spread = found ?? dots ?? (isGenerated ? takesTuples : spreadsArrays)(target.parameters);
  if (file !== undefined)
    return {
      kind: 'file',
      source: source === 'argument' ? 'file' : source,
      path: resolve(cwd, file),
      spread,
      ...(recorded ? { recorded } : {}),
    };
  if (expression !== undefined)
    return { kind: 'expression', source, expression, spread, ...(caller ? { caller } : {}) };
  if (generated === undefined) return null;
  const made = await analysis.generateInputs(target.file, text, target, generated);
  if (made.expression === null)
    throw new ProfileError(
      'inputs',
      `no inputs can be generated for ${target.name}: ${made.reason} Write them as an expression, such as ${exampleFor(target, spread)}.`,
      target.location,
    );
  return { kind: 'expression', source: 'generated', expression: made.expression, spread, generated };
}

/** Describes at most three of the unusable calls. */
function describeRefused(refused: CallsElsewhere['refused']): string {
  return refused
    .slice(0, 3)
    .map(({ label, place, reason }) => `Not ${label} (${place}): ${reason}. `)
    .join('');
}

function exampleFor(target: Target, spread: boolean): string {
  if (spread) return '[[2, 3], [3, 3], [4, 3]]';
  const type = target.parameters[0]?.type ?? '';
  if (/^string\b/.test(type)) return "['a', 'b', 'c']";
  if (/^number\b/.test(type) || type === '') return '[1, 2, 3]';
  return '[first, second, third]';
}

/**
 * Returns the parameters that every call must pass. JavaScript allows omitting any argument, so there only parameters
 * with a documented type count.
 */
export function requiredArguments({
  file,
  name,
  parameters,
}: Pick<Target, 'file' | 'name' | 'parameters'>): RequiredArguments {
  const isJavaScript = /\.[cm]?jsx?$/i.test(file);
  // Parameters before a required one are required too.
  const last = parameters.findLastIndex(
    ({ optional, rest, type }) => !optional && !rest && !(isJavaScript && type === undefined),
  );
  return { functionName: name, parameters: parameters.slice(0, last + 1).map((parameter) => parameter.name) };
}
