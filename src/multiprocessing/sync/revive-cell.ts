import type { Cell, ServerAddress } from './cell.ts';
import { LocalCell } from './local-cell.ts';
import { Monitor } from './monitor.ts';
import type { CellKind } from './operations.ts';
import { Registry } from './registry.ts';
import { RemoteCell } from './remote-cell.ts';
import { RemoteLock } from './remote-lock.ts';
import { RemoteMemory } from './remote-memory.ts';
import type { SharedTransport } from './shared-handle.ts';

/** Returns the cell of that name in a transport, which must be of the given kind. */
export function reviveCell<K extends CellKind>(transport: SharedTransport, name: string, kind: K): Cell<K> {
  const cell = transport.cells[name];
  if (cell?.kind !== kind) throw new TypeError(`a ${transport.name} arrived without its ${kind}`);
  if ('cell' in cell) return remoteCell(kind, cell.cell, cell.server) as Cell<K>;
  return new LocalCell(kind, new Monitor(cell.buffer, Registry.of(cell.registry)));
}

function remoteCell(kind: CellKind, id: string, server: ServerAddress): unknown {
  if (kind === 'lock') return new RemoteLock(kind, id, server);
  if (kind === 'memory') return new RemoteMemory(kind, id, server);
  return new RemoteCell(kind, id, server);
}
