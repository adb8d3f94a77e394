import { withArticle } from '../with-article.ts';
import type { Family } from './family.ts';

/** Names a method of an interface, which may be a function of the object itself or of the prototype of its class. */
export const METHOD = 'a method';

/** Copies: data and state that a worker receives as a copy, or has its own copy of. */
export interface CopiedDataArgs {
  /** `may`: only some values of the type hold it. */
  'argument-not-cloneable': { path: string; what: string; channel: 'threads' | 'processes' | 'both'; may?: true };
  'result-not-cloneable': { path: string; what: string; channel: 'threads' | 'processes' | 'both'; may?: true };
  /** `as`: the class of the language that it arrives as; without it a plain object. */
  'class-instance-loses-prototype': {
    path: string;
    className: string;
    where: 'argument' | 'result';
    as?: string;
    may?: true;
  };
  'module-state-written': { variable: string };
  /** Arrives as an empty object, or fails, depending on the Node version and the channel. */
  'arrives-empty': {
    path: string;
    what: string;
    where: 'argument' | 'result';
    channel: 'processes' | 'both';
    may?: true;
  };
  /** `method`: one that the function uses, and that bytes do not have. */
  'buffer-copies-pool': { path: string; where: 'argument' | 'result'; method?: string };
  /**
   * A cache, or a value created on first use: each worker fills its own. `mayDiffer`: not proven to hold the same in every
   * worker. `weak`: keyed by objects, in a WeakMap.
   */
  'cache-per-worker': { variable: string; mayDiffer?: true; weak?: true };
  'argument-mutated': { parameter: string };
}

export const copiedData: Family<CopiedDataArgs> = {
  'argument-not-cloneable': {
    severity: 'error',
    origins: ['static', 'run'],
    covers: ['not-cloneable'],
    words: ({ path, what, channel, may }, say) =>
      what === METHOD
        ? `The argument may fail to be sent to ${receiver(channel)}, or arrive without its methods: ${say.place('it', path)} is a method. Send plain data and create the rest in the worker.`
        : `The argument ${may ? 'may fail to be sent' : 'cannot be sent'} to ${receiver(channel)}: ${say.place('it', path)} ${may ? 'may be' : 'is'} ${what}. Send plain data and create the rest in the worker.`,
  },
  'result-not-cloneable': {
    severity: 'error',
    origins: ['static', 'run'],
    covers: ['not-cloneable'],
    words: ({ path, what, channel, may }, say) =>
      what === METHOD
        ? `The result may fail to be sent back from ${receiver(channel)}, or arrive without its methods: ${say.place('it', path)} is a method. Return plain data.`
        : `The result ${may ? 'may fail to be sent back' : 'cannot be sent back'} from ${receiver(channel)}: ${say.place('it', path)} ${may ? 'may be' : 'is'} ${what}. Return plain data.`,
  },
  'class-instance-loses-prototype': {
    severity: 'warning',
    origins: ['static', 'run'],
    covers: ['class-identity-lost'],
    isFixable: true,
    words: ({ path, className, where, as = 'a plain object', may }, say) =>
      `${say.place(`The ${where}`, path)} ${may ? 'may be' : 'is'} ${withArticle(className)}, which arrives as ${as} without its ${as.endsWith('Error') ? 'class and fields' : 'methods'}. Send its data and rebuild the ${className} on the other side.`,
  },
  'module-state-written': {
    severity: 'warning',
    origins: ['static'],
    covers: ['state-per-worker'],
    words: ({ variable }) =>
      `Each worker has its own copy of ${variable}. Writes here are invisible to other workers and to the caller. Return the value instead, or share it with a SharedArrayBuffer and Atomics.`,
  },
  'arrives-empty': {
    severity: 'warning',
    origins: ['static'],
    covers: ['class-identity-lost'],
    words: ({ path, what, where, channel, may }, say) =>
      `${say.place(`The ${where}`, path)} ${may ? 'may be' : 'is'} ${what}, which arrives in ${channel === 'processes' ? 'another process as an empty object' : 'a worker as an empty object or not at all, depending on the Node version'}. Send its text or fields and rebuild it on the other side.`,
  },
  'buffer-copies-pool': {
    severity: 'information',
    origins: ['static'],
    covers: ['pooled-buffer'],
    isFixable: true,
    words: ({ path, where, method }, say) =>
      method !== undefined
        ? `${say.place(`The ${where}`, path)} is a Buffer. It arrives in a worker thread as a Uint8Array, ${method === 'toString' ? 'whose toString() ignores the encoding' : `which has no ${method}()`}. Wrap it again: Buffer.from(data.buffer, data.byteOffset, data.byteLength).`
        : `${say.place(`The ${where}`, path)} is a Buffer. It arrives as a Uint8Array, and a small one copies the whole 8 to 64 KiB pool that it is a slice of, with unrelated data. Send new Uint8Array(buffer).`,
  },
  'cache-per-worker': {
    severity: 'information',
    origins: ['static'],
    covers: ['state-per-worker'],
    words: ({ variable, mayDiffer, weak }) =>
      weak
        ? `Each worker fills its own ${variable}. A WeakMap cannot be sent, and a copy of an object is a new key. To reuse entries for objects that you send, use a Map with a string or number as key.`
        : mayDiffer
          ? `${variable} is filled on first use, once in each worker, so the work repeats and its contents may differ between workers. Fill it when the module loads, or send each task the part it needs.`
          : `${variable} is filled on first use, once in each worker. Results are correct, but the work repeats per worker. Fill it when the module loads, or send each task the part it needs.`,
  },
  'argument-mutated': {
    severity: 'warning',
    origins: ['static'],
    covers: ['argument-mutation'],
    words: ({ parameter }) =>
      `This changes ${parameter} in place. A worker gets a copy, so the caller never sees the change. Return the new value.`,
  },
};

function receiver(channel: 'threads' | 'processes' | 'both'): string {
  return { threads: 'a worker thread', processes: 'a worker process', both: 'a worker' }[channel];
}
