import type { Family } from './family.mjs';
/** Copies: data and state that a worker receives as a copy, or has its own copy of. */
export interface CopiedDataArgs {
  /** `may`: only some values of the type hold it. */
  'argument-not-cloneable': {
    path: string;
    what: string;
    channel: 'threads' | 'processes' | 'both';
    may?: true;
  };
  'result-not-cloneable': {
    path: string;
    what: string;
    channel: 'threads' | 'processes' | 'both';
    may?: true;
  };
  'class-instance-loses-prototype': {
    path: string;
    className: string;
    where: 'argument' | 'result';
  };
  'module-state-written': {
    variable: string;
  };
  /** Arrives as an empty object, or fails, depending on the Node version and the channel. */
  'arrives-empty': {
    path: string;
    what: string;
    where: 'argument' | 'result';
    channel: 'processes' | 'both';
  };
  'buffer-copies-pool': {
    path: string;
    where: 'argument' | 'result';
  };
  /** A cache, or a value created on first use: correct, but each worker fills its own. */
  'cache-per-worker': {
    variable: string;
  };
  'argument-mutated': {
    parameter: string;
  };
}
export declare const copiedData: Family<CopiedDataArgs>;
//# sourceMappingURL=copied-data.d.mts.map
