import { blocked, type Blocked, type Turn } from './turn.ts';

const flag = 0;
const sets = 1;

/** The first state of an event. */
export const eventState = (): number[] => [0, 0];

/** Operations of Event. */
export const eventOperations = {
  isSet: (turn: Turn): boolean => turn.at(flag) === 1,
  set(turn: Turn): void {
    if (turn.at(flag) === 1) return;
    turn.state[flag] = 1;
    turn.state[sets] = (turn.at(sets) + 1) | 0;
  },
  clear(turn: Turn): void {
    turn.state[flag] = 0;
  },
  /** A waiter also passes if the event was set and cleared again while it slept. */
  wait(turn: Turn): true | Blocked {
    turn.memo ??= turn.at(sets);
    return turn.at(flag) === 1 || turn.memo !== turn.at(sets) ? true : blocked;
  },
};
