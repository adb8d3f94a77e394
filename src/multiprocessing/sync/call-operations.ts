import { ByteRing, ringState, ringWords } from './byte-ring.ts';
import { ClosedError } from './errors.ts';
import { blocked, type Blocked, type Turn } from './turn.ts';

const phase = ringWords;
const client = ringWords + 1;
const ticket = ringWords + 2;
const server = ringWords + 3;
const phases = { idle: 0, requested: 1, working: 2, answered: 3, closed: 4 };

/** The first state of a call desk. */
export const callState = (heapBytes: number): number[] => [...ringState(heapBytes), phases.idle, 0, 0, 0];

function checkOpen(turn: Turn): void {
  if (turn.at(phase) === phases.closed) throw new ClosedError('the manager was shut down');
  if (turn.isDead(turn.at(server))) throw new ClosedError(`the manager ${turn.describe(turn.at(server))} died`);
}

/**
 * Operations of a desk where callers leave one request at a time for a serving thread: `submit` and `collect`, `take`
 * and `reply`.
 */
export const callOperations = {
  /** Leaves a request and returns the ticket for its answer. */
  submit(turn: Turn, request: Uint8Array): number | Blocked {
    checkOpen(turn);
    const ring = new ByteRing(turn);
    // An answer that is never collected would block all further calls.
    if (turn.at(phase) === phases.answered && turn.isDead(turn.at(client))) {
      ring.shift();
      turn.state[phase] = phases.idle;
    }
    if (turn.at(phase) !== phases.idle) return blocked;
    if (!ring.push(request)) throw new RangeError(`a request of ${request.length} bytes is too large for the manager`);
    turn.state[phase] = phases.requested;
    turn.state[client] = turn.actor;
    turn.state[ticket] = (turn.at(ticket) + 1) | 0;
    return turn.at(ticket);
  },
  collect(turn: Turn, own: number): Uint8Array | Blocked {
    checkOpen(turn);
    if (turn.at(phase) !== phases.answered || turn.at(ticket) !== own) return blocked;
    turn.state[phase] = phases.idle;
    return new ByteRing(turn).shift();
  },
  /** Registers the caller as the serving thread. */
  serve(turn: Turn): void {
    turn.state[server] = turn.actor;
  },
  take(turn: Turn): Uint8Array | null | Blocked {
    if (turn.at(phase) === phases.closed) return null;
    if (turn.at(phase) !== phases.requested) return blocked;
    turn.state[phase] = phases.working;
    return new ByteRing(turn).shift();
  },
  /** Returns false if the answer is too large. */
  reply(turn: Turn, answer: Uint8Array): boolean {
    if (turn.at(phase) !== phases.working) return true;
    if (!new ByteRing(turn).push(answer)) return false;
    turn.state[phase] = phases.answered;
    return true;
  },
  close(turn: Turn): void {
    turn.state[phase] = phases.closed;
  },
};
