import * as vscode from 'vscode';
import { isAbsolute, join } from 'node:path';
import type { InputsSeed } from '../../model/inputs.ts';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import { readTeamProfile } from '../../profile/read-team-profile.ts';
import type { ChosenFunction } from '../run/choose-function.ts';
import { editExpression, exampleInputs } from './edit-expression.ts';
import { asAsked, choiceOf, type InputsItem, type InputsOffer, listInputs } from './inputs-list.ts';
import type { InputsPreviewer } from './inputs-previewer.ts';
import { pickInputs } from './pick-inputs.ts';
import type { InputsChoice, RememberedInputs } from './remembered-inputs.ts';
import type { RunInputs } from '../run/run-gate.ts';
import { type ProposedRun, recordRun, type RecordingParts } from './record-run.ts';
import { runEnvironmentOf } from '../run/run-environment.ts';
import { asGiven, saveForTeam } from './team-inputs.ts';

export interface InputsParts {
  analysis: Pick<AnalysisClient, 'functions' | 'inputs' | 'callers' | 'generateInputs'>;
  remembered: RememberedInputs;
  previewer: InputsPreviewer;
  recording: RecordingParts;
}

/** Inputs from the workspace or from the user. */
type GivenInputs = Extract<RunInputs, { asked: unknown }>;

/** Enough to keep a pool busy, few enough to read. */
export const usualSeed: InputsSeed = { count: 32, seed: 1 };

/**
 * Chooses the inputs of a function: remembered ones, otherwise those of the team file, otherwise those in the source,
 * otherwise those of calls in other files, otherwise what the user picks, which is then remembered.
 * @param ask always lets the user pick
 * @returns `null` if the user cancels
 * @throws ProfileError if the team file is invalid
 */
export async function chooseInputs(
  parts: InputsParts,
  chosen: ChosenFunction,
  ask: boolean,
): Promise<GivenInputs | null> {
  const { target, text } = chosen;
  const remembered = parts.remembered.get(target);
  if (!ask && remembered) return { origin: 'remembered', asked: { ...remembered, source: 'remembered' } };
  const { workspace } = runEnvironmentOf(target.file);
  const team = readTeamProfile({ file: target.file, functionName: target.name, within: workspace });
  const found = await parts.analysis.inputs(target.file, text, target);
  // The run resolves them again.
  const usual: GivenInputs = { origin: team && choiceOf(team.profile) ? 'team-file' : 'source', asked: {} };
  if (!ask && (usual.origin === 'team-file' || found.length > 0)) return usual;
  const elsewhere = await parts.analysis.callers(target.file, text, target);
  if (!ask && elsewhere.candidates.length > 0) return usual;

  const generated = await generate(parts, chosen, usualSeed);
  const profile = team && withWholePath(team.profile, team.root);
  const offer: InputsOffer = {
    ...{ target, remembered, team: profile, found, elsewhere, generated },
    seed: usualSeed,
    count: undefined,
    spread: undefined,
  };
  const taken = await choose(parts, chosen, offer);
  if (!taken) return null;
  await parts.remembered.set(target, taken.isDefault ? undefined : taken.inputs);
  return taken.isDefault ? usual : { origin: 'typed', asked: { ...taken.inputs, source: 'argument' } };
}

/**
 * Records the inputs of a function from a run and remembers them; `null` if there are none.
 * @param proposed the run to propose instead of the one that was recorded before
 */
export async function chooseRecorded(
  parts: InputsParts,
  chosen: ChosenFunction,
  proposed: ProposedRun | null,
): Promise<GivenInputs | null> {
  const { target } = chosen;
  const before = parts.remembered.get(target)?.recorded?.command;
  const inputs = await recordRun(parts.recording, chosen, proposed ?? { command: before });
  if (!inputs) return null;
  await parts.remembered.set(target, inputs);
  return { origin: 'typed', asked: { ...inputs, source: 'argument' } };
}

interface Taken {
  inputs: InputsChoice;
  isDefault: boolean;
}

/** Shows the list until the user takes something or cancels. */
async function choose(parts: InputsParts, chosen: ChosenFunction, offer: InputsOffer): Promise<Taken | null> {
  const { target } = chosen;
  const names = target.parameters.map(({ name, rest }) => (rest ? `...${name}` : name)).join(', ');
  const previews = new Map<string, string>();
  for (;;) {
    const answer = await pickInputs({
      title: vscode.l10n.t('Inputs of {0}', `${target.name}(${names})`),
      items: listInputs(offer),
      previews,
      preview: (inputs, signal) => parts.previewer.preview(chosen, inputs, signal),
    });
    if (!answer) return null;
    const { item } = answer;
    if (answer.do === 'team' && item.inputs) {
      await saveForTeam(target, asGiven(item.inputs, target), parts.remembered);
      return null;
    }
    if (answer.do === 'others') {
      offer.seed = { ...offer.seed, seed: offer.seed.seed + 1 };
      offer.generated = await generate(parts, chosen, offer.seed);
    } else if (answer.do === 'edit' || item.action === 'write') {
      const value = await startOf(parts, chosen, offer, answer.do === 'edit' ? item : undefined);
      const written = await editExpression({ ...parts, chosen, value });
      if (written === null) return null;
      if (written !== 'back') return taken(written, offer);
    } else if (item.action === 'file') {
      const file = await chooseFile(target.file);
      if (file !== null) return taken({ file }, offer);
    } else if (item.action === 'record') {
      const recorded = await recordRun(parts.recording, chosen, { command: offer.remembered?.recorded?.command });
      if (recorded) return taken(recorded, offer);
    } else if (item.action === 'count') {
      offer.count = await askCount(offer.count);
    } else if (item.action === 'spread') {
      offer.spread = !(offer.spread ?? offer.remembered?.spread ?? false);
    } else if (item.inputs) {
      return { inputs: item.inputs, isDefault: item.isDefault === true };
    }
  }
}

function taken(inputs: InputsChoice, offer: InputsOffer): Taken {
  return { inputs: asAsked(inputs, offer), isDefault: false };
}

async function generate({ analysis }: InputsParts, { target, text }: ChosenFunction, seed: InputsSeed) {
  return await analysis.generateInputs(target.file, text, target, seed);
}

/** Returns the expression to start editing from: that of the item, otherwise the best known. */
async function startOf(
  parts: InputsParts,
  chosen: ChosenFunction,
  offer: InputsOffer,
  item: InputsItem | undefined,
): Promise<string> {
  const { target } = chosen;
  if (item?.inputs?.generated)
    return (await generate(parts, chosen, item.inputs.generated)).expression ?? exampleInputs(target);
  const [found] = offer.found;
  const inputs = item?.inputs ?? (offer.remembered?.expression === undefined ? found : offer.remembered);
  return (
    (inputs && asGiven({ expression: inputs.expression, spread: inputs.spread }, target).expression) ??
    exampleInputs(target)
  );
}

async function chooseFile(near: string): Promise<string | null> {
  const [file] =
    (await vscode.window.showOpenDialog({
      title: vscode.l10n.t('A JSON file with an array of items'),
      openLabel: vscode.l10n.t('Use as Inputs'),
      filters: { JSON: ['json'] },
      defaultUri: vscode.Uri.joinPath(vscode.Uri.file(near), '..'),
    })) ?? [];
  return file?.fsPath ?? null;
}

async function askCount(count: number | undefined): Promise<number | undefined> {
  const answer = await vscode.window.showInputBox({
    title: vscode.l10n.t('How many items'),
    prompt: vscode.l10n.t(
      'Uses exactly this many items: the first ones, or all of them repeatedly. Leave empty to use all items once.',
    ),
    value: count === undefined ? '' : String(count),
    ignoreFocusOut: true,
    validateInput: (value) =>
      /^\s*([1-9]\d{0,6})?\s*$/.test(value)
        ? null
        : vscode.l10n.t('Expected a whole number from 1 to 9999999, found "{0}".', value),
  });
  if (answer === undefined) return count;
  return answer.trim() === '' ? undefined : Number(answer);
}

/** Resolves the path of a team profile against the folder of the team file. */
function withWholePath<Profile extends { inputsFile?: string }>(profile: Profile, root: string): Profile {
  const { inputsFile } = profile;
  return inputsFile === undefined || isAbsolute(inputsFile)
    ? profile
    : { ...profile, inputsFile: join(root, inputsFile) };
}
