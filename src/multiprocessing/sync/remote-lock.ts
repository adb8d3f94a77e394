import type { OperationArgs, OperationName, OperationResult } from './operations.ts';
import { RemoteCell } from './remote-cell.ts';
import { timedOut, type TimedOut } from './turn.ts';

type Name = OperationName<'lock'>;

/** A lock of another process, which this thread leases while it takes it repeatedly. */
export class RemoteLock extends RemoteCell<'lock'> {
  override async call<N extends Name>(
    name: N,
    args: OperationArgs<'lock', N>,
    timeoutMs?: number,
  ): Promise<OperationResult<'lock', N> | TimedOut> {
    if (this.#isDone(name)) return true as OperationResult<'lock', N>;
    const answered = this.#before(name, args);
    try {
      const answer = await super.call(name, args, timeoutMs);
      answered(answer !== timedOut);
      return answer;
    } catch (error) {
      answered(false);
      throw error;
    }
  }

  override callSync<N extends Name>(
    name: N,
    args: OperationArgs<'lock', N>,
    timeoutMs?: number,
  ): OperationResult<'lock', N> | TimedOut {
    if (this.#isDone(name)) return true as OperationResult<'lock', N>;
    const answered = this.#before(name, args);
    try {
      const answer = super.callSync(name, args, timeoutMs);
      answered(answer !== timedOut);
      return answer;
    } catch (error) {
      answered(false);
      throw error;
    }
  }

  /** Whether the lease made the call unnecessary. */
  #isDone(name: Name): boolean {
    if (name === 'acquire') return this.client.lease(this.id).enter();
    return name === 'release' && this.client.lease(this.id).leave();
  }

  /** Prepares the lease for a call. Returns the function to call with its outcome. */
  #before(name: Name, args: readonly unknown[]): (done: boolean) => void {
    const lease = this.client.lease(this.id);
    if (name === 'acquire') return lease.ask();
    if (name === 'releaseAll') {
      lease.end();
      lease.setDepth(0);
    }
    return (done) => {
      if (name === 'release') lease.noteReleased();
      else if (name === 'restore' && done) lease.setDepth(Number(args[0]));
    };
  }
}
