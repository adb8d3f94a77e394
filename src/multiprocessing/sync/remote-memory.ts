import type { OperationArgs, OperationName, OperationResult } from './operations.ts';
import { RemoteCell } from './remote-cell.ts';
import type { Mirror } from './seen-elements.ts';
import type { TimedOut } from './turn.ts';
import type { Element, TypeCode } from './type-codes.ts';

type Name = OperationName<'memory'>;

/**
 * The memory of a Value or Array of another process. While this thread holds a leased lock, it reads elements it has
 * recently seen or written from a mirror, and does not wait for its writes.
 */
export class RemoteMemory extends RemoteCell<'memory'> {
  #elements: { code: TypeCode; length: number } | undefined;

  /** Sets the type of the elements, without which nothing is mirrored. */
  describe(code: TypeCode, length: number): void {
    this.#elements = { code, length };
  }

  override async call<N extends Name>(
    name: N,
    args: OperationArgs<'memory', N>,
  ): Promise<OperationResult<'memory', N> | TimedOut> {
    const mirror = this.#inSection();
    if (mirror === undefined) return super.call(name, args);
    const known = this.#known(mirror, name, args);
    if (known !== undefined) return known.value as OperationResult<'memory', N>;
    if (name === 'get') {
      const value = await this.client.fetch(this.id, mirror, mirror.memory.indexOf(args[0] as number));
      return value as OperationResult<'memory', N>;
    }
    const answer = await super.call(name, args);
    mirror.isServed = true;
    return answer;
  }

  override callSync<N extends Name>(
    name: N,
    args: OperationArgs<'memory', N>,
  ): OperationResult<'memory', N> | TimedOut {
    const mirror = this.#inSection();
    if (mirror === undefined) return super.callSync(name, args);
    const known = this.#known(mirror, name, args);
    if (known !== undefined) return known.value as OperationResult<'memory', N>;
    if (name === 'get') {
      const value = this.client.fetchSync(this.id, mirror, mirror.memory.indexOf(args[0] as number));
      return value as OperationResult<'memory', N>;
    }
    const answer = super.callSync(name, args);
    mirror.isServed = true;
    return answer;
  }

  #inSection(): Mirror | undefined {
    const { client } = this;
    if (this.#elements === undefined || client.sections === 0 || client.isLost) return undefined;
    return client.seen.mirror(this.id, this.#elements.code, this.#elements.length);
  }

  /** Returns the result of an operation that need not wait for the server. */
  #known(mirror: Mirror, name: Name, args: readonly unknown[]): { value: Element | undefined } | undefined {
    const index = args[0] as number;
    if (name === 'get') {
      const value = this.client.seen.recall(mirror, mirror.memory.indexOf(index));
      return value === undefined ? undefined : { value };
    }
    if (name !== 'set' || !mirror.isServed) return undefined;
    // Fails as it would at the owner.
    mirror.memory.set(index, args[1]);
    this.client.seen.noteWritten(mirror, mirror.memory.indexOf(index));
    this.client.post(this.id, 'set', args);
    return { value: undefined };
  }
}
