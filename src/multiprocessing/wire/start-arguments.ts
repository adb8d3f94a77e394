import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import { deserialize, serialize } from 'node:v8';
import { DataCloneError } from './errors.ts';

// Node reads a worker's first message outside of library code: arguments that cannot be read would hang a thread, or
// end a process without a message. They are sent separately, so that the worker itself fails to read them.

/** The arguments of a worker's start as sent: sealed for a process, in a port for a thread. */
export type StartArguments = readonly unknown[] | Uint8Array | MessagePort;

/** @throws {DataCloneError} they cannot be written; `what` names them */
export function sealArguments(args: readonly unknown[], what: string): StartArguments {
  if (args.every(isPlain)) return args;
  return unlessUnclonable(what, () => serialize(args));
}

/**
 * Prepares the arguments for a thread. Add the ports to its transfer list.
 * @param close call it when the thread has ended
 */
export function portArguments(
  args: readonly unknown[],
  what: string,
): { args: StartArguments; ports: MessagePort[]; close: () => void } {
  if (args.every(isPlain)) return { args, ports: [], close: () => undefined };
  const { port1, port2 } = new MessageChannel();
  const close = (): void => port1.close();
  try {
    unlessUnclonable(what, () => port1.postMessage(args));
  } catch (error) {
    close();
    throw error;
  }
  return { args: port2, ports: [port2], close };
}

/** @throws {DataCloneError} they cannot be read; `what` names them */
export function openArguments(args: StartArguments, what: string): readonly unknown[] {
  if (Array.isArray(args)) return args as readonly unknown[];
  try {
    if (args instanceof Uint8Array) return deserialize(args) as unknown[];
    const received = receiveMessageOnPort(args as MessagePort) as { message: unknown[] };
    return received.message;
  } catch (error) {
    throw new DataCloneError(
      `${what} cannot be read in the worker: they are nested too deeply, or hold something that cannot be sent between ` +
        `processes, such as a WebAssembly.Module. Pass flat, plain data, or use threads.`,
      { cause: error },
    );
  }
}

/** Returns whether the value can be sent in any message. */
function isPlain(value: unknown): boolean {
  return value === null || !['object', 'function', 'symbol'].includes(typeof value);
}

function unlessUnclonable<T>(what: string, send: () => T): T {
  try {
    return send();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DataCloneError(`${what} cannot be sent: ${why}`, { cause: error });
  }
}
