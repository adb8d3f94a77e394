import { relative } from 'node:path';
import type { Inputs } from '../model/inputs.ts';
import { compareCommits, defaultComparisonSeconds } from '../profile/compare-commits.ts';
import type { ProfileRequest } from '../profile/profile.ts';
import { readTeamProfile } from '../profile/read-team-profile.ts';
import { resolveInputs } from '../profile/resolve-inputs.ts';
import { resolveTarget } from '../profile/resolve-target.ts';
import { formatCommitComparisonMarkdown } from '../report/formats/format-commit-comparison.ts';
import { revealCharacters } from '../report/reveal-characters.ts';
import { MOST_REPLICAS } from '../report/statistics/judge-replicas.ts';
import { askedInputs, type InputArguments, shared } from './arguments.ts';
import { describeInputsVerbatim } from './describe-inputs-verbatim.ts';
import { resolvePath } from './resolve-path.ts';
import { shorten } from './shorten.ts';
import { runsCode, type RunningTool, type ToolParts } from './tool.ts';

interface CompareArguments extends InputArguments {
  file: string;
  function: string;
  base: string;
  head?: string;
  budgetSeconds?: number;
}

/** Compares a function at two commits. */
export const compareCommitsTool: RunningTool = {
  name: 'compare_commits',
  title: 'Compare Commits',
  description:
    'Measures a function at two commits on the same inputs, alternating between fresh processes, and says whether it became faster or slower beyond the noise. Use it after each change. Runs code of both commits: the user confirms first.',
  inputSchema: {
    type: 'object',
    properties: {
      file: shared.file,
      function: shared.function,
      base: { type: 'string', description: 'Commit to compare with, as git names it, such as main or HEAD~1.' },
      head: { type: 'string', description: 'Commit to judge. Default: worktree, the files on disk.' },
      inputs: shared.inputs,
      inputsFile: shared.inputsFile,
      inputsGenerated: shared.inputsGenerated,
      inputsCount: shared.inputsCount,
      budgetSeconds: {
        ...shared.budgetSeconds,
        description: `${shared.budgetSeconds.description} Default: ${defaultComparisonSeconds}.`,
      },
    },
    required: ['file', 'function', 'base'],
    additionalProperties: false,
  },
  annotations: runsCode,
  prepare: async (input, parts) => {
    const asked = input as unknown as CompareArguments;
    const { base, head = 'worktree', budgetSeconds = defaultComparisonSeconds } = asked;
    const { file, root } = await resolvePath(asked.file, parts.roots());
    const environment = parts.environment(file, root);
    // The commits may have other inputs than the files on disk; only those that are confirmed may run.
    const { inputs, text } = await inputsOnDisk(asked, file, environment, parts);
    return {
      confirmation: [
        'Run this function at two commits?',
        `File: ${revealCharacters(relative(root, file))}`,
        `Function: ${revealCharacters(asked.function)}`,
        `Commits: ${revealCharacters(base)} and ${revealCharacters(head)}, checked out into temporary folders`,
        ...describeInputsVerbatim(inputs),
        `Calls: each item in up to ${MOST_REPLICAS} pairs of fresh processes, several times in each, until the budget ends`,
        `Budget: ${budgetSeconds} s of measurement, without the checkouts`,
      ].join('\n'),
      code: text,
      run: (ended) =>
        parts.measureAlone(asked.function, ended, async (signal) => {
          const report = await compareCommits({
            file,
            functionName: asked.function,
            inputs: asGiven(inputs),
            base,
            head,
            budgetSeconds,
            cwd: environment.cwd,
            node: environment.node,
            programs: parts.built.programs,
            cacheFolder: parts.cacheFolder,
            analysis: parts.analysis,
            signal,
          });
          const id = parts.kept.add({ kind: 'commits', report });
          return shorten(`${formatCommitComparisonMarkdown(report)}\nReport ${id}.`);
        }),
    };
  },
};

async function inputsOnDisk(
  asked: CompareArguments,
  file: string,
  { cwd, workspace }: Pick<ProfileRequest, 'cwd' | 'workspace'>,
  parts: ToolParts,
): Promise<{ inputs: Inputs; text: string }> {
  const { analysis } = parts;
  const { target, text } = await resolveTarget(analysis, file, asked.function);
  const team = readTeamProfile({ file, functionName: target.name, within: workspace });
  const inputs = await resolveInputs(analysis, text, target, { ...(await askedInputs(asked, parts)), cwd }, team);
  if (inputs.kind === 'file') await resolvePath(inputs.path, parts.roots());
  return { inputs, text };
}

/** Returns resolved inputs in the form of given ones. */
function asGiven(inputs: Inputs): ProfileRequest['inputs'] {
  const count = inputs.count === undefined ? {} : { count: inputs.count };
  const { spread } = inputs;
  return inputs.kind === 'file'
    ? { file: inputs.path, spread, ...count }
    : { expression: inputs.expression, spread, ...count };
}
