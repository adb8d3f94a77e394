import { ownBuffers, pack, type Packed, type Values } from './packed-values.ts';
import { findTransfers, type TransferChoice } from './transfer-list.ts';
import type { Transferable } from './worker-channel.ts';

/** Items ready to be sent. */
export interface PackedBatch {
  items: Packed;
  transfer: readonly Transferable[];
}

/** Makes the items `[from, to)` ready to be sent to a worker of that kind. */
export function packBatch(
  values: Values,
  from: number,
  to: number,
  kind: 'threads' | 'processes',
  choice: TransferChoice | undefined,
): PackedBatch {
  const items = pack(values, from, to);
  if (!('list' in items)) return { items, transfer: ownBuffers(items) };
  const transfer = choice === undefined ? [] : findTransfers(choice, items);
  // A process gets only the part that a view shows; a thread would get everything behind it.
  if (kind === 'threads') trimViews(items.list, transfer);
  return { items, transfer };
}

/** Cuts views down to what they show, and moves that copy: else the whole buffer behind a view would be copied. */
function trimViews(list: unknown[], transfer: Transferable[]): void {
  for (const [index, item] of list.entries()) {
    if (!ArrayBuffer.isView(item) || item.byteLength === item.buffer.byteLength) continue;
    if (!(item.buffer instanceof ArrayBuffer) || transfer.includes(item.buffer)) continue;
    const bytes = item.buffer.slice(item.byteOffset, item.byteOffset + item.byteLength);
    // A Buffer arrives as a Uint8Array in any case.
    const View = (Buffer.isBuffer(item) ? Uint8Array : item.constructor) as new (
      buffer: ArrayBuffer,
    ) => ArrayBufferView;
    list[index] = new View(bytes);
    transfer.push(bytes);
  }
}
