import type { TransportKind } from './cell.ts';
import { ManagerClient } from './manager-client.ts';
import { reviveCell } from './revive-cell.ts';
import { SharedHandle, toTransport, transportOf, type SharedTransport } from './shared-handle.ts';

/** Base of the objects stored in a manager: every call is a request to the manager's thread. */
export abstract class ManagedProxy extends SharedHandle {
  protected readonly client: ManagerClient;
  readonly #object: number;

  constructor(client: ManagerClient, object: number) {
    super();
    this.client = client;
    this.#object = object;
  }

  protected abstract readonly transportName: string;

  protected ask(method: string, args: readonly unknown[]): Promise<unknown> {
    return this.client.ask({ type: 'call', object: this.#object, method, args });
  }

  protected askSync(method: string, args: readonly unknown[]): unknown {
    return this.client.askSync({ type: 'call', object: this.#object, method, args });
  }

  override [toTransport](destination: TransportKind): SharedTransport {
    const cells = { desk: this.client.desk.toTransport(destination) };
    return transportOf(this.transportName, cells, {}, { object: this.#object });
  }
}

/** Data from which another worker re-creates a proxy. */
export function reviveProxy(transport: SharedTransport): [ManagerClient, number] {
  return [new ManagerClient(reviveCell(transport, 'desk', 'call')), transport.data['object'] as number];
}
