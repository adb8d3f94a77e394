import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, sep } from 'node:path';
import type { CommitComparison, ComparedCommit, ComparedReplica, ComparedSide } from '../model/commit-comparison.ts';
import type { Inputs } from '../model/inputs.ts';
import type { RunEvent } from '../model/run-event.ts';
import type { Target } from '../model/target.ts';
import { describeComparedCommit } from '../report/describe-commit.ts';
import { applyRunEvent, type RunState, startRun, usualLimits } from '../report/run-state.ts';
import { type Judgement, judgeReplicas, logRatio, MOST_REPLICAS } from '../report/statistics/judge-replicas.ts';
import { Checkout, findRepository, removeAbandonedCheckouts, resolveCommit } from './check-out.ts';
import { type EngineEnd, runEngine } from './engine-client.ts';
import { findNode, type NodeProgram } from './find-node.ts';
import { LoadError } from './load-error.ts';
import { defaultPlanSettings, makePlan } from './make-plan.ts';
import { makeRunnable } from './make-runnable.ts';
import type { ProfileRequest } from './profile.ts';
import { ProfileError } from './profile-error.ts';
import { readTeamProfile } from './read-team-profile.ts';
import { resolveInputs } from './resolve-inputs.ts';
import { type ResolvedTarget, resolveTarget } from './resolve-target.ts';
import { sizeInputs } from './size-inputs.ts';
import { runGit } from './run-git.ts';

export interface CompareCommitsRequest extends Pick<
  ProfileRequest,
  'file' | 'functionName' | 'inputs' | 'cwd' | 'node' | 'programs' | 'cacheFolder' | 'analysis' | 'onEvent'
> {
  /** Commits as git names them; `worktree` or `.` as head means the current files. */
  base: string;
  head: string;
  /** Time for the measurement, without the checkouts. */
  budgetSeconds: number;
  /** Aborting kills the measurement and removes the checkouts. */
  signal?: AbortSignal;
}

/** In seconds. Usually enough to detect a slowdown of 5%. */
export const defaultComparisonSeconds = 20;

/** Files that determine which packages are installed. */
const PACKAGE_FILES = [
  'package.json',
  'package-lock.json',
  'npm-shrinkwrap.json',
  'yarn.lock',
  'pnpm-lock.yaml',
  'bun.lock',
];

/** One version of the code. */
interface Side {
  side: ComparedSide;
  commit: ComparedCommit;
  /** Absolute root of its files. */
  folder: string;
  file: string;
  cwd: string;
}

/**
 * Compares one function at two commits. Checks both out and measures the function in pairs of fresh processes on the
 * same inputs until the result is certain or the budget ends. Always removes the checkouts.
 * @throws ProfileError if one of the two cannot be measured; the reason of the signal if it was aborted
 */
export async function compareCommits(request: CompareCommitsRequest): Promise<CommitComparison> {
  const startedAt = new Date();
  const { signal } = request;
  const { root, path } = await findRepository(request.file);
  const isWorktree = request.head === 'worktree' || request.head === '.';
  const base = await resolveCommit(root, request.base);
  const head = await resolveCommit(root, isWorktree ? 'HEAD' : request.head);
  const search = await findNode({ ...request.node, cwd: request.cwd });
  if (!search.found) throw new ProfileError('run', search.message);
  await removeAbandonedCheckouts(root);
  await using baseFiles = await Checkout.create(root, base, 'base', signal);
  await using headFiles = isWorktree ? null : await Checkout.create(root, head, 'head', signal);
  const cwd = relative(root, await realpath(request.cwd));
  const sideIn = (side: ComparedSide, commit: ComparedCommit, folder: string): Side => ({
    side,
    commit,
    folder,
    file: join(folder, path),
    cwd: isInside(cwd) && existsSync(join(folder, cwd)) ? join(folder, cwd) : folder,
  });
  const sides = {
    base: sideIn('base', { ...base, isWorktree: false }, baseFiles.folder),
    head: sideIn('head', { ...head, isWorktree }, headFiles?.folder ?? root),
  };
  const { inputs, run, replicas, judgement, measuredMs } = await measure(request, sides, search.node);
  if (!run.machine || !run.results) throw new ProfileError('run', 'the measuring process ended without a result');
  return {
    version: 1,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    measuredMs,
    target: { file: path.split(sep).join('/'), name: request.functionName },
    base: sides.base.commit,
    head: sides.head.commit,
    inputs: {
      count: run.inputs?.count ?? 0,
      source: inputs.source,
      expression: inputs.kind === 'expression' ? inputs.expression : null,
      file: inputs.kind === 'file' ? inputs.path : null,
      preview: run.inputs?.preview ?? [],
    },
    strategy: 'serial',
    ...judgement,
    replicas,
    results: run.results,
    machine: run.machine,
    warnings: await findWarnings(root, sides),
  };
}

interface Measured {
  inputs: Inputs;
  run: RunState & { results: CommitComparison['results'] | null };
  replicas: ComparedReplica[];
  judgement: Judgement;
  measuredMs: number;
}

async function measure(
  request: CompareCommitsRequest,
  sides: Record<ComparedSide, Side>,
  node: NodeProgram,
): Promise<Measured> {
  const { base, head } = sides;
  const { analysis, cacheFolder, programs, budgetSeconds, signal } = request;
  const baseTarget = await targetAt(base, request);
  const headTarget = await targetAt(head, request);
  const inputs = await at(base, async () => {
    const { target, text } = baseTarget;
    const team = readTeamProfile({ file: target.file, functionName: target.name, within: base.folder });
    const resolved = await resolveInputs(analysis, text, target, { ...request.inputs, cwd: request.cwd }, team);
    const place = { cwd: base.cwd, programs, cacheFolder, signal, node, onEvent: () => undefined };
    return await sizeInputs({ target, text, inputs: resolved }, { analysis, ...place });
  });
  const settings = { ...defaultPlanSettings, strategies: ['serial'] as const, budgetSeconds };
  const moduleOf = async (side: Side, target: Target) => ({
    plan: makePlan(target, inputs, settings, 1),
    module: await at(side, () => makeRunnable(target, inputs, { cacheFolder, signal, analysis })),
    cwd: side.cwd,
  });
  const baseModule = await moduleOf(base, baseTarget.target);
  const headModule = await moduleOf(head, headTarget.target);
  let run: Measured['run'] = { ...startRun(baseModule.plan, usualLimits), results: null };
  const replicas: ComparedReplica[] = [];
  const judge = (isLast: boolean): Judgement =>
    judgeReplicas(
      replicas.map(({ baseMs, headMs }) => logRatio(baseMs, headMs)),
      isLast,
    );
  const test: { answer: Judgement | null } = { answer: null };
  const enough = new AbortController();
  const onEvent = (event: RunEvent): void => {
    run = { ...run, ...applyRunEvent(run, event) };
    if (event.type === 'comparedResults') run = { ...run, results: event.results };
    if (event.type === 'replica') {
      replicas.push(event.replica);
      const isLast = replicas.length === MOST_REPLICAS;
      const judgement = judge(isLast);
      if (isLast || judgement.outcome !== 'unresolved') {
        test.answer = judgement;
        enough.abort();
      }
    }
    request.onEvent?.(event, run);
  };
  const beganAt = Date.now();
  const end = await runEngine({
    node,
    engine: programs.engine,
    request: { type: 'compare', ...baseModule, head: headModule, programs, nodeSource: node.source },
    signal: signal ? AbortSignal.any([signal, enough.signal]) : enough.signal,
    onEvent,
  });
  signal?.throwIfAborted();
  refuseFailure(end, run, sides);
  return { inputs, run, replicas, judgement: test.answer ?? judge(true), measuredMs: Date.now() - beganAt };
}

/** Returns the function at one commit. */
async function targetAt(side: Side, { analysis, functionName }: CompareCommitsRequest): Promise<ResolvedTarget> {
  if (!existsSync(side.file))
    throw new ProfileError(
      'load',
      `Expected ${relative(side.folder, side.file)} at both commits, found no such file at the ${side.side}, ${describeComparedCommit(side.commit)}. Choose commits that have it.`,
    );
  return await at(side, () => resolveTarget(analysis, side.file, functionName));
}

/** Adds the commit to errors, and names files by their path in the repository. */
async function at<Value>(side: Side, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ProfileError || error instanceof LoadError) throw failureAt(side, error.stage, error.message);
    throw error;
  }
}

function failureAt({ side, commit, folder }: Side, stage: ProfileError['stage'], message: string): ProfileError {
  const shown = message.replaceAll(folder + sep, '');
  const where = `At the ${side}, ${describeComparedCommit(commit)}: `;
  const isPackageMissing = /cannot find "(?![./])/i.test(message);
  const advice = isPackageMissing
    ? '\nBoth commits use the node_modules that are installed in the repository. Install what this commit needs.'
    : '';
  return new ProfileError(stage, where + shown + advice);
}

function refuseFailure(end: EngineEnd, { failure }: RunState, sides: Record<ComparedSide, Side>): void {
  if (failure) throw failureAt(sides[failure.side ?? 'base'], failure.stage, failure.message);
  if (end.how === 'crashed') throw new ProfileError('run', end.message);
}

async function findWarnings(root: string, { base, head }: Record<ComparedSide, Side>): Promise<string[]> {
  const warnings: string[] = [];
  const { isWorktree, id } = head.commit;
  if (!isWorktree) {
    const [current, changes] = await Promise.all([
      runGit(root, ['rev-parse', 'HEAD']),
      runGit(root, ['status', '--porcelain', '--untracked-files=no']),
    ]);
    if (current.stdout.trim() === id && changes.stdout.trim() !== '')
      warnings.push(
        'The working tree has uncommitted changes, which were not measured. Use "worktree" as head to measure them.',
      );
  }
  const range = isWorktree ? [base.commit.id] : [base.commit.id, id];
  const pathspecs = PACKAGE_FILES.map((name) => `:(glob)**/${name}`);
  const { stdout } = await runGit(root, ['diff', '--no-ext-diff', '--name-only', ...range, '--', ...pathspecs]);
  const [changed] = stdout.split('\n');
  if (changed !== undefined && changed !== '')
    warnings.push(`${changed} differs between the commits, but both ran with the node_modules that are installed now.`);
  return warnings;
}

function isInside(path: string): boolean {
  return !isAbsolute(path) && path !== '..' && !path.startsWith(`..${sep}`);
}
