/**
 * Names of the same option in this library, in Python and in other pools, without case and underscores. The first name
 * of a group that the call knows is suggested.
 */
const synonyms: readonly (readonly string[])[] = [
  [
    ...['processes', 'maxWorkers', 'workers', 'worker', 'numWorkers', 'nWorkers', 'workerCount', 'threads', 'nThreads'],
    ...['numThreads', 'maxThreads', 'minThreads', 'minWorkers', 'maxProcesses', 'processCount', 'nProcesses', 'nJobs'],
    ...['numProcesses', 'jobs', 'size', 'poolSize', 'concurrency', 'parallelism', 'count'],
  ],
  ['chunkSize', 'chunk', 'chunks', 'batchSize', 'batch'],
  ['bufferSize', 'prefetch', 'buffer', 'readAhead', 'highWaterMark', 'maxQueue'],
  ['maxTasksPerChild', 'maxTasks', 'tasksPerChild', 'maxTasksPerWorker', 'tasksPerWorker'],
  ['initializer', 'initialize', 'init', 'setup', 'onCreateWorker'],
  ['initargs', 'initializerArgs', 'initArguments', 'workerData'],
  ['kind', 'type', 'workerType', 'runtime', 'backend', 'mode', 'context', 'mpContext', 'startMethod'],
  ['timeout', 'timeoutMs', 'timeLimit', 'timeLimitMs', 'time', 'maxTime', 'deadline'],
  ['signal', 'abortSignal', 'abort', 'abortController', 'controller', 'cancel', 'cancellationToken'],
  ['transfer', 'transferList', 'transferables'],
  ['env', 'environment', 'environ'],
  ['execArgv', 'argv', 'nodeArgs', 'nodeOptions', 'flags', 'forkOpts'],
  ['resourceLimits', 'limits', 'memoryLimit', 'maxMemory', 'maxOldGenerationSizeMb', 'stackSizeMb'],
  ['callback', 'onResult', 'onSuccess', 'onDone', 'then'],
  ['errorCallback', 'onError', 'onFailure', 'catch'],
  ['programs', 'program', 'workerProgram', 'filename', 'workerUrl', 'workerFile', 'workerScript'],
  ['target', 'fn', 'func', 'function', 'run', 'task'],
  ['args', 'arguments', 'params', 'parameters', 'arg', 'argument'],
  ['name', 'processName', 'threadName', 'threadNamePrefix', 'title'],
  ['daemon', 'daemonic', 'background', 'detached'],
  ['maxBytes', 'bytes', 'maxMemory', 'memory'],
  ['lock', 'locked', 'mutex', 'withLock'],
  ['wait', 'block', 'blocking'],
  ['observer', 'listener', 'observe'],
  ['onMessage', 'message', 'messageHandler', 'on'],
];

/** Python options for which this library has a different API. */
const otherWays: Readonly<Record<string, string>> = {
  kwds: 'There are no keyword arguments: pass an object as the last argument of the function.',
  kwargs: 'There are no keyword arguments: pass an object as the last argument of the function.',
  callback: 'Use mapAsync or applyAsync for callbacks, or await the result.',
  errorcallback: 'Use mapAsync or applyAsync for callbacks, or await the result.',
  action: 'Pass the action to wait(timeoutMs, action).',
  maxsize: 'Pass the size before the options: new Queue(maxSize).',
  group: 'Leave it out.',
};

/** Returns the error message for an option that `owner` does not know, with the name to use. */
export function explainUnknownOption(owner: string, known: readonly string[], found: string): string {
  const otherWay = otherWays[fold(found)];
  const suggestion = sameName(known, found) ?? (otherWay === undefined ? nearestName(known, found) : null);
  if (suggestion !== null)
    return `Expected option ${suggestion}, found ${found}. ${owner} has no option ${found}; use ${suggestion}.`;
  return `Expected an option of ${owner} (${known.join(', ')}), found ${found}. ${otherWay ?? 'Remove it.'}`;
}

/** Returns the known name that matches another spelling or a synonym. */
function sameName(known: readonly string[], found: string): string | null {
  const folded = fold(found);
  const sameLetters = known.find((name) => fold(name) === folded);
  if (sameLetters !== undefined) return sameLetters;
  for (const group of synonyms) {
    if (!group.some((name) => fold(name) === folded)) continue;
    const name = group.find((candidate) => known.includes(candidate));
    if (name !== undefined) return name;
  }
  return null;
}

/** Returns the closest known name, if one is close enough to be a typing error. */
function nearestName(known: readonly string[], found: string): string | null {
  const folded = fold(found);
  const [nearest, distance] = known
    .map((name) => [name, editDistance(fold(name), folded)] as const)
    .reduce((best, next) => (next[1] < best[1] ? next : best), ['', Infinity]);
  return distance <= Math.min(2, folded.length / 3) ? nearest : null;
}

/** Folds a name: Python's `max_tasks_per_child`, `maxtasksperchild` and our `maxTasksPerChild` become equal. */
function fold(name: string): string {
  return name.replaceAll(/[_-]/g, '').toLowerCase();
}

/** Returns the Levenshtein distance. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? Infinity;
}
