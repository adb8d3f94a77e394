import type { Cell, CellTransport, ServerAddress } from './cell.ts';
import type { CellKind, OperationArgs, OperationName, OperationResult } from './operations.ts';
import { settleRemote } from './remote-activity.ts';
import { RemoteClient } from './remote-client.ts';
import type { TimedOut } from './turn.ts';

/** A cell of another process: every call goes to that process's server. */
export class RemoteCell<K extends CellKind> implements Cell<K> {
  readonly kind: K;
  protected readonly id: string;
  readonly #server: ServerAddress;

  constructor(kind: K, id: string, server: ServerAddress) {
    this.kind = kind;
    this.id = id;
    this.#server = server;
  }

  protected get client(): RemoteClient {
    return RemoteClient.to(this.#server);
  }

  async call<N extends OperationName<K>>(
    name: N,
    args: OperationArgs<K, N>,
    timeoutMs?: number,
  ): Promise<OperationResult<K, N> | TimedOut> {
    const answer = await this.client.call(this.id, name, args, timeoutMs);
    return answer as OperationResult<K, N> | TimedOut;
  }

  callSync<N extends OperationName<K>>(
    name: N,
    args: OperationArgs<K, N>,
    timeoutMs?: number,
  ): OperationResult<K, N> | TimedOut {
    const answer = this.client.callSync(this.id, name, args, timeoutMs);
    return answer as OperationResult<K, N> | TimedOut;
  }

  /** Returns the same transport for threads and processes: each receiver connects to the owner. */
  toTransport(): CellTransport {
    settleRemote();
    return { kind: this.kind, cell: this.id, server: this.#server };
  }
}
