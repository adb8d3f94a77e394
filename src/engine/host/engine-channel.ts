import {
  interceptMessages,
  readFirst,
  readWire,
  sealUserSends,
  toWire,
} from '../../multiprocessing/wire/process-wire.ts';
import type { FromHost, ToHost } from './protocol.ts';

// Taken before the user's code can replace them.
// eslint-disable-next-line @typescript-eslint/unbound-method -- each is applied to the process
const { exit, nextTick, send: sendOnChannel } = process;

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
 * Receives the engine's messages. The user's code shares the channel, but can neither receive nor forge these messages,
 * remove their listener or close the channel.
 */
export function receiveFromEngine(receive: (message: ToHost) => void): void {
  const take = (received: unknown): boolean => {
    const first = token === null ? readFirst(received) : null;
    token ??= first?.token ?? null;
    const message = token === null ? null : readWire(received, token);
    if (message !== null) receive(message as ToHost);
    return message !== null;
  };
  interceptMessages(take, leave);
  process.channel?.ref();
  sealUserSends();
  // Called by the user's code, which must not close the channel, and by Node when the engine has closed it.
  process.disconnect = (): void => nextTick(leaveIfClosed);
}

/** Ends this process, which is useless without its engine. */
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
