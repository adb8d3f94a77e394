import type { FindingCode } from '../../model/finding.ts';
import type { Pitfall } from '../../model/pitfall.ts';
import type { Pitfall as StaticFinding } from '../describe-pitfall.ts';

type RunCode = Exclude<FindingCode, StaticFinding['code']>;

/** The pitfalls that the findings of a run are about; none for those that say how far its numbers can be trusted. */
export const pitfallsOfRuns = {
  'argument-not-cloneable': ['not-cloneable'],
  'result-not-cloneable': ['not-cloneable'],
  'class-instance-loses-prototype': ['class-identity-lost'],
  'results-differ': ['state-per-worker', 'environment-copy', 'other-surroundings'],
  'non-deterministic': ['chance-and-clock'],
  'shared-state': ['state-per-worker'],
  'arguments-mutated': ['argument-mutation'],
  'items-failed': [],
  'fails-only-in-pool': ['process-only-calls', 'exit-in-task', 'out-of-memory', 'unhandled-rejection'],
  'strategy-failed': ['native-addon', 'out-of-memory', 'other-surroundings'],
  'tasks-too-small': ['tasks-too-fine'],
  'chunk-too-small': ['tasks-too-fine'],
  'startup-not-repaid': ['repeated-start'],
  unbalanced: ['uneven-tasks'],
  'one-long-task': ['uneven-tasks'],
  'fewer-items-than-workers': ['uneven-tasks'],
  'clone-dominates': ['large-payload', 'repeated-payload'],
  'main-thread-saturated': ['parent-saturated'],
  'garbage-collection': ['shared-resource'],
  'execution-slower': ['shared-core-units', 'shared-resource'],
  oversubscribed: ['too-many-workers'],
  'starved-by-others': ['shared-resource'],
  'no-gain-beyond-cores': ['shared-core-units', 'too-many-workers'],
  'io-bound': ['waits-for-io'],
  'quota-below-cores': ['container-limits'],
  'machine-ceiling': ['shared-core-units', 'shared-resource'],
  'memory-growth': ['out-of-memory'],
  'memory-nearly-full': ['out-of-memory'],
  'too-few-rounds': [],
  'wide-interval': [],
  'isolates-unresolved': [],
  'pass-too-short': [],
  'background-load': ['shared-resource'],
  'stolen-time': ['shared-resource'],
  throttled: ['container-limits'],
  'suspicious-speedup': [],
  'outlier-rounds': [],
  'account-gap': [],
} as const satisfies Record<RunCode, readonly Pitfall[]>;
