import { isPoolStrategy } from '../plan.ts';
import type { Family, Phrases, StrategyArgs } from './family.ts';

/** Results: values, failures and side effects of the calls in a run. */
export interface ResultArgs {
  /**
   * Results differ from the serial run, and neither randomness nor kept state explains it. `unchecked`: the serial run
   * was not repeated, so either may be the cause.
   */
  'results-differ': StrategyArgs & Difference & { differing: number; count: number; unchecked?: true };
  /** Two serial runs in fresh processes already differ. */
  'non-deterministic': Difference & { differing: number; count: number };
  /** A second serial pass in one process differs from the first, while fresh processes agree. */
  'shared-state': Difference & { differing: number; count: number };
  'arguments-mutated': { mutated: number; count: number };
  'items-failed': { failed: number; count: number; item: number; input: string; message: string };
  /** Items fail in the pool that do not fail serially. */
  'fails-only-in-pool': StrategyArgs & { failed: number; count: number; item: number; input: string; message: string };
  /** A strategy that could not be measured. */
  'strategy-failed': StrategyArgs & { message: string };
  /** A promise was rejected without a handler, which ended `count` processes or threads. */
  'unhandled-rejection': StrategyArgs & { count: number; message: string };
  /**
   * Resources open after a pass: if it `grows`, those that every pass over `count` items adds, else those opened once.
   */
  'left-open': { resources: { kind: string; count: number }[]; grows: boolean; count: number };
  /** Processes that outlive the calls that started them; they were ended with the run. */
  'left-running': { processes: number; names: string[] };
  /** Written to the standard streams by one pass over `count` items. */
  'prints-lines': { lines: number; first: string; count: number };
}

export const results: Family<ResultArgs> = {
  'results-differ': {
    severity: 'error',
    origins: ['run'],
    covers: ['state-per-worker', 'environment-copy', 'other-surroundings'],
    words: (args, say) => {
      const { strategy, workers, differing, count, unchecked } = args;
      const cause = unchecked
        ? 'The budget left no time to repeat the serial run and find the cause. Profile again with a longer budget.'
        : 'The function depends on something that differs in a worker.';
      return `${say.integer(differing)} of ${say.counted(count, 'result')} with ${say.strategy(strategy, workers)} ${differing === 1 ? 'differs' : 'differ'} from the serial run: ${difference(args, say)} ${cause}`;
    },
  },
  'non-deterministic': {
    severity: 'information',
    origins: ['run'],
    covers: ['chance-and-clock'],
    words: (args, say) => {
      const { differing, count } = args;
      return `Not deterministic: ${say.integer(differing)} of ${say.counted(count, 'result')} ${differing === 1 ? 'differs' : 'differ'} between two serial runs (${difference(args, say, 'and then')}). Parallel results cannot be checked against them.`;
    },
  },
  'shared-state': {
    severity: 'error',
    origins: ['run'],
    covers: ['state-per-worker'],
    words: (args, say) => {
      const { differing, count } = args;
      return `The function keeps state between calls: a second serial pass changed ${say.integer(differing)} of ${say.counted(count, 'result')} (${difference(args, say, 'and then')}). Each worker has its own copy of that state, so results depend on which worker runs which item.`;
    },
  },
  'arguments-mutated': {
    severity: 'warning',
    origins: ['run'],
    covers: ['argument-mutation'],
    words: ({ mutated, count }, say) =>
      `The function changed ${say.integer(mutated)} of ${say.counted(count, 'argument')} in place. A worker gets a copy, so the caller never sees the changes. Return the new value.`,
  },
  'items-failed': {
    severity: 'warning',
    origins: ['run'],
    covers: [],
    words: ({ failed, count, item, input, message }, say) =>
      `The function threw for ${say.integer(failed)} of ${say.counted(count, 'item')}, first for item ${say.integer(item)} (${input}): ${sentence(message)}`,
  },
  'fails-only-in-pool': {
    severity: 'error',
    origins: ['run'],
    covers: ['process-only-calls', 'exit-in-task', 'out-of-memory', 'unhandled-rejection'],
    words: ({ strategy, workers, failed, item, input, message }, say) =>
      `${say.counted(failed, 'item')} failed with ${say.strategy(strategy, workers)} but not serially, first item ${say.integer(item)} (${input}): ${sentence(message)}`,
  },
  'strategy-failed': {
    severity: 'error',
    origins: ['run'],
    covers: ['native-addon', 'out-of-memory', 'other-surroundings'],
    words: ({ strategy, workers, message }, say) =>
      `${say.capitalised(say.strategy(strategy, workers))} could not be measured: ${sentence(message)}`,
  },
  'unhandled-rejection': {
    severity: 'error',
    origins: ['run'],
    covers: ['unhandled-rejection', 'fire-and-forget'],
    words: ({ strategy, workers, count, message }, say) => {
      const isPool = isPoolStrategy(strategy);
      const where = isPool ? ` in ${say.strategy(strategy, workers)}` : '';
      const ended = isPool ? say.counted(count, 'worker') : 'the process';
      return `An unhandled rejection${where} ended ${ended} and all other work there: ${sentence(message)} Await every promise in the function, or catch its rejection.`;
    },
  },
  'left-open': {
    severity: 'information',
    origins: ['run'],
    covers: ['fire-and-forget'],
    words: ({ resources, grows, count }, say) => {
      const open = say.openResources(resources);
      const what = grows
        ? `Each pass over ${say.counted(count, 'item')} leaves ${open} open.`
        : `Calls left ${open} open.`;
      return `${what} These keep a worker or a program from exiting. Close them before the call returns, or unref() them.`;
    },
  },
  'left-running': {
    severity: 'warning',
    origins: ['run'],
    covers: ['fire-and-forget'],
    words: ({ processes, names }, say) => {
      const which = names.length === 0 ? '' : ` (${names.join(', ')})`;
      return `Calls left ${say.counted(processes, 'process', 'processes')} running${which}. Nothing waits for them, and they slow down everything else on this machine. Parallel Profiler ended them with the run. Wait for the end of each process before the call returns.`;
    },
  },
  'prints-lines': {
    severity: 'information',
    origins: ['run'],
    covers: ['shared-resource'],
    words: ({ lines, first, count }, say) =>
      `The function prints ${say.counted(lines, 'line')} for ${say.counted(count, 'item')}, first "${shortened(first)}". Printing is part of the measured time, and lines of several workers interleave. Return the text and print it in the caller.`,
  },
};

interface Difference {
  item: number;
  /** Inside the result of that item: `''` for the whole, `.total`, `[3]`. */
  path: string;
  expected: string;
  found: string;
}

function difference({ item, path, expected, found }: Difference, say: Phrases, and = 'instead of'): string {
  const where = path === '' ? `item ${say.integer(item)}` : `${path} of item ${say.integer(item)}`;
  return and === 'instead of'
    ? `${where} is ${found} instead of ${expected}.`
    : `${where} is ${expected} ${and} ${found}`;
}

function shortened(line: string): string {
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

/** Error messages may or may not end with a full stop. */
function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
