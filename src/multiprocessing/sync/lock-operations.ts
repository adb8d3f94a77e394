import { HolderDiedError, NotHeldError } from './errors.ts';
import { blocked, type Blocked, type Turn } from './turn.ts';

const holder = 0;
/** How often the holder has acquired it; 0 with a holder is a lease, which only that holder may enter again. */
const depth = 1;
const recursive = 2;
const lastHolder = 3;
/** When another thread began to wait while one holder took the lock repeatedly; 0 if no thread waits. */
const wantedSinceMs = 4;

/** How long a thread may take the lock again immediately while others wait: passing it on each time would cost more. */
const greedMs = 10;

/** The first state of a lock. */
export const lockState = (isRecursive: boolean): number[] => [0, 0, isRecursive ? 1 : 0, 0, 0];

/** Milliseconds on the clock that all threads share, never 0. */
const nowMs = (): number => Number(process.hrtime.bigint() / 1_000_000n) | 1;

/** Returns whether the caller has had the lock for so long that a waiting thread gets it first. */
function isGreedy(turn: Turn): boolean {
  const since = turn.at(wantedSinceMs);
  // A thorough turn is the only attempt of its call, or comes after a pause in which no other thread took the lock.
  if (since === 0 || turn.thorough || turn.at(lastHolder) !== turn.actor) return false;
  return ((nowMs() - since) | 0) > greedMs;
}

/** Returns whether it is not leased to another living thread. */
function isOver(turn: Turn): boolean {
  return turn.at(depth) === 0 && (turn.at(holder) === turn.actor || turn.isDead(turn.at(holder)));
}

function take(turn: Turn, times: number): true | Blocked {
  const { state, actor } = turn;
  const current = turn.at(holder);
  if (current === 0 || isOver(turn)) {
    if (isGreedy(turn)) return blocked;
    // After the pause no other thread seems to wait; if one does, its next attempt sets the time again.
    if (turn.at(lastHolder) !== actor || turn.thorough) state[wantedSinceMs] = 0;
    state[lastHolder] = actor;
    state[holder] = actor;
    state[depth] = times;
    return true;
  }
  if (current === actor && turn.at(recursive) === 1) {
    state[depth] = turn.at(depth) + times;
    return true;
  }
  if (turn.isDead(current)) {
    throw new HolderDiedError(
      `${turn.describe(current)} died while it held the lock; check what the lock protects, then call recover()`,
    );
  }
  if (current !== actor && turn.at(wantedSinceMs) === 0) state[wantedSinceMs] = nowMs();
  return blocked;
}

function checkHeld(turn: Turn): void {
  const current = turn.at(holder);
  if (current === 0 || turn.at(depth) === 0) throw new NotHeldError('release of a lock that is not locked');
  if (turn.at(recursive) === 1 && current !== turn.actor)
    throw new NotHeldError(`an RLock can be released only by its holder, which is ${turn.describe(current)}`);
}

function checkLeased(turn: Turn): void {
  if (turn.at(holder) !== turn.actor || turn.at(depth) !== 0)
    throw new NotHeldError('use of a lost lease: another holder released the lock');
}

/** Operations of Lock and RLock. */
export const lockOperations = {
  acquire: (turn: Turn): true | Blocked => take(turn, 1),
  release(turn: Turn): void {
    checkHeld(turn);
    turn.state[depth] = turn.at(depth) - 1;
    if (turn.at(depth) === 0) turn.state[holder] = 0;
  },
  /** Acquires a lock that the caller has leased. */
  enter(turn: Turn): void {
    checkLeased(turn);
    turn.state[depth] = 1;
  },
  /** Releases the lock and keeps it as a lease, until `giveBack`. */
  leave(turn: Turn): void {
    checkHeld(turn);
    if (turn.at(holder) !== turn.actor) throw new NotHeldError('release of a lock that another holder acquired');
    turn.state[depth] = turn.at(depth) - 1;
  },
  giveBack(turn: Turn): void {
    checkLeased(turn);
    turn.state[holder] = 0;
  },
  /** Releases the lock however often it was acquired. Returns how often that was. */
  releaseAll(turn: Turn): number {
    checkHeld(turn);
    const times = turn.at(depth);
    turn.state[depth] = 0;
    turn.state[holder] = 0;
    return times;
  },
  /** Undoes `releaseAll`. */
  restore: (turn: Turn, times: number): true | Blocked => take(turn, times),
  locked: (turn: Turn): boolean => turn.at(depth) !== 0,
  held: (turn: Turn): boolean => turn.at(holder) === turn.actor && turn.at(depth) !== 0,
  /** Frees the lock if its holder is dead. Returns whether it was. */
  recover(turn: Turn): boolean {
    turn.thorough = true;
    if (turn.at(depth) === 0 || !turn.isDead(turn.at(holder))) return false;
    turn.state[holder] = 0;
    turn.state[depth] = 0;
    return true;
  },
};
