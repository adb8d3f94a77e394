import { ByteRing, ringState, ringWords } from './byte-ring.ts';
import { ConnectionClosedError, QueueFullError } from './errors.ts';
import { blocked, type Blocked, type Turn } from './turn.ts';

const count = ringWords;
const ends = ringWords + 1;
const maxHolders = 32;
/**
 * Words per end: the last ticket, then one entry per handle. A positive entry is the participant that holds the handle.
 * A negative entry is a reservation, minus its ticket: the handle was sent to another worker.
 */
const width = 1 + maxHolders;
/** The low bits of a ticket are the participant that reserved. */
const actorBits = 14;
const actorMask = 2 ** actorBits - 1;
const maxTicket = 2 ** (31 - actorBits) - 1;

/** The side of a channel that a connection holds. */
export type ChannelEnd = 'writer' | 'reader';

const at = (end: ChannelEnd): number => ends + (end === 'writer' ? 0 : width);

/** The initial state of a channel: neither end has a holder. */
export const channelState = (heapBytes: number): number[] => [
  ...ringState(heapBytes),
  0,
  ...new Array<number>(2 * width).fill(0),
];

function isHeld(turn: Turn, end: ChannelEnd): boolean {
  for (let i = 1; i <= maxHolders; i++) {
    const entry = turn.at(at(end) + i);
    if (entry !== 0 && !turn.isDead(participantOf(entry))) return true;
  }
  return false;
}

/** Returns the participant that holds a handle, or that sent it before it arrived. */
const participantOf = (entry: number): number => (entry < 0 ? -entry & actorMask : entry);

/** Returns the word of that entry; -1 if there is none. */
function find(turn: Turn, end: ChannelEnd, entry: number): number {
  for (let i = 1; i <= maxHolders; i++) if (turn.at(at(end) + i) === entry) return at(end) + i;
  return -1;
}

function enter(turn: Turn, end: ChannelEnd, entry: number): void {
  for (let i = 1; i <= maxHolders; i++) {
    const old = turn.at(at(end) + i);
    if (old !== 0 && !turn.isDead(participantOf(old))) continue;
    turn.state[at(end) + i] = entry;
    return;
  }
  throw new RangeError(`Expected at most ${maxHolders} handles of one end of a pipe, found one more.`);
}

/**
 * Operations of one direction of a pipe. It ends when all handles of the other end are closed, or their holders dead.
 */
export const channelOperations = {
  /** Reserves a handle of this end that is sent to another worker. Returns its ticket, for `attach` or `abandon`. */
  reserve(turn: Turn, end: ChannelEnd): number {
    const number = (turn.at(at(end)) % maxTicket) + 1;
    turn.state[at(end)] = number;
    const ticket = number * 2 ** actorBits + turn.actor;
    enter(turn, end, -ticket);
    return ticket;
  },
  /** Records that the caller holds a handle of this end, which was sent with that ticket or is new (0). */
  attach(turn: Turn, end: ChannelEnd, ticket: number): void {
    const reserved = ticket === 0 ? -1 : find(turn, end, -ticket);
    if (reserved < 0) enter(turn, end, turn.actor);
    else turn.state[reserved] = turn.actor;
  },
  /** Releases the handle sent with that ticket, unless it has arrived already. */
  abandon(turn: Turn, end: ChannelEnd, ticket: number): void {
    const reserved = find(turn, end, -ticket);
    if (reserved >= 0) turn.state[reserved] = 0;
  },
  detach(turn: Turn, end: ChannelEnd): void {
    const held = find(turn, end, turn.actor);
    if (held >= 0) turn.state[held] = 0;
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
  /** Returns whether `receive` would answer immediately, possibly with the end of the pipe. */
  poll: (turn: Turn): true | Blocked => (turn.at(count) > 0 || !isHeld(turn, 'writer') ? true : blocked),
};
