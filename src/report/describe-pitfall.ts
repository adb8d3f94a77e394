import type { Finding } from '../model/finding.ts';
import { placeInValue } from './place-in-value.ts';

type Codes =
  | 'module-state-written'
  | 'arrives-empty'
  | 'buffer-copies-pool'
  | 'cache-per-worker'
  | 'argument-mutated'
  | 'chance-or-clock'
  | 'process-only-call'
  | 'process-exit'
  | 'environment-written'
  | 'cannot-be-interrupted'
  | 'promise-not-awaited'
  | 'shares-io-threads'
  | 'pool-in-task'
  | 'error-class-lost'
  | 'top-level-effect'
  | 'captured-variable'
  | 'this-not-sent'
  | 'function-not-reachable'
  | 'constant-resent'
  | 'waits-for-io'
  | 'native-addon'
  | 'missing-main-guard'
  | 'core-count-from-cpus'
  | 'pool-in-loop'
  | 'more-workers-than-cores'
  | 'shared-memory-race'
  | 'used-after-transfer'
  | 'worker-path-from-cwd'
  | 'typescript-worker-entry'
  | 'worker-path-not-bundled'
  | 'worker-v8-flag'
  | 'debug-flag-in-worker'
  | 'fork-loses-types';

/** A finding that the source shows and a run need not. */
export type Pitfall = Extract<Finding, { code: Codes }>;

/** The English of what is seen in the source: what happens, and what to do. */
export function describePitfall({ code, args }: Pitfall): string {
  switch (code) {
    case 'module-state-written':
      return `This writes ${args.variable}, of which every worker has a copy of its own: what one worker writes, no other and not the caller will see. Return the value instead, or share it with a SharedArrayBuffer and Atomics.`;
    case 'cache-per-worker':
      return `${args.variable} is filled on first use, and every worker fills a copy of its own: the result is right, but the work is done once per worker. Fill it before, or send what it holds.`;
    case 'arrives-empty':
      return `${placeInValue(`The ${args.where}`, args.path)} is ${args.what}, which arrives in ${args.channel === 'processes' ? 'another process as an empty object' : 'a worker as an empty object or not at all, depending on the version of Node'}. Send its text or its fields and build it again on the other side.`;
    case 'buffer-copies-pool':
      return `${placeInValue(`The ${args.where}`, args.path)} is a Buffer: it arrives as a Uint8Array, and a small one brings a copy of the whole pool it is cut from (8 to 64 KiB, with other data in it). Send new Uint8Array(buffer).`;
    case 'argument-mutated':
      return `This changes ${args.parameter} in place. A worker gets a copy, so the caller never sees the change. Return the new value.`;
    case 'chance-or-clock':
      return `${args.call} gives another value in every run, so parallel results cannot be compared with serial ones. Pass a seed or the value as an argument.`;
    case 'process-only-call':
      return `${args.call} is for the whole process and throws ERR_WORKER_UNSUPPORTED_OPERATION in a worker thread. Call it before the pool starts, or use processes.`;
    case 'process-exit':
      return `${args.call} ends only the worker: the task is lost and the pool waits for its answer or starts another worker. Throw an error instead.`;
    case 'environment-written':
      return `This sets process.env.${args.variable}, of which a worker has a copy: nobody else will see it. Pass the value as an argument, or set it before the pool starts.`;
    case 'cannot-be-interrupted':
      return `${args.call} blocks the worker until it is done, and not even terminate() can end it before. Use the asynchronous form, or processes.`;
    case 'promise-not-awaited':
      return `Nobody waits for ${args.call}: the task counts as done while it still runs, beside the next task or not at all when the worker ends. Await it.`;
    case 'shares-io-threads':
      return `${args.call} runs on the process's own few I/O threads (4 unless UV_THREADPOOL_SIZE says otherwise), which all worker threads share: more of them will not make it faster. Use it without workers, or with processes.`;
    case 'pool-in-task':
      return `This starts ${args.what} inside the task, so every worker starts its own and they fight for the cores. Create one pool outside, and hand it the tasks.`;
    case 'error-class-lost':
      return `A ${args.className} arrives as a plain Error: its class and its own fields are lost, and instanceof is false. Tell failures apart by a field of the message or return them as data.`;
    case 'top-level-effect':
      return `${args.call} runs when ${args.module ?? 'the module'} is loaded, and every worker loads it again. Move it into a function, or behind a main guard (import.meta.main, require.main === module, isMainThread).`;
    case 'captured-variable':
      return args.isText
        ? `${args.variable} does not exist in the worker: the pool sends this function as text, without its module and the variables around it. Pass it as an argument, or give the pool a module.`
        : `${args.variable} is a variable of the code around this function, which a worker does not have: it knows functions by module and name. Pass it as an argument of an exported function.`;
    case 'this-not-sent':
      return `${args.name} uses this, which is not sent with a task: in the worker it is undefined, or another instance. Make it a function that takes what it needs as arguments.`;
    case 'function-not-reachable': {
      const seen = {
        inline: 'written at the place of the call',
        nested: 'inside another function',
        'not-exported': 'not exported',
      };
      return `${args.name} is ${seen[args.why]}, so a worker, which loads the module and takes the function by its name, cannot find it. Export it at the top level of the module.`;
    }
    case 'constant-resent':
      return `${args.variable} is the same for every task and is copied again with each of them. Send it once (workerData, an initializer), let the worker make it, or share its memory.`;
    case 'waits-for-io':
      return `This waits for ${args.call} and computes nothing beside it: a worker would only wait in another place. Start several promises at once, with a limit, and leave the pool out.`;
    case 'native-addon':
      return `${args.package} is a native addon of the kind that may refuse to load in a second thread ("Module did not self-register") or crash there. Use processes, or try it in two threads at once first.`;
    case 'missing-main-guard':
      return `This file starts ${args.what} of itself while it is loaded, and each of them does the same, without end. Put it behind a main guard: if (isMainThread) { ... }.`;
    case 'core-count-from-cpus':
      return 'os.cpus().length counts the cores of the machine, not those that this process may use (containers, affinity), and is 0 on some systems. Use os.availableParallelism().';
    case 'pool-in-loop':
      return args.where === 'handler'
        ? `This starts ${args.what} for every event, and pays its start-up each time. Create one pool outside and hand it the tasks.`
        : `This starts ${args.what} in every pass of the loop, and pays its start-up each time. Create one pool before the loop and hand it the items.`;
    case 'more-workers-than-cores':
      return `${args.size} workers are more than there are cores: for work that computes, the rest only wait and take memory. Use os.availableParallelism().`;
    case 'shared-memory-race':
      return `${args.variable} is shared memory, and reading and writing it in two steps loses what another worker writes in between. Use Atomics.add and the like.`;
    case 'used-after-transfer':
      return `${args.variable} was transferred and is empty here: its length is 0 and writes to it go nowhere. Use it before, or send a copy.`;
    case 'worker-path-from-cwd':
      return `"${args.path}" is looked up in the current directory of the process, not beside this file, and bundlers do not see it. Use new URL("${args.path}", import.meta.url) or path.join(__dirname, ...).`;
    case 'typescript-worker-entry':
      return args.syntax === null
        ? `"${args.path}" is TypeScript, which Node runs only from 22.18 on: before, the worker fails with ERR_UNKNOWN_FILE_EXTENSION. Point to the compiled file, or start the worker with a loader.`
        : `"${args.path}" has ${args.syntax}, which Node cannot run by stripping types: the worker fails to load. Point to the compiled file, or write it in erasable syntax.`;
    case 'worker-path-not-bundled':
      return `${args.bundler} does not see that this file starts a worker, and leaves the worker out of the bundle. Write new Worker(new URL("./file", import.meta.url)) with the path as a literal, or make the worker an entry of its own.`;
    case 'debug-flag-in-worker':
      return `Every worker starts a debugger with ${args.flag}: they want the same port, and --inspect-brk stops each until somebody connects. Filter such flags out of execArgv.`;
    case 'worker-v8-flag':
      return `A worker thread does not take ${args.flag}: it throws ERR_WORKER_INVALID_EXEC_ARGV. Use resourceLimits, or give the flag to the whole process.`;
    case 'fork-loses-types':
      return `fork sends JSON unless told otherwise, and ${args.what} does not survive that. Fork with { serialization: 'advanced' }.`;
  }
}
