import type { TransportKind } from '../sync/cell.ts';
import { abandonTransport, handlesOfThread, reviverOfThread, toTransport } from '../sync/shared-handle.ts';
import type { Reviver, SharedHandle, SharedTransport } from '../sync/shared-handle.ts';
import { loadLibrary } from '../sibling-program.ts';

/**
 * Shared objects (Lock, Value, Queue, ...) in the arguments of workers. The sender replaces them by transports that are
 * sent alongside the arguments, with the position of each; the worker puts the objects back. The arguments themselves
 * stay data: nothing in them can look like a shared object, and no message names the code that creates one.
 */
export type { TransportKind } from '../sync/cell.ts';

/** A shared object that was taken out of a list of arguments. */
export interface SharedArgument {
  /** Index of the argument, then keys and indexes down to the object. */
  path: readonly (string | number)[];
  transport: SharedTransport;
}

/** Arguments without their shared objects, which are sent separately. */
export interface Dehydrated {
  args: unknown[];
  shared: readonly SharedArgument[];
  /** Must be called if the receiver has ended or never received them: a sent pipe end keeps the pipe open. */
  abandon: () => void;
}

/** Returns the transports for any number of receivers: they do not use up the reservation, which the sender keeps. */
export function withoutTickets(shared: readonly SharedArgument[]): readonly SharedArgument[] {
  return shared.map(({ path, transport }) => {
    const { tickets, ...data } = transport.data as { tickets?: object };
    if (tickets === undefined) return { path, transport };
    const fresh = Object.fromEntries(Object.keys(tickets).map((end) => [end, 0]));
    return { path, transport: { ...transport, data: { ...data, tickets: fresh } } };
  });
}

/** Arguments are searched in plain arrays and objects down to this depth, which also bounds cycles. */
const deepest = 4;

type Replace = (value: object, path: readonly (string | number)[]) => unknown;

/**
 * Takes the shared objects out of arguments; `null` if there are none. Costs nothing in a thread that never had one.
 * @throws {ConnectionClosedError} one of them is a closed connection
 */
export function dehydrate(args: readonly unknown[], destination: TransportKind): Dehydrated | null {
  const handles = handlesOfThread();
  if (!handles.exist) return null;
  const taken: { path: readonly (string | number)[]; handle: SharedHandle; transport: SharedTransport }[] = [];
  const abandon = (): void => {
    for (const { handle, transport } of taken.splice(0)) handle[abandonTransport]?.(transport);
  };
  try {
    const rest = walk(args, [], (value, path) => {
      // By identity: even an object with the right prototype does not count as a shared one.
      if (!handles.all.has(value)) return undefined;
      const handle = value as SharedHandle;
      taken.push({ path, handle, transport: handle[toTransport](destination) });
      return null;
    });
    if (taken.length === 0) return null;
    const shared = taken.map(({ path, transport }) => ({ path, transport }));
    return { args: rest as unknown[], shared, abandon };
  } catch (error) {
    abandon();
    throw error;
  }
}

/**
 * Puts shared objects back into arguments that were received.
 * @param library `file:` URL of the library, from the start message; loaded if the user's module did not load one
 */
export async function rehydrate(
  args: readonly unknown[],
  shared: readonly SharedArgument[] | undefined,
  library: string,
): Promise<readonly unknown[]> {
  if (shared === undefined || shared.length === 0) return args;
  const reviver = await loadReviver(library);
  for (const { path, transport } of shared) {
    let parent: unknown = args;
    for (const key of path.slice(0, -1)) parent = (parent as Record<string, unknown>)[key];
    (parent as Record<string, unknown>)[path.at(-1) ?? 0] = reviver(transport);
  }
  return args;
}

/**
 * Returns the reviver of the library's copy that the user's module has loaded, possibly in a bundle; otherwise that at
 * the URL.
 */
async function loadReviver(library: string): Promise<Reviver> {
  const known = reviverOfThread();
  if (known.revive === undefined) await loadLibrary(library);
  const reviver = await known.revive;
  if (reviver !== undefined) return reviver;
  throw new Error(`Expected ${library} to be the library that started this worker, found another version.`);
}

/** Replaces the values for which `replace` returns one; copies only changed containers. */
function walk(value: unknown, path: readonly (string | number)[], replace: Replace): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const replaced = replace(value, path);
  if (replaced !== undefined) return replaced;
  if (path.length >= deepest) return value;
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (const [i, element] of value.entries()) {
      if (typeof element !== 'object' || element === null) continue;
      const after = walk(element, [...path, i], replace);
      if (after === element) continue;
      copy ??= [...(value as unknown[])];
      copy[i] = after;
    }
    return copy ?? value;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  let copy: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    if (typeof member !== 'object' || member === null) continue;
    const after = walk(member, [...path, key], replace);
    if (after === member) continue;
    copy ??= { ...(value as Record<string, unknown>) };
    copy[key] = after;
  }
  return copy ?? value;
}
