import { withArticle } from '../with-article.ts';
import type { Family } from './family.ts';

/** Tasks: calls and dependencies of a function that behave differently in a worker. */
export interface TaskArgs {
  'chance-or-clock': { call: string };
  'process-only-call': { call: string };
  'process-exit': { call: string };
  'environment-written': { variable: string };
  'cannot-be-interrupted': { call: string };
  /** `isCallback`: the promises are those of the callback that the call is given. */
  'promise-not-awaited': { call: string; isCallback?: true };
  'shares-io-threads': { call: string };
  'pool-in-task': { what: string };
  /** `fields`: names of own fields that a plain error loses. */
  'error-class-lost': { className: string; fields?: string };
  /** `module`: as imported; `null` if the effect is in the candidate's own file. */
  'top-level-effect': { call: string; module: string | null };
  /** `isText`: the pool sends the function as text, so that it also loses the variables of its module. */
  'captured-variable': { variable: string; isText: boolean };
  'this-not-sent': { name: string };
  'function-not-reachable': { name: string; why: 'inline' | 'nested' | 'not-exported' };
  'constant-resent': { variable: string };
  'waits-for-io': { call: string };
  'native-addon': { package: string };
}

export const tasks: Family<TaskArgs> = {
  'chance-or-clock': {
    severity: 'hint',
    origins: ['static'],
    covers: ['chance-and-clock'],
    words: ({ call }) =>
      `${call} gives a different value in every run, so parallel results cannot be checked against serial ones. Pass a seed or the value as an argument.`,
  },
  'process-only-call': {
    severity: 'error',
    origins: ['static'],
    covers: ['process-only-calls'],
    words: ({ call }) =>
      `${call} affects the whole process and throws ERR_WORKER_UNSUPPORTED_OPERATION in a worker thread. Call it before the pool starts, or use processes.`,
  },
  'process-exit': {
    severity: 'warning',
    origins: ['static'],
    covers: ['exit-in-task'],
    words: ({ call }) =>
      `${call} ends only the worker, at once: the task and pending output are lost, and a pool waits forever or starts another worker. Throw an error, or let the worker end by itself.`,
  },
  'environment-written': {
    severity: 'warning',
    origins: ['static'],
    covers: ['environment-copy'],
    words: ({ variable }) =>
      `Each worker has its own copy of process.env, so setting ${variable} here affects no other. Pass the value as an argument, or set it before the pool starts.`,
  },
  'cannot-be-interrupted': {
    severity: 'information',
    origins: ['static'],
    covers: ['uninterruptible-wait'],
    words: ({ call }) =>
      `${call} blocks the worker until it completes, and terminate() cannot interrupt it. Use the asynchronous form, or processes.`,
  },
  'promise-not-awaited': {
    severity: 'warning',
    origins: ['static'],
    covers: ['fire-and-forget', 'unhandled-rejection'],
    isFixable: true,
    words: ({ call, isCallback }) =>
      isCallback === true
        ? `${call} does not await its async callback: the code after it runs before the work is done, and an error is an unhandled rejection. Use await Promise.all(items.map(...)).`
        : `The promise of ${call} is not awaited: the task counts as done while it still runs, and a worker that exits cuts it off. Await it.`,
  },
  'shares-io-threads': {
    severity: 'information',
    origins: ['static'],
    covers: ['shared-io-threads'],
    words: ({ call }) =>
      `${call} runs on libuv's thread pool (4 threads, or UV_THREADPOOL_SIZE), which all worker threads share. Use it without workers, or with processes.`,
  },
  'pool-in-task': {
    severity: 'warning',
    origins: ['static'],
    covers: ['too-many-workers'],
    words: ({ what }) =>
      `This starts ${what} inside the task, so every worker starts its own and they compete for the cores. Create one pool outside the task.`,
  },
  'error-class-lost': {
    severity: 'information',
    origins: ['static'],
    covers: ['error-identity-lost'],
    words: ({ className, fields }, say) =>
      fields !== undefined
        ? `This ${className} arrives without ${fields}: cloning keeps only the message, the stack and the cause. Put a code in the message, or return failures as data.`
        : `${say.capitalised(withArticle(className))} arrives as a plain Error without its class and fields, so instanceof is false. Put a code in the message, or return failures as data.`,
  },
  'top-level-effect': {
    severity: 'warning',
    origins: ['static'],
    covers: ['effects-on-load'],
    words: ({ call, module }) =>
      `${call} runs when ${module ?? 'the module'} is loaded, again in every worker. Move it into a function, or behind a main guard (import.meta.main, require.main === module, isMainThread).`,
  },
  'this-not-sent': {
    severity: 'warning',
    origins: ['static'],
    covers: ['lost-closure'],
    words: ({ name }) =>
      `${name} uses this, which is not sent with a task: in the worker it is undefined or another instance. Pass the values it needs as arguments.`,
  },
  'captured-variable': {
    severity: 'error',
    origins: ['static'],
    covers: ['lost-closure'],
    words: ({ variable, isText }) =>
      isText
        ? `${variable} is not defined in the worker: the pool sends this function as text, without its module and the variables around it. Pass it as an argument, or give the pool a module.`
        : `${variable} comes from the code around this function and is not defined in a worker, which loads functions by module and name. Pass it as an argument of an exported function.`,
  },
  'function-not-reachable': {
    severity: 'error',
    origins: ['static'],
    covers: ['lost-closure'],
    isFixable: true,
    words: ({ name, why }) => {
      const seen = {
        inline: 'an inline callback',
        nested: 'nested in another function',
        'not-exported': 'not exported',
      };
      return `${name} is ${seen[why]}, so a worker cannot import it by name. Export it at the top level of the module.`;
    },
  },
  'constant-resent': {
    severity: 'information',
    origins: ['static'],
    covers: ['repeated-payload', 'large-payload'],
    words: ({ variable }) =>
      `${variable} is the same for every task and is copied with each. Send it once (workerData or an initializer), create it in the worker, or share its memory.`,
  },
  'waits-for-io': {
    severity: 'information',
    origins: ['static'],
    covers: ['waits-for-io'],
    words: ({ call }) =>
      `This only waits for ${call} and computes nothing, so a worker gains nothing. Run several promises at once with a concurrency limit.`,
  },
  'native-addon': {
    severity: 'information',
    origins: ['static'],
    covers: ['native-addon'],
    words: ({ package: addon }) =>
      `${addon} is a native addon that may fail to load in a second thread ("Module did not self-register") or crash there. Use processes, or test it in two threads at once.`,
  },
};
