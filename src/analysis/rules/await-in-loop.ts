import { awaitedTasks } from '../tasks/awaited-tasks.ts';
import { findingAt, type Rule } from './rule.ts';

/** Tasks that are sent one at a time. */
export const awaitInLoop: Rule = {
  codes: ['await-in-loop'],
  check({ sourceFile, checker }) {
    return awaitedTasks(sourceFile, checker).map((awaited) => findingAt(awaited, 'await-in-loop', {}));
  },
};
