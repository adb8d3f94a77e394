import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, normalize } from 'node:path';
import { hasEffects, type Audit } from '../model/audit.ts';
import type { CodeVersion } from '../model/code-version.ts';
import type { Inputs } from '../model/inputs.ts';
import type { Finding } from '../model/finding.ts';
import type { Plan } from '../model/plan.ts';
import type { Commit, Report } from '../model/report.ts';
import type { RunEvent } from '../model/run-event.ts';
import type { Target } from '../model/target.ts';
import { buildReport, type RunOutcome } from '../report/build-report.ts';
import { describeEffects } from '../report/describe-effects.ts';
import { applyRunEvent, type RunState, startRun, usualLimits } from '../report/run-state.ts';
import { mayTakeTuples } from '../analysis/functions/takes-tuples.ts';
import { auditEffects } from './audit-effects.ts';
import type { AnalysisClient } from './analysis-client.ts';
import type { Programs } from './built-files.ts';
import { type EngineEnd, runEngine } from './engine-client.ts';
import { withExplanation } from './explain-failure.ts';
import { findFarm } from './find-farm.ts';
import { findNode, type NodeProgram, type NodeSearch } from './find-node.ts';
import { LoadError } from './load-error.ts';
import { makePlan, type PlanSettings } from './make-plan.ts';
import { makeRunnable } from './make-runnable.ts';
import { DeclinedError, ProfileError } from './profile-error.ts';
import { readCommit } from './read-commit.ts';
import { type AskedInputs, resolveInputs } from './resolve-inputs.ts';
import { type FoundTeamProfile, readTeamProfile } from './read-team-profile.ts';
import { resolveTarget } from './resolve-target.ts';
import { sizeInputs } from './size-inputs.ts';
import { describeRefusal } from './system-refusal.ts';

export interface ProfileRequest {
  /** Absolute path. */
  file: string;
  /** The name that `list` prints. */
  functionName: string;
  inputs: Omit<AskedInputs, 'cwd'>;
  /** Defaults for settings that are in neither `explicit` nor the team file. */
  settings: PlanSettings;
  /** Settings requested for this run. */
  explicit?: Partial<PlanSettings>;
  /** The workspace folder of the file, below which a team file is searched for; `null` if there is none. */
  workspace: string | null;
  /** A number of cores to predict for in addition to the usual ones. */
  targetCores: number | null;
  /** Working directory of the user's code, and base of relative paths. */
  cwd: string;
  node: Omit<NodeSearch, 'cwd'>;
  programs: Programs;
  /** Folder that keeps transpiled files between runs. */
  cacheFolder: string;
  analysis: Pick<
    AnalysisClient,
    | 'functions'
    | 'inputs'
    | 'callers'
    | 'generateInputs'
    | 'generateTrials'
    | 'checkTarget'
    | 'resolveImports'
    | 'decoratorMetadata'
  >;
  /** Aborting kills the measurement at once; the report keeps what was measured. */
  signal?: AbortSignal;
  /** Aborting skips items whose calls last: the running one at once, later ones after two seconds. */
  skipLongItems?: AbortSignal;
  /** Aborting ends the wait for other programs, once it has begun. */
  skipWait?: AbortSignal;
  /**
   * Asks whether a function with side effects may run many times. Without it, nothing is asked.
   * @param effects a sentence that lists them and says how often they will happen
   */
  confirmEffects?: (effects: string) => Promise<boolean>;
  /** Called once, before anything is measured. */
  onStart?: (run: RunState, plan: Plan) => void;
  /** @param run the state after the event */
  onEvent?: (event: RunEvent, run: RunState) => void;
}

/** A run that is decided and has not begun: nothing of it runs the user's code. */
export interface Prepared {
  target: Target;
  /** The text of the function's file. */
  text: string;
  inputs: Inputs;
  plan: Plan;
  node: NodeProgram;
  /** The version control state of the function's folder. */
  commit: Commit | null;
}

/**
 * Profiles one function, from its name to the report. Failures while the user's code is loaded or run are in
 * `Report.outcome`.
 * @throws ProfileError if the run cannot begin: no such file or function, no inputs, no Node, side effects not confirmed
 */
export async function profile(request: ProfileRequest): Promise<Report> {
  const startedAt = new Date();
  return await measurePrepared(request, await prepareProfile(request), startedAt);
}

/** Profiles a function whose target, inputs and plan were resolved by `prepareProfile`. */
export async function measurePrepared(
  request: ProfileRequest,
  prepared: Prepared,
  startedAt = new Date(),
): Promise<Report> {
  const { target, commit } = prepared;
  let check: Promise<CheckedTarget> | null = null;
  // The check starts after the measurement, so that the compiler does not compete for the cores, but does not wait for
  // the processes to end.
  const beginCheck = (): Promise<CheckedTarget> => (check ??= checkTarget(request, prepared, startedAt));
  const { outcome, run, inputs, audit } = await measure(request, prepared, startRun(prepared.plan, usualLimits), () => {
    // A failure is handled where the findings are used.
    void Promise.allSettled([beginCheck()]);
  });
  const durationMs = Date.now() - startedAt.getTime();
  const { findings, version } = neverRan(run) ? unchecked : await beginCheck();
  return buildReport({
    startedAt: startedAt.toISOString(),
    durationMs,
    outcome,
    target: { file: target.file, name: target.name, location: target.location, async: target.async },
    commit,
    code: version,
    inputs: describeInputs(inputs, run, target),
    plan: prepared.plan,
    ...(prepared.plan.farm && { farm: prepared.plan.farm }),
    targetCores: request.targetCores,
    machine: run.machine,
    ceiling: run.ceiling,
    memory: run.memory,
    measurements: run.measurements,
    neighbours: run.neighbours,
    leftOut: run.leftOut,
    staticFindings: findings,
    ...(audit && { audit }),
    output: { lines: run.output.lines, total: run.output.total },
    cpuProfiles: run.cpuProfiles,
    lineSamples: run.lineSamples,
  });
}

/**
 * Resolves the function, its inputs and what to measure. Runs nothing of the user's code.
 * @throws ProfileError if the run cannot begin: no such file or function, no inputs, no Node
 */
export async function prepareProfile(request: ProfileRequest): Promise<Prepared> {
  const [prepared, commit] = await Promise.all([resolveRun(request), readCommit(dirname(request.file))]);
  return { ...prepared, commit };
}

async function resolveRun(request: ProfileRequest): Promise<Omit<Prepared, 'commit'>> {
  const { target, text } = await resolveTarget(request.analysis, request.file, request.functionName);
  const team = readTeamProfile({ file: target.file, functionName: target.name, within: request.workspace });
  const asked = { ...request.inputs, cwd: request.cwd };
  const inputs = await resolveInputs(request.analysis, text, target, asked, team);
  const settings = { ...request.settings, ...teamSettings(team), ...request.explicit };
  const search = await findNode({ ...request.node, cwd: request.cwd });
  if (!search.found) throw new ProfileError('run', search.message);
  const { programs, signal } = request;
  const cores = availableParallelism();
  const farm = await findFarm(target.file, settings, { node: search.node, programs, signal, cores });
  return {
    target,
    text,
    inputs,
    plan: makePlan(target, inputs, settings, cores, farm),
    node: search.node,
  };
}

/** Returns how the run ended, its last state and the inputs, whose size the run may choose. */
async function measure(
  request: ProfileRequest,
  prepared: Prepared,
  started: RunState,
  onDone: () => void,
): Promise<{ outcome: RunOutcome; run: RunState; inputs: Inputs; audit?: Audit }> {
  const { target, node } = prepared;
  let run = started;
  request.onStart?.(run, prepared.plan);
  const onEvent = (event: RunEvent): void => {
    run = applyRunEvent(run, event);
    request.onEvent?.(event, run);
    if (event.type === 'done' && !neverRan(run)) onDone();
  };
  const { signal, programs, cwd, cacheFolder, analysis } = request;
  const inputs = await sizeInputs(prepared, { cwd, programs, cacheFolder, analysis, signal, node, onEvent });
  const plan = { ...prepared.plan, inputs };
  let module;
  try {
    module = await makeRunnable(target, inputs, { cacheFolder, signal, analysis });
  } catch (error) {
    if (signal?.aborted) return { outcome: { status: 'cancelled' }, run, inputs };
    if (error instanceof LoadError)
      return { outcome: { status: 'failed', stage: error.stage, message: error.message }, run, inputs };
    throw error;
  }
  const audit = await auditEffects(plan, module, { node, programs, cwd, signal });
  if (signal?.aborted) return { outcome: { status: 'cancelled' }, run, inputs, audit };
  if (audit.status === 'done' && hasEffects(audit.effects) && request.confirmEffects) {
    const effects = describeEffects(audit, plan, cwd, availableParallelism());
    const isConfirmed = await request.confirmEffects(effects);
    if (signal?.aborted) return { outcome: { status: 'cancelled' }, run, inputs, audit };
    if (!isConfirmed) throw new DeclinedError();
  }
  const end = await runEngine({
    node,
    engine: programs.engine,
    request: { type: 'run', plan, module, programs, nodeSource: node.source, cwd },
    signal,
    skipLongItems: request.skipLongItems,
    skipWait: request.skipWait,
    onEvent,
  });
  return { outcome: outcomeOf(end, run, target.file), run, inputs, audit };
}

function outcomeOf(end: EngineEnd, { failure }: RunState, file: string): RunOutcome {
  switch (end.how) {
    case 'cancelled':
      return { status: 'cancelled' };
    case 'crashed':
      return { status: 'failed', stage: 'run', message: end.message };
    case 'reported': {
      if (!failure) return { status: 'completed' };
      const { stage, message, error } = failure;
      return {
        status: 'failed',
        stage,
        message: withExplanation(message, error, file),
        ...(error ? { error } : {}),
      };
    }
  }
}

function describeInputs(inputs: Inputs, run: RunState, { parameters }: Target): Report['inputs'] {
  return {
    count: run.inputs?.count ?? 0,
    source: inputs.source,
    expression: inputs.kind === 'expression' ? inputs.expression : null,
    file: inputs.kind === 'file' ? inputs.path : null,
    preview: run.inputs?.preview ?? [],
    ...(inputs.kind === 'expression' && inputs.location ? { location: inputs.location } : {}),
    ...(inputs.kind === 'expression' && inputs.caller ? { caller: inputs.caller } : {}),
    ...(inputs.kind === 'file' && inputs.recorded ? { recorded: inputs.recorded } : {}),
    spread: inputs.spread,
    ...(mayTakeTuples(parameters) ? { parameters: parameters.map(({ name }) => name) } : {}),
    ...(run.skippedItems.length > 0 ? { skipped: run.skippedItems } : {}),
    ...(inputs.kind === 'expression' && inputs.generated ? { generated: inputs.generated } : {}),
    ...(inputs.kind === 'expression' && inputs.sizeChoice ? { sizeChoice: inputs.sizeChoice } : {}),
    ...(inputs.count === undefined ? {} : { asked: inputs.count }),
  };
}

function teamSettings(team: FoundTeamProfile | null): Partial<PlanSettings> {
  const { budgetSeconds, workers, strategies } = team?.profile ?? {};
  return {
    ...(budgetSeconds === undefined ? {} : { budgetSeconds }),
    ...(workers === undefined ? {} : { workers }),
    ...(strategies === undefined ? {} : { strategies }),
  };
}

/** Pitfalls of the function and of what it calls, and the version of that code. */
interface CheckedTarget {
  findings: readonly Finding[];
  version: CodeVersion | null;
}

const unchecked: CheckedTarget = { findings: [], version: null };

/** A run without inputs fails before the first call, so that no pitfall of the function explains it. */
function neverRan({ failure }: RunState): boolean {
  return failure?.stage === 'inputs';
}

async function checkTarget(
  { analysis, signal }: ProfileRequest,
  { target, text }: Prepared,
  startedAt: Date,
): Promise<CheckedTarget> {
  if (signal?.aborted) return unchecked;
  try {
    const { findings, version } = await analysis.checkTarget(target.file, text, target, signal);
    if (version === null) return { findings, version };
    const others = version.files.filter((file) => file !== normalize(target.file));
    const changed = await Promise.all(others.map((file) => isChangedSince(file, startedAt)));
    return { findings, version: changed.includes(true) ? { ...version, digest: null } : version };
  } catch (error) {
    if (signal?.aborted) return unchecked;
    // A failed analysis must not cost the measurement: the report includes it.
    const reason = describeRefusal(error) ?? (error instanceof Error ? error.message : String(error));
    const finding: Finding = {
      code: 'source-not-checked',
      args: { reason: reason.endsWith('.') ? reason : `${reason}.` },
      severity: 'information',
      origin: 'validity',
      location: target.location,
      evidence: {},
    };
    return { findings: [finding], version: null };
  }
}

/** The code is read twice, to run it before the run and to check it after: a later change makes the versions differ. */
async function isChangedSince(file: string, time: Date): Promise<boolean> {
  const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: Infinity }));
  return mtimeMs > time.getTime();
}
