import { relative } from 'node:path';
import { isPoolStrategy, type Plan, type StrategyName } from '../model/plan.ts';
import { defaultPlanSettings } from '../profile/make-plan.ts';
import { measurePrepared, prepareProfile, type ProfileRequest } from '../profile/profile.ts';
import { describeAudit } from '../report/describe-effects.ts';
import { formatSummary } from '../report/formats/format-summary.ts';
import { integer } from '../report/numbers-in-words.ts';
import { revealAll } from '../report/reveal-all.ts';
import { revealCharacters } from '../report/reveal-characters.ts';
import { askedInputs, type InputArguments, shared } from './arguments.ts';
import { describeInputsVerbatim } from './describe-inputs-verbatim.ts';
import { resolvePath, type WorkspacePath } from './resolve-path.ts';
import { shorten } from './shorten.ts';
import { ToolError } from './tool-error.ts';
import { runsCode, type RunningTool, type ToolParts } from './tool.ts';

interface ProfileArguments extends InputArguments {
  file: string;
  function: string;
  workers?: number[];
  strategies?: StrategyName[];
  budgetSeconds?: number;
  allowEffects?: boolean;
}

/** Profiles a function serially and in pools. */
export const profileFunctionTool: RunningTool = {
  name: 'profile_function',
  title: 'Profile Function',
  description:
    'Runs a function serially and in pools of worker threads and child processes on the same inputs, and returns the verdict: whether parallel pays, the speedup with its interval, and the problems. Runs code of the workspace: the user confirms first. A first pass looks for side effects; if there are any, the call ends and lists them. Details: get_report.',
  inputSchema: {
    type: 'object',
    properties: {
      file: shared.file,
      function: shared.function,
      inputs: shared.inputs,
      inputsFile: shared.inputsFile,
      inputsGenerated: shared.inputsGenerated,
      inputsCount: shared.inputsCount,
      workers: {
        type: 'array',
        items: { type: 'integer', minimum: 1, maximum: 1024 },
        minItems: 1,
        description: 'Worker counts to measure. Default: 1, 2, 4 ... up to twice the cores.',
      },
      strategies: {
        type: 'array',
        items: { type: 'string', enum: ['serial', 'async', 'threads', 'processes'] },
        minItems: 1,
        description: 'Strategies to measure. Default: all that apply.',
      },
      budgetSeconds: { ...shared.budgetSeconds, description: `${shared.budgetSeconds.description} Default: 10.` },
      allowEffects: {
        type: 'boolean',
        description:
          'Whether a function with side effects may run many times. Set it to true only after an earlier call has listed them and the user has agreed. Default: false.',
      },
    },
    required: ['file', 'function'],
    additionalProperties: false,
  },
  annotations: runsCode,
  prepare: async (input, parts) => {
    const asked = input as unknown as ProfileArguments;
    const path = await resolvePath(asked.file, parts.roots());
    const request = await requestFor(asked, path, parts);
    const prepared = await prepareProfile(request);
    const { target, inputs, plan, text } = prepared;
    const { allowEffects = false } = asked;
    const key = JSON.stringify([target.file, target.name, inputs]);
    // A team file may name a file anywhere.
    if (inputs.kind === 'file') await resolvePath(inputs.path, parts.roots());
    const confirmEffects = (effects: string): Promise<boolean> => {
      if (allowEffects) return Promise.resolve(true);
      parts.kept.noteEffects(key, effects);
      return Promise.reject(new ToolError(askForEffects(effects)));
    };
    return {
      confirmation: [
        'Run this function of the workspace?',
        `File: ${revealCharacters(relative(path.root, target.file))}`,
        `Function: ${revealCharacters(target.name)}`,
        ...describeInputsVerbatim(inputs),
        describeCalls(plan),
        allowEffects ? describeAllowed(parts.kept.effectsOf(key)) : effectsFirst,
        `Budget: ${plan.budgetSeconds} s of measurement. Loading, the inputs or one call may take ${plan.timeLimitSeconds} s.`,
      ].join('\n'),
      code: text,
      run: (ended) =>
        parts.measureAlone(target.name, ended, async (signal) => {
          const report = await measurePrepared({ ...request, signal, confirmEffects }, prepared);
          parts.onReport?.(report);
          const id = parts.kept.add({ kind: 'function', report });
          const shown = revealAll(report);
          const effects = describeAudit(shown);
          const details = `Report ${id}. Details: get_report with part factors, findings, timeline or what-if.`;
          return shorten(`${formatSummary(shown)}${effects === '' ? '' : `${effects}.\n`}${details}`);
        }),
    };
  },
};

async function requestFor(
  asked: ProfileArguments,
  { file, root }: WorkspacePath,
  parts: ToolParts,
): Promise<ProfileRequest> {
  const { workers, strategies, budgetSeconds } = asked;
  return {
    file,
    functionName: asked.function,
    inputs: await askedInputs(asked, parts),
    // No one is there to end the wait.
    settings: { ...defaultPlanSettings, waitForQuiet: false },
    explicit: {
      ...(workers ? { workers } : {}),
      ...(strategies ? { strategies } : {}),
      ...(budgetSeconds === undefined ? {} : { budgetSeconds }),
    },
    ...parts.environment(file, root),
    targetCores: null,
    programs: parts.built.programs,
    cacheFolder: parts.cacheFolder,
    analysis: parts.analysis,
  };
}

/** Before the function has run, nothing is known about its side effects. */
const effectsFirst =
  'Side effects: one pass runs first. If it writes files, starts programs or connects, nothing more runs without your consent (Node 24.20 or later)';

function describeAllowed(effects: string | null): string {
  return `Side effects: allowed. ${effects === null ? 'They are not known' : revealCharacters(effects).replace(/\.$/, '')}`;
}

function askForEffects(effects: string): string {
  return `Not measured: the function has side effects. ${effects} Until now, that has happened once. Show this to the user, and call again with the same arguments and "allowEffects": true only if they agree.`;
}

/** Returns how often each item runs at most. */
function describeCalls({ configurations, rounds }: Plan): string {
  const names = [...new Set(configurations.map(({ strategy }) => strategy))].map((name) => {
    const counts = configurations.filter(({ strategy }) => strategy === name).map(({ workers }) => workers);
    return isPoolStrategy(name) ? `${name} (${counts.join(', ')} workers)` : name;
  });
  const most = integer(configurations.length * rounds.max);
  return `Calls: each item up to ${most} times, plus warm-up, in ${names.join(', ')}, until the budget ends`;
}
