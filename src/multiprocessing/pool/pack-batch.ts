import { ownBuffers, pack, type Packed, type Values } from '../wire/packed-values.ts';
import type { Batch, PackedBatch } from './pool-work.ts';
import type { TransferFinder } from '../wire/transfer-list.ts';
import { unsendable } from './unclonable-items.ts';
import type { Transferable } from 'node:worker_threads';

/** How the items of a work are sent. */
export interface Packing {
  kind: 'threads' | 'processes';
  transfers: TransferFinder | null;
}

/** Items that cannot be sent, by position in the batch, with the error thrown. */
class Unsendable {
  /** Created on demand, like everything here, because every message passes through this code. */
  items: Map<number, unknown> | null = null;

  add(index: number, thrown: unknown): void {
    this.items ??= new Map<number, unknown>();
    if (!this.items.has(index)) this.items.set(index, thrown);
  }
}

const nothing: readonly Transferable[] = [];

/**
 * Prepares a batch for sending; its items are `values` starting at `from`. Reading them may run user code (getters,
 * proxies, the `transfer` function), whose errors fail only that item: such items are refused to their work, and `null`
 * is returned.
 */
export function packBatch<B extends Omit<Batch, keyof PackedBatch>>(
  batch: B,
  values: Values,
  from: number,
  { kind, transfers }: Packing,
): (B & PackedBatch) | null {
  const bad = new Unsendable();
  const items = packItems(values, from, batch.count, bad);
  let transfer = nothing;
  if (!('list' in items)) transfer = ownBuffers(items);
  else {
    const chosen = transfers === null ? null : choose(items.list, transfers, bad);
    // Processes always copy, and receive only the part that a view shows. A thread would receive the whole buffer.
    if (kind === 'threads') transfer = trimViews(items.list, chosen, bad);
  }
  if (bad.items === null) return { ...batch, items, transfer };
  refuse({ ...batch, items, transfer }, bad.items);
  return null;
}

function refuse(batch: Batch, bad: ReadonlyMap<number, unknown>): void {
  const inOrder = [...bad].sort(([a], [b]) => a - b);
  batch.work.refuse(batch, new Map(inOrder.map(([index, thrown]) => [index, unsendable(batch, index, thrown)])));
}

function packItems(values: Values, from: number, count: number, bad: Unsendable): Packed {
  if (values.length >= from + count) {
    try {
      return pack(values, from, from + count);
    } catch {
      // At least one cannot be read: reading each separately shows which.
      return { list: readEach(values, from, count, bad) };
    }
  }
  return { list: readEach(values, from, count, bad) };
}

function readEach(values: Values, from: number, count: number, bad: Unsendable): unknown[] {
  const list: unknown[] = [];
  for (let index = 0; index < count; index++) {
    let item: unknown;
    try {
      if (from + index >= values.length) throw new RangeError('the list was shortened after the call.');
      item = values[from + index];
    } catch (error) {
      bad.add(index, error);
    }
    list.push(item);
  }
  return list;
}

function choose(list: readonly unknown[], transfers: TransferFinder, bad: Unsendable): Set<Transferable> {
  const chosen = new Set<Transferable>();
  const seen = new Set<object>();
  for (const [index, item] of list.entries()) {
    try {
      transfers.find(item, chosen, seen);
    } catch (error) {
      bad.add(index, error);
    }
  }
  return chosen;
}

/**
 * Copies the visible part of each view and moves the copy: otherwise the whole buffer behind a view would be copied.
 */
function trimViews(
  list: unknown[],
  chosen: ReadonlySet<Transferable> | null,
  bad: Unsendable,
): readonly Transferable[] {
  let transfer = chosen === null ? null : [...chosen];
  for (const [index, item] of list.entries()) {
    if (!ArrayBuffer.isView(item)) continue;
    try {
      const { buffer, byteOffset, byteLength } = item;
      if (byteLength === buffer.byteLength || !(buffer instanceof ArrayBuffer) || chosen?.has(buffer)) continue;
      const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
      // A Buffer arrives as a Uint8Array in any case.
      const View = (Buffer.isBuffer(item) ? Uint8Array : item.constructor) as new (
        buffer: ArrayBuffer,
      ) => ArrayBufferView;
      list[index] = new View(bytes);
      transfer ??= [];
      transfer.push(bytes);
    } catch (error) {
      bad.add(index, error);
    }
  }
  return transfer ?? nothing;
}
