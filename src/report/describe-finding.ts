import type { DescribedFinding, Finding } from '../model/finding.ts';
import { isPoolStrategy } from '../model/plan.ts';
import { describeOpenResources } from './describe-open-resources.ts';
import { describePitfall } from './describe-pitfall.ts';
import { SHARE_OF_A_CORE } from './findings/find-disturbance.ts';
import { placeInValue } from './place-in-value.ts';
import { bytes, counted, duration, integer, percent, ratio } from './numbers-in-words.ts';
import { describeStrategy } from './describe-strategy.ts';

/** Adds the words. */
export function withMessage(finding: Finding): DescribedFinding {
  const also = finding.also?.map((other) => describeStrategy(named(other))) ?? [];
  const same = also.length > 0 ? ` The same goes for ${listed(also)}.` : '';
  return { ...finding, message: describeFinding(finding) + same };
}

/**
 * The English of every finding: what is the case, what it does, and what to do about it. There is no default, so that a
 * new code does not compile without its words. It is the same in every language of the editor: a report is read by others,
 * on other machines, and is compared by its text.
 */
export function describeFinding(finding: Finding): string {
  switch (finding.code) {
    case 'argument-not-cloneable': {
      const { path, what, channel } = finding.args;
      return `The argument cannot be sent to ${receiver(channel)}: ${placeInValue('it', path)} is ${what}. Send plain data and make the rest inside the worker.`;
    }
    case 'result-not-cloneable': {
      const { path, what, channel } = finding.args;
      return `The result cannot be sent back from ${receiver(channel)}: ${placeInValue('it', path)} is ${what}. Return plain data.`;
    }
    case 'class-instance-loses-prototype': {
      const { path, className, where } = finding.args;
      return `${placeInValue(`The ${where}`, path)} is a ${className}, which arrives as a plain object without its methods. Send its data and build the ${className} again on the other side.`;
    }
    case 'module-state-written':
    case 'arrives-empty':
    case 'buffer-copies-pool':
    case 'cache-per-worker':
    case 'argument-mutated':
    case 'chance-or-clock':
    case 'process-only-call':
    case 'process-exit':
    case 'environment-written':
    case 'cannot-be-interrupted':
    case 'promise-not-awaited':
    case 'shares-io-threads':
    case 'pool-in-task':
    case 'error-class-lost':
    case 'top-level-effect':
    case 'captured-variable':
    case 'this-not-sent':
    case 'function-not-reachable':
    case 'constant-resent':
    case 'waits-for-io':
    case 'native-addon':
    case 'missing-main-guard':
    case 'core-count-from-cpus':
    case 'pool-in-loop':
    case 'more-workers-than-cores':
    case 'shared-memory-race':
    case 'used-after-transfer':
    case 'worker-path-from-cwd':
    case 'typescript-worker-entry':
    case 'worker-path-not-bundled':
    case 'worker-v8-flag':
    case 'debug-flag-in-worker':
    case 'fork-loses-types':
      return describePitfall(finding);

    case 'results-differ': {
      const { differing, count } = finding.args;
      return `${integer(differing)} of ${counted(count, 'result')} with ${describeStrategy(named(finding.args))} differ from the serial run: ${difference(finding.args)} The function depends on something that is not the same in a worker.`;
    }
    case 'non-deterministic': {
      const { differing, count } = finding.args;
      return `The function is not deterministic: ${integer(differing)} of ${counted(count, 'result')} differ already between two serial runs (${difference(finding.args, 'and then')}). Results of parallel runs cannot be compared with them.`;
    }
    case 'shared-state': {
      const { differing, count } = finding.args;
      return `The function keeps state between calls: a second serial pass gave ${integer(differing)} of ${counted(count, 'result')} differently (${difference(finding.args, 'and then')}). Each worker has its own copy of that state, so results depend on which worker ran which item.`;
    }
    case 'arguments-mutated': {
      const { mutated, count } = finding.args;
      return `The function changed ${integer(mutated)} of ${counted(count, 'argument')} in place. A worker gets a copy, so the caller never sees such changes; return the new value instead.`;
    }
    case 'items-failed': {
      const { failed, count, item, input, message } = finding.args;
      return `The function threw for ${integer(failed)} of ${counted(count, 'item')}, first for item ${integer(item)} (${input}): ${sentence(message)} The other items are counted.`;
    }
    case 'fails-only-in-pool': {
      const { failed, item, input, message } = finding.args;
      return `${counted(failed, 'item')} failed with ${describeStrategy(named(finding.args))} but not serially, first item ${integer(item)} (${input}): ${sentence(message)}`;
    }
    case 'strategy-failed':
      return `${capitalised(describeStrategy(named(finding.args)))} could not be measured: ${sentence(finding.args.message)}`;
    case 'unhandled-rejection': {
      const { strategy, count, message } = finding.args;
      const isPool = isPoolStrategy(strategy);
      const where = isPool ? ` in ${describeStrategy(named(finding.args))}` : '';
      const ended = isPool ? counted(count, 'worker') : 'the process';
      return `A promise was rejected${where} and nobody handled it, which ended ${ended} with all other work there: ${sentence(message)} Await every promise that the function makes, or catch what it may be rejected with.`;
    }
    case 'left-open': {
      const { resources, grows, count } = finding.args;
      const open = describeOpenResources(resources);
      const what = grows
        ? `The calls leave ${open} open for every ${counted(count, 'item')}.`
        : `Calls left ${open} open.`;
      return `${what} A worker or a program with them does not end by itself. Close what a call opens before it returns, or unref() what may end with the process.`;
    }
    case 'prints-lines': {
      const { lines, first, count } = finding.args;
      return `The function prints: ${counted(lines, 'line')} for ${counted(count, 'item')}, the first "${shortened(first)}". That takes part of the time that is measured, and the lines of several workers arrive late and mixed. Return what is to be told, and print it where the results come together.`;
    }

    case 'tasks-too-small': {
      const { taskMs, overheadMs, chunkSize } = finding.args;
      return `A task takes ${duration(taskMs)}, and sending it to a worker and back costs ${duration(overheadMs)} (${counted(chunkSize, 'item')} per message). Give each call more to do, or raise the chunk size.`;
    }
    case 'timer-saturated': {
      const { taskMs, clockMs } = finding.args;
      return `A task takes ${duration(taskMs)}, and reading the clock ${duration(clockMs)}: what is said of single items, such as which are the slowest, is largely about the clock. Whole passes, and with them the speedup, are timed without it.`;
    }
    case 'chunk-too-small': {
      const { chunkSize, better, speedup, betterSpeedup } = finding.args;
      return `Chunks of ${integer(chunkSize)} give ${ratio(speedup)} with ${describeStrategy(named(finding.args))}; chunks of ${integer(better)} give ${ratio(betterSpeedup)}.`;
    }
    case 'startup-not-repaid': {
      const { startupMs, count, breakEvenItems } = finding.args;
      return `Starting ${describeStrategy(named(finding.args))} takes ${duration(startupMs)}, more than ${counted(count, 'item')} gain. It pays from ${counted(breakEvenItems, 'item')}, or when the pool is kept for the next call.`;
    }
    case 'unbalanced': {
      const { loadBalance, longestMs, meanMs } = finding.args;
      return `The work is shared unevenly among ${describeStrategy(named(finding.args))}: the longest worker was busy for ${duration(longestMs)}, the mean is ${duration(meanMs)} (load balance ${percent(loadBalance)}). Smaller chunks, or long items first, even it out.`;
    }
    case 'one-long-task': {
      const { item, input, taskMs, share, bound } = finding.args;
      return `Item ${integer(item)} (${input}) alone takes ${duration(taskMs)}, ${percent(share)} of all the work, so that no number of workers can be faster than ${ratio(bound)}. Divide that item, or start it first.`;
    }
    case 'fewer-items-than-workers': {
      const { count, workers } = finding.args;
      return `There are ${counted(count, 'item')} for ${counted(workers, 'worker')}, so ${counted(workers - count, 'worker')} had nothing to do. Divide the work into more items.`;
    }
    case 'clone-dominates': {
      const { share, bytesPerItem } = finding.args;
      return `Copying arguments and results takes ${percent(share)} of the workers' time (${bytes(bytesPerItem)} per item). Send less, transfer ArrayBuffers, or share memory with a SharedArrayBuffer.`;
    }
    case 'main-thread-saturated': {
      const { share } = finding.args;
      return `The main thread is busy for ${percent(share)} of the time with sending and receiving, so more workers cannot help. Raise the chunk size, or return smaller results.`;
    }
    case 'garbage-collection':
      return `Workers spend ${percent(finding.args.share)} of their time collecting garbage. Allocate less per call, or give workers larger heaps with resourceLimits.`;
    case 'machine-ceiling': {
      const { cores, ceiling } = finding.args;
      return `Plain loops that share nothing came to ${ratio(ceiling)} on ${counted(cores, 'core')} of this machine while it was measured: hyper-threads, a shared clock speed or neighbours held them back, and ordinary code gains no more here.`;
    }
    case 'memory-growth': {
      const { bytesPerCall, count } = finding.args;
      return `Every call leaves about ${bytes(bytesPerCall)} behind that garbage collection cannot free, ${bytes(bytesPerCall * count)} for ${counted(count, 'item')}: something outside the function keeps growing. In a pool each worker has such a heap of its own until it ends. Limit what is kept, or renew workers with maxTasksPerChild.`;
    }
    case 'memory-nearly-full': {
      const { rssBytes, perWorkerBytes, memoryBytes, mostWorkers } = finding.args;
      return `${capitalised(describeStrategy(named(finding.args)))} take ${bytes(rssBytes)} of the ${bytes(memoryBytes)} there are, ${bytes(perWorkerBytes)} for each worker. Use at most ${counted(mostWorkers, 'worker')}, send less to each, or share memory between threads.`;
    }
    case 'execution-slower': {
      const { computeScaling } = finding.args;
      return `The same tasks take ${ratio(1 / computeScaling)} as long with ${describeStrategy(named(finding.args))} as serially, although no worker waited for a core. They compete for memory bandwidth, caches or clock speed.`;
    }
    case 'oversubscribed': {
      const { workers, cores, waitShare } = finding.args;
      return `${counted(workers, 'worker')} share ${counted(cores, 'core')}: they waited for a core during ${percent(waitShare)} of their tasks' time. Use at most ${counted(Math.max(1, Math.floor(cores)), 'worker')}.`;
    }
    case 'starved-by-others': {
      const { waitShare, othersCores } = finding.args;
      const waited = `The workers waited for a core during ${percent(waitShare)} of their tasks' time although there was one for each`;
      return othersCores > SHARE_OF_A_CORE
        ? `${waited}: other processes used ${othersCores.toFixed(1)} of the cores. Measure again on a quieter machine.`
        : `${waited} and no other process was seen to use much of them: the system may have let several share a core, as it does for some milliseconds with threads that have just woken up. Use more items, or measure again.`;
    }
    case 'no-gain-beyond-cores': {
      const { workers, cores, speedup, best, bestWorkers } = finding.args;
      return `${counted(workers, 'worker')} are no faster than ${integer(bestWorkers)} (${ratio(speedup)} against ${ratio(best)}): the machine gives this process ${counted(cores, 'core')}.`;
    }
    case 'io-bound': {
      const { cpuShare, taskMs, async } = finding.args;
      const advice = async
        ? 'Promises with a concurrency limit overlap the waiting without any worker.'
        : 'It waits synchronously, which blocks a whole thread; an asynchronous version would need no worker.';
      return `A task takes ${duration(taskMs)} but computes for only ${percent(cpuShare)} of it and waits for the rest. ${advice}`;
    }
    case 'quota-below-cores': {
      const { quota, cores } = finding.args;
      return `The control group allows ${quota.toFixed(quota % 1 === 0 ? 0 : 1)} CPUs although the machine shows ${counted(cores, 'core')}. Size pools by the quota: os.cpus().length does not know it.`;
    }

    case 'too-few-rounds': {
      const { rounds, wanted } = finding.args;
      return `Only ${counted(rounds, 'round')} with ${describeStrategy(named(finding.args))} fitted into the budget; ${integer(wanted)} are wanted for an interval that means something. Raise the budget or use fewer items.`;
    }
    case 'wide-interval': {
      const { low, high } = finding.args;
      return `The speedup with ${describeStrategy(named(finding.args))} lies somewhere between ${ratio(low)} and ${ratio(high)}. A larger budget narrows this.`;
    }
    case 'isolates-unresolved': {
      const { isolates, between } = finding.args;
      const seen = between === null ? '' : `, which differ by ${percent(between)}`;
      return `${capitalised(describeStrategy(named(finding.args)))} ran in only ${counted(isolates, 'fresh process', 'fresh processes')}${seen}. Each process keeps the machine code that it happened to get; the same function may be that much faster or slower elsewhere.`;
    }
    case 'pass-too-short': {
      const { wallMs, count } = finding.args;
      return `${counted(count, 'item')} take only ${duration(wallMs)} in all: too short to see where the time of the workers goes, and shorter than any pool takes to start. Use more items.`;
    }
    case 'background-load':
      return `Other processes used ${finding.args.cores.toFixed(1)} cores during the measurement. Close them and measure again.`;
    case 'stolen-time':
      return `The hypervisor took ${percent(finding.args.share)} of the CPU time for other machines, so the numbers depend on them.`;
    case 'throttled':
      return `The control group's quota stopped ${describeStrategy(named(finding.args))} for ${duration(finding.args.throttledMs)} in all. The speedup is that of the quota, not of the function.`;
    case 'suspicious-speedup': {
      const { workers, speedup } = finding.args;
      return `${ratio(speedup)} with ${counted(workers, 'worker')} is more than workers and cores can give. The serial baseline was slower than it should be (cold code, memory, another process); do not rely on this number.`;
    }
    case 'outlier-rounds': {
      const { outliers, rounds } = finding.args;
      return `${integer(outliers)} of ${counted(rounds, 'round')} with ${describeStrategy(named(finding.args))} lie far from the others. They are counted in: the median bears them.`;
    }
    case 'account-gap': {
      const { residual, unaccounted } = finding.args;
      return `The account of ${describeStrategy(named(finding.args))} does not add up: the factors miss the speedup by ${percent(residual)}, and ${percent(unaccounted)} of the workers' time is not explained.`;
    }
  }
}

function named(args: { strategy: Parameters<typeof describeStrategy>[0]['name']; workers: number }) {
  return { name: args.strategy, workers: args.workers };
}

/** `a`, `a and b`, `a, b and 3 more`. */
function listed(names: string[]): string {
  if (names.length > 3) return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

function receiver(channel: 'threads' | 'processes' | 'both'): string {
  return { threads: 'a worker thread', processes: 'a worker process', both: 'a worker' }[channel];
}

function difference(args: { item: number; path: string; expected: string; found: string }, and = 'instead of'): string {
  const where = args.path === '' ? `item ${integer(args.item)}` : `${args.path} of item ${integer(args.item)}`;
  return and === 'instead of'
    ? `${where} is ${args.found} instead of ${args.expected}.`
    : `${where} is ${args.expected} ${and} ${args.found}`;
}

function shortened(line: string): string {
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Messages of errors come with and without their full stop. */
function sentence(message: string): string {
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
