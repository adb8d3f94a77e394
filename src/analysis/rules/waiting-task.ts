import { waitsForIo } from '../tasks/waits-for-io.ts';
import { findingAt, type Rule } from './rule.ts';

/** Reports functions that wait for a disk or a network: promises do that without workers. */
export const waitingTask: Rule = {
  codes: ['waits-for-io'],
  check(context) {
    return context.candidates.flatMap((candidate) => {
      const wait = candidate.role === 'listener' ? null : waitsForIo(candidate, context);
      return wait ? [findingAt(wait, 'waits-for-io', { call: `${wait.expression.getText()}()` })] : [];
    });
  },
};
