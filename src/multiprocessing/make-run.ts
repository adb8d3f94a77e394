import type { Batch } from './pool-work.ts';
import type { Run, StartData } from './protocol.ts';
import { dehydrate } from './shared-handles.ts';

/** Results are told this often while a batch of independent items runs: a slow item must not hold back finished ones. */
const partMs = 5;

/**
 * The message that hands over a batch; members that say nothing are left out, and shared objects are what their kind of
 * worker makes them from.
 * @throws what a shared object throws that cannot go there
 */
export function makeRun(id: number, { work, count, items, transfer }: Batch, kind: StartData['kind']): Run {
  const run: Run = { type: 'run', batch: id, fn: work.fn.id, items };
  if (work.spread) run.spread = true;
  if (work.settle) run.settle = true;
  if (transfer.length > 0) run.moved = true;
  if (work.timeoutMs !== null) run.partMs = 0;
  else if (work.settle && count > 1) run.partMs = partMs;
  if ('list' in items) {
    const list = dehydrate(items.list, kind);
    if (list !== items.list) Object.assign(run, { items: { list }, shared: true });
  }
  return run;
}
