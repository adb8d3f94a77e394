import type { Flight } from './chunk-record.ts';
import type { Run, StartData } from '../wire/protocol.ts';
import { dehydrate } from '../wire/shared-handles.ts';
import type { WorkerLink } from './worker-link.ts';

/** Interval for sending results of a batch of independent items: a slow item must not delay finished ones. */
const partMs = 5;

/**
 * The message that hands over a batch; members that say nothing are left out. Shared objects are replaced by what that kind
 * of worker makes them from.
 * @throws what a shared object throws that cannot go there
 */
export function makeRun(flight: Flight, kind: StartData['kind']): Run {
  const { id } = flight;
  const { work, count, items, transfer } = flight.batch;
  const run: Run = { type: 'run', batch: id, fn: work.fn.id, items };
  if (work.spread) run.spread = true;
  if (work.settle) run.settle = true;
  if (transfer.length > 0) run.moved = true;
  if (work.timeoutMs !== null) run.partMs = 0;
  else if (work.settle && count > 1) run.partMs = partMs;
  if ('list' in items) {
    const sent = dehydrate(items.list, kind);
    if (sent !== null) {
      run.items = { list: sent.args };
      run.shared = sent.shared;
      flight.abandon = sent.abandon;
    }
  }
  return run;
}

/** Whether an item would arrive, with the shared objects in it. */
export function canSend(item: unknown, kind: StartData['kind'], link: Pick<WorkerLink, 'canClone'>): boolean {
  try {
    const sent = dehydrate([item], kind);
    sent?.abandon();
    return link.canClone(sent === null ? item : sent.args);
  } catch {
    // A closed connection, whose own error was the reason to ask.
    return false;
  }
}
