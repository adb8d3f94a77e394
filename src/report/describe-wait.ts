import { cores } from './numbers-in-words.ts';
import type { RunState } from './run-state.ts';

/** `Waiting for other programs to finish: they use 1.4 of 2 cores`; empty while the run does not wait. */
export function describeWait({ waitingFor, machine }: Pick<RunState, 'waitingFor' | 'machine'>): string {
  if (waitingFor === null) return '';
  const of = machine ? ` of ${machine.availableParallelism}` : '';
  return `Waiting for other programs to finish: they use ${cores(waitingFor)}${of} cores`;
}
