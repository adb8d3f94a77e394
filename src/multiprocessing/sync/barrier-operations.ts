import { BrokenBarrierError } from './errors.ts';
import { blocked, type Blocked, type Turn } from './turn.ts';

const broken = 0;
const count = 1;
const parties = 2;
const generation = 3;
const resetGeneration = 4;
const arrivals = 5;

/** The first state of a barrier. */
export const barrierState = (size: number): number[] => [0, 0, size, 1, 0, ...new Array<number>(size).fill(0)];

/** Returns a participant that died after it had arrived, 0 if there is none. */
function deadArrival(turn: Turn): number {
  for (let i = 0; i < turn.at(count); i++) if (turn.isDead(turn.at(arrivals + i))) return turn.at(arrivals + i);
  return 0;
}

function fail(turn: Turn, reason: string): never {
  const dead = deadArrival(turn);
  const why = dead === 0 ? reason : `${reason}: ${turn.describe(dead)} died while it waited there`;
  throw new BrokenBarrierError(`${why}; ${turn.at(count)} of ${turn.at(parties)} had arrived`);
}

function startRound(turn: Turn): void {
  turn.state.fill(0, arrivals);
  turn.state[count] = 0;
  turn.state[generation] = (turn.at(generation) + 1) | 0;
}

/** Operations of Barrier. A wait is `arrive`, then `pass`; the last to arrive calls `open` in between. */
export const barrierOperations = {
  /** Returns the caller's index among the arrivals, and its round; waits while a full round is opening. */
  arrive(turn: Turn): [index: number, round: number] | Blocked {
    if (turn.at(broken) === 1) fail(turn, 'the barrier is broken');
    const index = turn.at(count);
    if (index === turn.at(parties)) return blocked;
    turn.state[arrivals + index] = turn.actor;
    turn.state[count] = index + 1;
    return [index, turn.at(generation)];
  },
  open(turn: Turn, round: number): void {
    if (turn.at(broken) === 0 && turn.at(generation) === round) startRound(turn);
  },
  pass(turn: Turn, round: number): true | Blocked {
    if (turn.at(resetGeneration) === round) fail(turn, 'the barrier was reset');
    if (turn.at(generation) !== round) return true;
    if (turn.at(broken) === 1) fail(turn, 'the barrier is broken');
    // Changes are kept only if a step returns, so break the barrier first and throw in the next attempt.
    if (deadArrival(turn) !== 0) turn.state[broken] = 1;
    return blocked;
  },
  /** Breaks the barrier, unless the given round has passed already. Returns whether it broke. */
  abort(turn: Turn, round: number | null): boolean {
    if (round !== null && turn.at(generation) !== round) return false;
    turn.state[broken] = 1;
    return true;
  },
  reset(turn: Turn): void {
    if (turn.at(count) > 0) turn.state[resetGeneration] = turn.at(generation);
    turn.state[broken] = 0;
    startRound(turn);
  },
  status: (turn: Turn): { broken: boolean; waiting: number; parties: number } => ({
    broken: turn.at(broken) === 1,
    waiting: turn.at(count),
    parties: turn.at(parties),
  }),
};
