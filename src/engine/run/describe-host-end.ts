import { adviceFor } from '../../multiprocessing/machine-limits.ts';
import type { HostStage, TraceEntry } from '../host/item-trace.ts';

/** How and where a host ended. */
export interface HostEnd {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** Its last activity; `null` if unknown. */
  last: TraceEntry | null;
  /** Whether Node ran our program in it, as far as is known. */
  hasStarted: boolean;
  isPool: boolean;
  /** The end of what it wrote to standard error. */
  stderr: string;
  /** The first items as text. */
  preview: readonly string[];
  /** Whether the kernel has killed processes since it started, because memory ran out. */
  memoryRanOut: boolean;
  /** Memory limit of the control group, in bytes; `null` without one. */
  memoryLimit: number | null;
}

/** Which of the user's code ran: the stage of a failed run. */
export function stageOfRun(stage: HostStage | undefined): 'inputs' | 'load' | 'run' {
  return stage === 'load' || stage === 'inputs' ? stage : 'run';
}

/** Says how a host ended, what it did, and why, in sentences. */
export function describeHostEnd(end: HostEnd): string {
  const { code, signal, last, stderr } = end;
  const isOutOfMemory = /heap out of memory|out of memory|Allocation failed/i.test(stderr);
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  const what = last?.stage === 'load' || last?.stage === 'inputs' ? 'the process' : 'the process that ran the function';
  return `${what} ended (${how})${whileDoing(end)}. ${causeOf(end, isOutOfMemory)}`;
}

function whileDoing({ last, isPool, preview }: HostEnd): string {
  switch (last?.stage) {
    case 'load':
      return ' while it loaded the module';
    case 'inputs':
      return ' while it evaluated the inputs';
    case 'pool':
      return ' while it started the workers';
    case 'item':
      return isPool || last.item === null ? '' : ` while it ran ${nameItem(last.item, preview)}`;
    default:
      return '';
  }
}

/** `item 4 (-1)`; the value is known of the first items only. */
export function nameItem(item: number, preview: readonly string[]): string {
  const value = preview[item];
  return `item ${item}${value === undefined ? '' : ` (${value})`}`;
}

/** Node asserts that each of its own threads starts. */
const threadFailure = /\b(?:uv_thread_create|pthread_create)\b/;

/** At the limit of processes and threads, Node aborts while it starts, or waits for ever. */
const threadAdvice = adviceFor({ name: 'Error', message: '', code: 'EAGAIN' });

function causeOf(end: HostEnd, isOutOfMemory: boolean): string {
  const { signal, last, memoryRanOut, memoryLimit } = end;
  if (threadFailure.test(end.stderr) || (signal === 'SIGABRT' && !end.hasStarted))
    return `Node could not start its threads. ${threadAdvice}`;
  if (signal === 'SIGKILL' && memoryRanOut)
    return memoryLimit === null
      ? 'The kernel killed it because the memory of this machine ran out. End other programs, or give smaller inputs.'
      : `The kernel killed it because the container reached its memory limit (${inMegabytes(memoryLimit)}). Raise the limit, or give smaller inputs.`;
  if (isOutOfMemory) return 'It ran out of memory. Give smaller inputs, or let the code keep less in memory.';
  const subject = subjects[stageOfRun(last?.stage)];
  if (signal === null) return `${subject} call process.exit?`;
  if (signal === 'SIGKILL')
    return `${subject} kill its process? Otherwise another program or the kernel did, as when memory runs out.`;
  if (signal === 'SIGABRT' || signal === 'SIGTRAP' || signal === 'SIGILL')
    return `${subject} call process.abort, or did a native module fail?`;
  if (signal === 'SIGSEGV' || signal === 'SIGBUS') return 'A native module or Node itself failed.';
  return `${subject} send the signal?`;
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}

const subjects = { load: 'Does the module', inputs: 'Do the inputs', run: 'Does the function' } as const;

/** Says what was stopped because it showed no sign of life for as long as the time limit. */
export function describeOverdue(
  last: TraceEntry | null,
  {
    limitMs,
    hasStarted,
    isPool,
    preview,
  }: { limitMs: number; hasStarted: boolean; isPool: boolean; preview: readonly string[] },
): { stage: 'inputs' | 'load' | 'run'; message: string } {
  const stage = last?.stage ?? 'load';
  const after = `after ${Number((limitMs / 1_000).toPrecision(3))} s, the time limit`;
  if (!hasStarted)
    return {
      stage: 'load',
      message: `a Node process was stopped because it did not start ${after.replace('after', 'within')}. ${threadAdvice}`,
    };
  const raise = 'Raise --time-limit or the setting parallelProfiler.timeLimitSeconds if it needs longer.';
  return { stage: stageOfRun(stage), message: `${overdue(stage)} ${raise}` };

  function overdue(at: HostStage): string {
    switch (at) {
      case 'load':
        return `loading the module was stopped ${after}. Does it loop or wait for something at its top level?`;
      case 'inputs':
        return `evaluating the inputs was stopped ${after}. Do they loop, or wait for something?`;
      case 'pool':
        return `starting the workers was stopped ${after}. Does the module loop or wait for something in a worker?`;
      case 'answer':
        return `the run was stopped because its results were not processed ${after.replace('after', 'within')}. Does the function return very large values?`;
      case 'item':
      case 'pass':
        if (isPool) return `the workers were stopped because no task ended ${after.replace('after', 'within')}.`;
        return last?.item === null || last === null
          ? `the function was stopped because no call returned ${after.replace('after', 'within')}.`
          : `the call with ${nameItem(last.item, preview)} was stopped ${after}. Does it loop, or wait for something?`;
    }
  }
}
