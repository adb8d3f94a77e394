/**
 * What bites people who run Node code in parallel, each by a short name and in a sentence. The rules and the findings of
 * runs say which of these they are about; `docs/pitfalls/README.md` is the table made from that.
 */
export const pitfalls = {
  'not-cloneable': 'A value that cannot be copied, such as a function or a promise, in an argument or a result',
  'class-identity-lost':
    'Instances of classes arrive as plain objects; some of the platform arrive empty or not at all',
  'error-identity-lost': 'Errors lose their class and their own fields on the way back',
  'json-channel': 'A forked process is sent JSON by default, which has no Map, Date, NaN or bigint',
  'large-payload': 'Copying large arguments and results takes longer than the work',
  'repeated-payload': 'The same large value is sent again with every task',
  'used-after-transfer': 'A transferred buffer is empty for the sender',
  'pooled-buffer': 'Cloning a small Buffer copies the pool that it is cut from, with what others wrote there',
  'lost-closure': 'A function in a worker has no access to the variables, or to the `this`, of the place it comes from',
  'state-per-worker': 'Each worker has its own copy of the state of a module',
  'argument-mutation': 'Changes to an argument reach nobody, because the worker has a copy',
  'effects-on-load': 'What a module does while it is loaded is done again by every worker',
  'spawns-itself': 'A file that starts workers of itself without a main guard starts them without end',
  'tasks-too-fine': 'Sending a task costs more than doing it',
  'uneven-tasks': 'Few or uneven tasks leave workers without work at the end',
  'too-many-workers': 'More workers than cores, or pools within pools, fight for the same cores',
  'container-limits': 'A container allows fewer CPUs than the machine shows',
  'shared-core-units': 'Two hardware threads of one core do not work twice as fast as one',
  'waits-for-io': 'What waits for a disk or a network gains nothing from another thread',
  'shared-io-threads': 'Asynchronous crypto, zlib, dns and fs of all threads share the few I/O threads of the process',
  'native-addon': 'A native addon that was not made for threads fails to load in the second one',
  'process-only-calls': 'Some calls of `process` exist in the main thread only',
  'exit-in-task': '`process.exit()` in a task ends the thread and loses the task',
  'environment-copy': 'A worker thread writes to a copy of the environment',
  'typescript-entry': 'A worker whose file is TypeScript needs a loader, or syntax that can be stripped',
  'bundled-worker': 'A bundler does not see the file of a worker, or leaves it behind',
  'other-surroundings': 'Paths, aliases and the current directory differ in a worker or a bundle',
  'out-of-memory': 'A worker that runs out of memory can take the whole process with it',
  'v8-flags': 'Memory and V8 flags of a thread are refused, or those of the process win',
  'unhandled-rejection': 'An unhandled rejection ends the worker, and with it what else it was doing',
  'fire-and-forget': 'Work that is not awaited runs during the next task, or never ends',
  'parent-saturated': 'The main thread cannot hand out and take in results fast enough',
  'uninterruptible-wait': 'A blocking system call cannot be ended from outside',
  'repeated-start': 'The start of workers is paid again and again',
  'shared-resource': 'Workers compete for memory bandwidth, a disk, a connection or the machine',
  'chance-and-clock': 'Chance, clocks and the order of sums give other results in every run',
  'memory-race': 'Shared memory that is read and written in two steps loses writes',
  'inherited-flags': 'Debugger and preload flags of the parent apply to every worker again',
} as const;

/** The short name of a pitfall. */
export type Pitfall = keyof typeof pitfalls;
