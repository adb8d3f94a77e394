import { readFirst, readWire, sealUserSends, toWire } from '../../multiprocessing/wire/process-wire.ts';
import type { FromHost, ToHost } from './protocol.ts';

// Taken before the user's code can replace them.
// eslint-disable-next-line @typescript-eslint/unbound-method -- each is applied to the process
const { emit, exit, listenerCount, nextTick, send: sendOnChannel } = process;

/** Distinguishes the engine's messages from those of the user's code; known with the first message. */
let token: number | null = null;
/** Writing to a closed channel throws. */
let closed = false;

/** Sends a message to the engine. */
export function send(message: FromHost): void {
  if (closed || !process.connected || sendOnChannel === undefined || token === null) return;
  Reflect.apply(sendOnChannel, process, [toWire(message, token)]);
}

/**
 * Receives the engine's messages out of reach of the user's code, which shares the channel: it can neither hear nor forge them, and
 * neither remove their listener nor close the channel.
 */
export function receiveFromEngine(receive: (message: ToHost) => void): void {
  const take = (received: unknown): boolean => {
    const first = token === null ? readFirst(received) : null;
    token ??= first?.token ?? null;
    const message = token === null ? null : readWire(received, token);
    if (message !== null) receive(message as ToHost);
    return message !== null;
  };
  process.emit = function (this: NodeJS.Process, event: string, ...args: unknown[]): boolean {
    if (event === 'message' && take(args[0])) return true;
    if (event === 'disconnect') leave();
    return Reflect.apply(emit, this, [event, ...args]) as boolean;
  } as typeof process.emit;
  // Node keeps messages back for which there is no listener.
  process.listenerCount = function (this: NodeJS.Process, event: string | symbol, listener?: unknown): number {
    const count = Reflect.apply(listenerCount, this, [event, listener]) as number;
    return event === 'message' && listener === undefined ? Math.max(1, count) : count;
  };
  // A new listener makes Node deliver the messages that arrived before this program was loaded.
  const drain = (): void => undefined;
  process.on('message', drain).off('message', drain);
  process.channel?.ref();
  sealUserSends();
  // Called by the user's code, which must not close the channel, and by Node when the engine has closed it.
  process.disconnect = (): void => nextTick(leaveIfClosed);
}

/** Without its engine, a host has no purpose. */
function leave(): void {
  closed = true;
  Reflect.apply(exit, process, [0]);
}

function leaveIfClosed(): void {
  if (sendOnChannel === undefined) return;
  // The engine ignores a message without its token.
  const ping = [0, undefined, undefined, (error: Error | null) => error && leave()];
  try {
    Reflect.apply(sendOnChannel, process, ping);
  } catch {
    leave();
  }
}
