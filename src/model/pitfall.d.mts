/**
 * Pitfalls of running Node code in parallel: a short name and a sentence for each. Every finding declares which of them it
 * covers, and `docs/pitfalls/README.md` is the table generated from that.
 */
export declare const pitfalls: {
  readonly 'not-cloneable': 'An argument or a result contains a value that cannot be copied, such as a function or a promise';
  readonly 'class-identity-lost': 'Class instances arrive as plain objects; some platform objects arrive empty or not at all';
  readonly 'error-identity-lost': 'Errors lose their class and their own fields on the way back';
  readonly 'json-channel': '`fork` sends JSON by default, which cannot represent a Map, Date, NaN or bigint';
  readonly 'large-payload': 'Copying large arguments and results takes longer than the work';
  readonly 'repeated-payload': 'The same large value is sent again with every task';
  readonly 'used-after-transfer': 'A transferred buffer is detached in the sender';
  readonly 'pooled-buffer': 'Cloning a small Buffer copies the whole pool that it is a slice of, including unrelated data';
  readonly 'lost-closure': 'A function in a worker cannot access the variables or the `this` of the code around it';
  readonly 'state-per-worker': 'Each worker has its own copy of module state';
  readonly 'argument-mutation': 'Changes to an argument are lost, because the worker has a copy';
  readonly 'effects-on-load': 'Every worker repeats the side effects of loading a module';
  readonly 'spawns-itself': 'A file that starts itself as a worker without a main guard starts workers without end';
  readonly 'tasks-too-fine': 'Sending a task costs more than running it';
  readonly 'tasks-one-by-one': 'Tasks that are awaited one by one in a loop keep a single worker busy';
  readonly 'uneven-tasks': 'Few or uneven tasks leave workers idle at the end';
  readonly 'too-many-workers': 'More workers than cores, or nested pools, compete for the same cores';
  readonly 'container-limits': 'A container allows fewer CPUs than the machine has';
  readonly 'shared-core-units': 'Two hardware threads of one core are not twice as fast as one';
  readonly 'waits-for-io': 'Code that waits for a disk or a network gains nothing from another thread';
  readonly 'shared-io-threads': 'Asynchronous crypto, zlib, dns and fs calls of all threads share the few I/O threads of the process';
  readonly 'native-addon': 'A native addon that does not support threads fails to load in the second one';
  readonly 'process-only-calls': 'Some calls of `process` are only available on the main thread';
  readonly 'exit-in-task': '`process.exit()` in a task ends the thread, and the task is lost';
  readonly 'environment-copy': 'A worker thread writes to its own copy of the environment';
  readonly 'typescript-entry': 'A TypeScript file as a worker needs a loader, or syntax that can be stripped';
  readonly 'bundled-worker': "A bundler does not see the worker's file and leaves it out of the bundle";
  readonly 'other-surroundings': 'Paths, aliases and the working directory differ in a worker or a bundle';
  readonly 'out-of-memory': 'A worker that runs out of memory can end the whole process';
  readonly 'v8-flags': 'A worker thread rejects V8 and memory flags, or the flags of the process override them';
  readonly 'unhandled-rejection': 'An unhandled rejection ends the worker and all other work in it';
  readonly 'fire-and-forget': 'Work that is not awaited runs during the next task, or never finishes';
  readonly 'parent-saturated': 'The main thread cannot send tasks and receive results fast enough';
  readonly 'uninterruptible-wait': 'A blocking system call cannot be interrupted';
  readonly 'repeated-start': 'The start-up time of workers is spent repeatedly';
  readonly 'shared-resource': 'Workers compete for memory bandwidth, a disk, a connection or the machine';
  readonly 'chance-and-clock': 'Randomness, clocks and the order of additions change the results in every run';
  readonly 'memory-race': 'Writes to shared memory are lost when it is read and written in two steps';
  readonly 'inherited-flags': 'Debugger and preload flags of the parent apply to every worker';
};
/** The short name of a pitfall. */
export type Pitfall = keyof typeof pitfalls;
//# sourceMappingURL=pitfall.d.mts.map
