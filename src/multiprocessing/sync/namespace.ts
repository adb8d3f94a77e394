import { ManagedProxy, reviveProxy } from './managed-proxy.ts';
import type { SharedTransport } from './shared-handle.ts';

/** Named values stored in a manager. Python's `namespace.x` is `namespace.attributes.x` here, or `get` and `set`. */
export class Namespace<T extends object = Record<string, unknown>> extends ManagedProxy {
  protected override readonly transportName = 'Namespace';

  static fromTransport(transport: SharedTransport): Namespace {
    return new Namespace(...reviveProxy(transport));
  }

  get<N extends keyof T & string>(name: N): Promise<T[N] | undefined> {
    return this.ask('get', [name]) as Promise<T[N] | undefined>;
  }

  getSync<N extends keyof T & string>(name: N): T[N] | undefined {
    return this.askSync('get', [name]) as T[N] | undefined;
  }

  set<N extends keyof T & string>(name: N, value: T[N]): Promise<void> {
    return this.ask('set', [name, value]) as Promise<undefined>;
  }

  setSync<N extends keyof T & string>(name: N, value: T[N]): void {
    this.askSync('set', [name, value]);
  }

  /** Deletes a name. Returns whether it existed. */
  delete(name: keyof T & string): Promise<boolean> {
    return this.ask('delete', [name]) as Promise<boolean>;
  }

  deleteSync(name: keyof T & string): boolean {
    return this.askSync('delete', [name]) as boolean;
  }

  /** Returns all names. */
  names(): Promise<string[]> {
    return this.ask('keys', []) as Promise<string[]>;
  }

  namesSync(): string[] {
    return this.askSync('keys', []) as string[];
  }

  /** An object whose members are read and written in the manager, which blocks this thread until the answer arrives. */
  get attributes(): Partial<T> {
    const ask = (method: string, ...args: unknown[]): unknown => this.askSync(method, args);
    const handler: ProxyHandler<Record<string, unknown>> = {
      get: (_, name) => (typeof name === 'string' ? ask('get', name) : undefined),
      set(_, name, value: unknown) {
        if (typeof name === 'string') ask('set', name, value);
        return typeof name === 'string';
      },
      has: (_, name) => typeof name === 'string' && ask('has', name) === true,
      deleteProperty: (_, name) => typeof name === 'string' && ask('delete', name) === true,
      ownKeys: () => ask('keys') as string[],
      getOwnPropertyDescriptor(_, name) {
        if (typeof name !== 'string' || ask('has', name) !== true) return undefined;
        return { value: ask('get', name), writable: true, enumerable: true, configurable: true };
      },
    };
    return new Proxy<Record<string, unknown>>({}, handler) as Partial<T>;
  }
}
