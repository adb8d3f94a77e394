import type { ResourceLimits } from 'node:worker_threads';
import {
  checkBoolean,
  checkEnvironment,
  checkKind,
  checkList,
  checkResourceLimits,
  checkTarget,
  checkText,
  checkTexts,
} from '../options/option-checks.ts';
import type { OptionTable } from '../options/read-options.ts';

/** Options of a Process: its target and how it runs. */
export interface ProcessOptions<A extends readonly unknown[]> {
  /** An exported function of the module, or its name. */
  target: ((...args: A) => unknown) | string;
  /** Its arguments: values that can be cloned, and shared objects (Lock, Queue, Value, ...). */
  args?: A;
  /** Default: `Process-1`, `Process-2` ...; a child of `Process-1` is `Process-1:1`. */
  name?: string;
  /** A daemon does not keep its parent alive, ends with it, and may not start children. Default false. */
  daemon?: boolean;
  /** Whether the child is a process or a thread of this one. Default `processes`. */
  kind?: 'threads' | 'processes';
  /** Added to the environment; `undefined` removes a variable. */
  env?: NodeJS.ProcessEnv;
  /** Node's own flags for the child. Default: the parent's. */
  execArgv?: readonly string[];
  resourceLimits?: ResourceLimits;
}

export const processOptions: OptionTable<ProcessOptions<never>> = {
  checks: {
    target: checkTarget,
    args: checkList,
    name: checkText,
    daemon: checkBoolean,
    kind: checkKind,
    env: checkEnvironment,
    execArgv: checkTexts,
    resourceLimits: checkResourceLimits,
  },
  positional: 'target',
};
