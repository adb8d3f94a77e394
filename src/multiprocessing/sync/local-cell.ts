import type { Cell, CellTransport, TransportKind } from './cell.ts';
import { Monitor } from './monitor.ts';
import { stepOf, type CellKind, type OperationArgs, type OperationName, type OperationResult } from './operations.ts';
import { Registry } from './registry.ts';
import { settleRemote } from './remote-activity.ts';
import { serveCell } from './server-host.ts';
import type { Step, TimedOut } from './turn.ts';

/** A cell in this process's memory, on which every thread that has the memory works directly. */
export class LocalCell<K extends CellKind> implements Cell<K> {
  readonly kind: K;
  readonly monitor: Monitor;

  constructor(kind: K, monitor: Monitor) {
    this.kind = kind;
    this.monitor = monitor;
  }

  static create<K extends CellKind>(
    kind: K,
    initial: ArrayLike<number>,
    heapBytes = 0,
    maxHeapBytes = heapBytes,
  ): LocalCell<K> {
    return new LocalCell(kind, Monitor.create(Registry.own(), initial, heapBytes, maxHeapBytes));
  }

  async call<N extends OperationName<K>>(
    name: N,
    args: OperationArgs<K, N>,
    timeoutMs?: number,
  ): Promise<OperationResult<K, N> | TimedOut> {
    settleRemote();
    const turn = this.monitor.turn(this.monitor.registry.self);
    const step = stepOf(this.kind, name, args) as Step<OperationResult<K, N>>;
    return this.monitor.run(turn, step, timeoutMs);
  }

  callSync<N extends OperationName<K>>(
    name: N,
    args: OperationArgs<K, N>,
    timeoutMs?: number,
  ): OperationResult<K, N> | TimedOut {
    settleRemote();
    const turn = this.monitor.turn(this.monitor.registry.self);
    const step = stepOf(this.kind, name, args) as Step<OperationResult<K, N>>;
    return this.monitor.runSync(turn, step, timeoutMs);
  }

  toTransport(destination: TransportKind): CellTransport {
    const { buffer, registry } = this.monitor;
    if (destination === 'threads') return { kind: this.kind, buffer, registry: registry.buffer };
    return { kind: this.kind, ...serveCell(this.kind, buffer, registry.buffer) };
  }
}
