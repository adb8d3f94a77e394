import { HolderDiedError, ReleasedTooOftenError } from './errors.ts';
import { Tally, tallyWords } from './tally.ts';
import { blocked, type Blocked, type Turn } from './turn.ts';

const value = 0;
const bound = 1;
const tally = 2;

/** The first state of a semaphore; `max` 0 means that it has no bound. */
export const semaphoreState = (initial: number, max: number): number[] => [
  initial,
  max,
  ...new Array<number>(tallyWords).fill(0),
];

/** Operations of Semaphore and BoundedSemaphore. */
export const semaphoreOperations = {
  acquire(turn: Turn): true | Blocked {
    const holders = new Tally(turn, tally);
    if (turn.at(value) > 0) {
      turn.state[value] = turn.at(value) - 1;
      holders.take();
      return true;
    }
    const dead = holders.findDead();
    if (dead === 0) return blocked;
    throw new HolderDiedError(
      `${turn.describe(dead)} died while it held the semaphore; recover() gives back what it had acquired`,
    );
  },
  release(turn: Turn, times: number): void {
    const max = turn.at(bound);
    if (max > 0 && turn.at(value) + times > max) {
      throw new ReleasedTooOftenError(
        `a bounded semaphore of ${max} cannot be released to ${turn.at(value) + times}: release() was called without acquire()`,
      );
    }
    turn.state[value] = turn.at(value) + times;
    const holders = new Tally(turn, tally);
    for (let i = 0; i < times; i++) holders.giveBack();
  },
  value: (turn: Turn): number => turn.at(value),
  /** Returns units that dead participants had acquired. Returns whether there were any. */
  recover(turn: Turn): boolean {
    turn.thorough = true;
    const holders = new Tally(turn, tally);
    let found = false;
    for (let dead = holders.findDead(); dead !== 0; dead = holders.findDead()) {
      turn.state[value] = turn.at(value) + holders.forgive(dead);
      found = true;
    }
    return found;
  },
};
