import { checkBoolean } from '../options/option-checks.ts';
import type { OptionTable } from '../options/read-options.ts';

/** Options of an executor's shutdown. */
export interface ShutdownOptions {
  /** Resolve only when all calls are done and the workers have ended. Default true. */
  wait?: boolean;
  /** Cancel calls that have not begun. Default false. */
  cancelFutures?: boolean;
}

export const shutdownOptions: OptionTable<ShutdownOptions> = {
  checks: { wait: checkBoolean, cancelFutures: checkBoolean },
  positional: 'wait',
};
