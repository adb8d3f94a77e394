import type { Packed } from './packed-values.ts';
import type { Transferable } from './worker-channel.ts';

/** What to move instead of copy: a list for the whole call, or per item. */
export type TransferChoice = readonly Transferable[] | ((item: never) => readonly Transferable[]);

/** @throws {TypeError} unless it is a list or a function */
export function checkTransfer(transfer: unknown): void {
  if (transfer === undefined || Array.isArray(transfer) || typeof transfer === 'function') return;
  throw new TypeError(
    `Expected transfer to be an array of transferable objects, or a function that gives one per item, found ${typeof transfer}.`,
  );
}

/** The objects to move along with these items: a list is for the whole call, and each message may only name what it holds. */
export function findTransfers(choice: TransferChoice, items: Packed): Transferable[] {
  if (!('list' in items)) return [];
  if (typeof choice === 'function') return items.list.flatMap((item) => [...choice(item as never)]);
  const wanted = new Set<unknown>(choice);
  const found = new Set<Transferable>();
  const seen = new Set<object>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    if (wanted.has(value)) {
      found.add(value as Transferable);
      return;
    }
    if (ArrayBuffer.isView(value)) visit(value.buffer);
    else if (value instanceof Map) for (const entry of value) entry.forEach(visit);
    else if (value instanceof Set) value.forEach(visit);
    else Object.values(value).forEach(visit);
  };
  items.list.forEach(visit);
  return [...found];
}
