import { ByteRing, ringState, ringWords } from './byte-ring.ts';
import { HolderDiedError, QueueFullError, SharedStateError } from './errors.ts';
import { Tally, tallyWords } from './tally.ts';
import { blocked, type Blocked, type Turn } from './turn.ts';

const count = ringWords;
const maxSize = ringWords + 1;
const unfinished = ringWords + 2;
const tally = ringWords + 3;

/** The first state of a queue; `max` 0 means that any number of items fits. */
export const queueState = (heapBytes: number, max: number): number[] => [
  ...ringState(heapBytes),
  0,
  max,
  0,
  ...new Array<number>(tallyWords).fill(0),
];

/** Operations of Queue, JoinableQueue and SimpleQueue. The callers of put and get serialise the items. */
export const queueOperations = {
  put(turn: Turn, item: Uint8Array): true | Blocked {
    const max = turn.at(maxSize);
    if (max > 0 && turn.at(count) >= max) return blocked;
    if (!new ByteRing(turn).push(item)) {
      if (turn.at(count) > 0) return blocked;
      throw new QueueFullError(`an item of ${item.length} bytes is larger than the queue's memory; raise maxBytes`);
    }
    turn.state[count] = turn.at(count) + 1;
    turn.state[unfinished] = turn.at(unfinished) + 1;
    return true;
  },
  get(turn: Turn): Uint8Array | Blocked {
    if (turn.at(count) === 0) return blocked;
    const item = new ByteRing(turn).shift();
    turn.state[count] = turn.at(count) - 1;
    new Tally(turn, tally).take();
    return item;
  },
  size: (turn: Turn): { count: number; max: number } => ({ count: turn.at(count), max: turn.at(maxSize) }),
  taskDone(turn: Turn): void {
    if (turn.at(unfinished) === 0) throw new SharedStateError('taskDone() was called more often than items were put');
    turn.state[unfinished] = turn.at(unfinished) - 1;
    new Tally(turn, tally).giveBack();
  },
  join(turn: Turn): true | Blocked {
    if (turn.at(unfinished) === 0) return true;
    const dead = new Tally(turn, tally).findDead();
    if (dead === 0) return blocked;
    throw new HolderDiedError(`${turn.describe(dead)} died before it called taskDone() for an item it had taken`);
  },
};
