import type { Family } from './family.mjs';
/** Tasks: calls and dependencies of a function that behave differently in a worker. */
export interface TaskArgs {
  'chance-or-clock': {
    call: string;
  };
  'process-only-call': {
    call: string;
  };
  'process-exit': {
    call: string;
  };
  'environment-written': {
    variable: string;
  };
  'cannot-be-interrupted': {
    call: string;
  };
  'promise-not-awaited': {
    call: string;
  };
  'shares-io-threads': {
    call: string;
  };
  'pool-in-task': {
    what: string;
  };
  'error-class-lost': {
    className: string;
  };
  /** `module`: as imported; `null` if the effect is in the candidate's own file. */
  'top-level-effect': {
    call: string;
    module: string | null;
  };
  /** `isText`: the pool sends the function as text, so that it also loses the variables of its module. */
  'captured-variable': {
    variable: string;
    isText: boolean;
  };
  'this-not-sent': {
    name: string;
  };
  'function-not-reachable': {
    name: string;
    why: 'inline' | 'nested' | 'not-exported';
  };
  'constant-resent': {
    variable: string;
  };
  'waits-for-io': {
    call: string;
  };
  'native-addon': {
    package: string;
  };
}
export declare const tasks: Family<TaskArgs>;
//# sourceMappingURL=tasks.d.mts.map
