import { blocked, type Blocked, type Turn } from './turn.ts';

const order = 0;
const slots = 1;
const maxWaiters = 128;
/** Offsets in a slot: waiting participant (0: free), position in the queue, whether it was notified. */
const width = 3;

/** The first state of a condition. */
export const conditionState = (): number[] => new Array<number>(slots + maxWaiters * width).fill(0);

/** Operations of Condition. Its lock is a separate object. */
export const conditionOperations = {
  /** Joins the queue while the lock is held. Returns the slot for `wait` and `leave`. */
  enlist(turn: Turn): number {
    for (let slot = 0; slot < maxWaiters; slot++) {
      const at = slots + slot * width;
      const waiter = turn.at(at);
      if (waiter !== 0 && !turn.isDead(waiter)) continue;
      turn.state[order] = (turn.at(order) + 1) | 0;
      turn.state[at] = turn.actor;
      turn.state[at + 1] = turn.at(order);
      turn.state[at + 2] = 0;
      return slot;
    }
    throw new RangeError(`more than ${maxWaiters} waiters on one condition`);
  },
  wait: (turn: Turn, slot: number): true | Blocked => (turn.at(slots + slot * width + 2) === 1 ? true : blocked),
  /** Leaves the queue. Returns whether it was notified. */
  leave(turn: Turn, slot: number): boolean {
    const at = slots + slot * width;
    const notified = turn.at(at + 2) === 1;
    turn.state[at] = 0;
    turn.state[at + 2] = 0;
    return notified;
  },
  /** Wakes up to `count` waiters, the longest waiting first. Returns how many. */
  notify(turn: Turn, count: number): number {
    turn.thorough = true;
    const waiting: number[] = [];
    for (let at = slots; at < turn.state.length; at += width) {
      const waiter = turn.at(at);
      if (waiter !== 0 && turn.at(at + 2) === 0 && !turn.isDead(waiter)) waiting.push(at);
    }
    waiting.sort((a, b) => (turn.at(a + 1) - turn.at(b + 1)) | 0);
    const chosen = waiting.slice(0, count);
    for (const at of chosen) turn.state[at + 2] = 1;
    return chosen.length;
  },
};
