import type { Family } from './family.ts';

/** Tasks: calls and dependencies of a function that behave differently in a worker. */
export interface TaskArgs {
  'chance-or-clock': { call: string };
  'process-only-call': { call: string };
  'process-exit': { call: string };
  'environment-written': { variable: string };
  'cannot-be-interrupted': { call: string };
  'promise-not-awaited': { call: string };
  'shares-io-threads': { call: string };
  'pool-in-task': { what: string };
  'error-class-lost': { className: string };
  /** `module`: as it is imported; `null` where the effect is in the candidate's own file. */
  'top-level-effect': { call: string; module: string | null };
  /** `isText`: the pool sends the function as text, so that it loses the variables of its module as well. */
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
      `${call} gives another value in every run, so parallel results cannot be compared with serial ones. Pass a seed or the value as an argument.`,
  },
  'process-only-call': {
    severity: 'error',
    origins: ['static'],
    covers: ['process-only-calls'],
    words: ({ call }) =>
      `${call} is for the whole process and throws ERR_WORKER_UNSUPPORTED_OPERATION in a worker thread. Call it before the pool starts, or use processes.`,
  },
  'process-exit': {
    severity: 'warning',
    origins: ['static'],
    covers: ['exit-in-task'],
    words: ({ call }) =>
      `${call} ends only the worker: the task is lost and the pool waits for its answer or starts another worker. Throw an error instead.`,
  },
  'environment-written': {
    severity: 'warning',
    origins: ['static'],
    covers: ['environment-copy'],
    words: ({ variable }) =>
      `This sets process.env.${variable}, of which a worker has a copy: nobody else will see it. Pass the value as an argument, or set it before the pool starts.`,
  },
  'cannot-be-interrupted': {
    severity: 'information',
    origins: ['static'],
    covers: ['uninterruptible-wait'],
    words: ({ call }) =>
      `${call} blocks the worker until it is done, and not even terminate() can end it before. Use the asynchronous form, or processes.`,
  },
  'promise-not-awaited': {
    severity: 'warning',
    origins: ['static'],
    covers: ['fire-and-forget', 'unhandled-rejection'],
    isFixable: true,
    words: ({ call }) =>
      `Nobody waits for ${call}: the task counts as done while it still runs, beside the next task or not at all when the worker ends. Await it.`,
  },
  'shares-io-threads': {
    severity: 'information',
    origins: ['static'],
    covers: ['shared-io-threads'],
    words: ({ call }) =>
      `${call} runs on the process's own few I/O threads (4 unless UV_THREADPOOL_SIZE says otherwise), which all worker threads share: more of them will not make it faster. Use it without workers, or with processes.`,
  },
  'pool-in-task': {
    severity: 'warning',
    origins: ['static'],
    covers: ['too-many-workers'],
    words: ({ what }) =>
      `This starts ${what} inside the task, so every worker starts its own and they fight for the cores. Create one pool outside, and hand it the tasks.`,
  },
  'error-class-lost': {
    severity: 'information',
    origins: ['static'],
    covers: ['error-identity-lost'],
    words: ({ className }) =>
      `A ${className} arrives as a plain Error: its class and its own fields are lost, and instanceof is false. Tell failures apart by a field of the message or return them as data.`,
  },
  'top-level-effect': {
    severity: 'warning',
    origins: ['static'],
    covers: ['effects-on-load'],
    words: ({ call, module }) =>
      `${call} runs when ${module ?? 'the module'} is loaded, and every worker loads it again. Move it into a function, or behind a main guard (import.meta.main, require.main === module, isMainThread).`,
  },
  'this-not-sent': {
    severity: 'warning',
    origins: ['static'],
    covers: ['lost-closure'],
    words: ({ name }) =>
      `${name} uses this, which is not sent with a task: in the worker it is undefined, or another instance. Make it a function that takes what it needs as arguments.`,
  },
  'captured-variable': {
    severity: 'error',
    origins: ['static'],
    covers: ['lost-closure'],
    words: ({ variable, isText }) =>
      isText
        ? `${variable} does not exist in the worker: the pool sends this function as text, without its module and the variables around it. Pass it as an argument, or give the pool a module.`
        : `${variable} is a variable of the code around this function, which a worker does not have: it knows functions by module and name. Pass it as an argument of an exported function.`,
  },
  'function-not-reachable': {
    severity: 'error',
    origins: ['static'],
    covers: ['lost-closure'],
    isFixable: true,
    words: ({ name, why }) => {
      const seen = {
        inline: 'written at the place of the call',
        nested: 'inside another function',
        'not-exported': 'not exported',
      };
      return `${name} is ${seen[why]}, so a worker, which loads the module and takes the function by its name, cannot find it. Export it at the top level of the module.`;
    },
  },
  'constant-resent': {
    severity: 'information',
    origins: ['static'],
    covers: ['repeated-payload', 'large-payload'],
    words: ({ variable }) =>
      `${variable} is the same for every task and is copied again with each of them. Send it once (workerData, an initializer), let the worker make it, or share its memory.`,
  },
  'waits-for-io': {
    severity: 'information',
    origins: ['static'],
    covers: ['waits-for-io'],
    words: ({ call }) =>
      `This waits for ${call} and computes nothing beside it: a worker would only wait in another place. Start several promises at once, with a limit, and leave the pool out.`,
  },
  'native-addon': {
    severity: 'information',
    origins: ['static'],
    covers: ['native-addon'],
    words: ({ package: addon }) =>
      `${addon} is a native addon of the kind that may refuse to load in a second thread ("Module did not self-register") or crash there. Use processes, or try it in two threads at once first.`,
  },
};
