import { ByteRing, ringState, ringWords } from './byte-ring.ts';
import { ConnectionClosedError, QueueFullError } from './errors.ts';
import { blocked, type Blocked, type Turn } from './turn.ts';

const count = ringWords;
const ends = ringWords + 1;
const maxHolders = 32;
/** Per end: handles on their way to another worker, then who holds one (one entry per handle). */
const width = 1 + maxHolders;

/** The side of a channel that a connection holds. */
export type ChannelEnd = 'writer' | 'reader';

const at = (end: ChannelEnd): number => ends + (end === 'writer' ? 0 : width);

/** The first state of a channel, both ends held by nobody. */
export const channelState = (heapBytes: number): number[] => [
  ...ringState(heapBytes),
  0,
  ...new Array<number>(2 * width).fill(0),
];

function isHeld(turn: Turn, end: ChannelEnd): boolean {
  if (turn.at(at(end)) > 0) return true;
  for (let i = 1; i <= maxHolders; i++) {
    const holder = turn.at(at(end) + i);
    if (holder !== 0 && !turn.isDead(holder)) return true;
  }
  return false;
}

/** One direction of a pipe. It ends when all handles of the other end are closed, or their holders dead. */
export const channelOperations = {
  /** A handle of this end is on its way to another worker. */
  reserve(turn: Turn, end: ChannelEnd): void {
    turn.state[at(end)] = turn.at(at(end)) + 1;
  },
  /** The caller holds a handle of this end, which was on its way or is new. */
  attach(turn: Turn, end: ChannelEnd, reserved: boolean): void {
    if (reserved) turn.state[at(end)] = Math.max(0, turn.at(at(end)) - 1);
    for (let i = 1; i <= maxHolders; i++) {
      const holder = turn.at(at(end) + i);
      if (holder !== 0 && !turn.isDead(holder)) continue;
      turn.state[at(end) + i] = turn.actor;
      return;
    }
    throw new RangeError(`more than ${maxHolders} handles of one end of a pipe`);
  },
  detach(turn: Turn, end: ChannelEnd): void {
    for (let i = 1; i <= maxHolders; i++) {
      if (turn.at(at(end) + i) !== turn.actor) continue;
      turn.state[at(end) + i] = 0;
      return;
    }
  },
  send(turn: Turn, message: Uint8Array): true | Blocked {
    if (!isHeld(turn, 'reader'))
      throw new ConnectionClosedError('broken pipe: the other end of the connection is closed');
    if (!new ByteRing(turn).push(message)) {
      if (turn.at(count) > 0) return blocked;
      throw new QueueFullError(`a message of ${message.length} bytes is larger than the pipe's memory`);
    }
    turn.state[count] = turn.at(count) + 1;
    return true;
  },
  receive(turn: Turn): Uint8Array | Blocked {
    if (turn.at(count) > 0) {
      turn.state[count] = turn.at(count) - 1;
      return new ByteRing(turn).shift();
    }
    if (isHeld(turn, 'writer')) return blocked;
    throw new ConnectionClosedError('end of the pipe: the other end of the connection is closed');
  },
  /** Whether `receive` would answer at once, be it with the end of the pipe. */
  poll: (turn: Turn): true | Blocked => (turn.at(count) > 0 || !isHeld(turn, 'writer') ? true : blocked),
};
