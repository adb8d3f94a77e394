import { randomInt } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import { settleRemote } from '../sync/remote-activity.ts';
import { isShort } from './short-message.ts';

// User code in a process sends on the same channel as the pool. A number known only to the two ends separates their
// messages, so user code cannot forge a result, accidentally or on purpose.

type Short = readonly [number, number, unknown];
type Wire = readonly [token: number, message: object] | readonly [token: number, ...Short];

/** The number for one worker. */
export function newToken(): number {
  return randomInt(2 ** 31);
}

/** Returns the form in which a message of the pool is sent. */
export function toWire(message: object | Short, token: number): Wire {
  return isShort(message) ? [token, message[0], message[1], message[2]] : [token, message];
}

/** Returns the pool's message that arrived; `null` if it is none. */
export function readWire(received: unknown, token: number): object | null {
  if (!Array.isArray(received) || received[0] !== token) return null;
  const wire = received as unknown[];
  return wire.length === 2 ? (wire[1] as object) : [wire[1], wire[2], wire[3]];
}

/** Returns the token and the content of a worker's first message, which arrives before any user code runs. */
export function readFirst(received: unknown): { token: number; message: unknown } | null {
  if (!Array.isArray(received) || typeof received[0] !== 'number') return null;
  return { token: received[0], message: received[1] };
}

/**
 * Passes every message of the parent to `take` before it becomes an event, because user code could see, call and remove
 * listeners. Call this before any user code runs.
 * @param take returns `false` for a message of user code, which becomes an event
 */
export function interceptMessages(take: (received: unknown) => boolean, onDisconnect: () => void): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- both are applied to the process
  const { emit, listenerCount } = process;
  process.emit = function (this: NodeJS.Process, event: string, ...args: unknown[]): boolean {
    if (event === 'message' && take(args[0])) return true;
    if (event === 'disconnect') onDisconnect();
    return Reflect.apply(emit, this, [event, ...args]) as boolean;
  } as typeof process.emit;
  // Node holds back messages for which there is no listener.
  process.listenerCount = function (this: NodeJS.Process, event: string | symbol, listener?: unknown): number {
    const count = Reflect.apply(listenerCount, this, [event, listener]) as number;
    return event === 'message' && listener === undefined ? Math.max(1, count) : count;
  };
  // A new listener makes Node deliver the messages that arrived before this program was loaded, such as the first one if
  // the user's loaders are slow.
  const drain = (): void => undefined;
  process.on('message', drain).off('message', drain);
}

const userMark = 'parallel-profiler.user-message';

/**
 * Seals everything that user code sends from here on, because a message that cannot be read would end the receiving
 * program. A socket or server sent with it stays here, since it would keep that program alive.
 */
export function sealUserSends(): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is applied to the process
  const { send } = process;
  if (send === undefined) return;
  process.send = (message: unknown, ...rest: unknown[]): boolean => {
    settleRemote();
    const sealed = message === undefined ? undefined : [userMark, serialize(message)];
    const callback = rest.find((option) => typeof option === 'function');
    return Reflect.apply(send, process, [sealed, undefined, undefined, callback]) as boolean;
  };
}

/** Returns the message of user code; `null` if it cannot be read. */
export function openUserMessage(received: unknown): { value: unknown } | null {
  if (!Array.isArray(received) || received[0] !== userMark || !(received[1] instanceof Uint8Array))
    return { value: received };
  try {
    return { value: deserialize(received[1]) };
  } catch {
    return null;
  }
}
