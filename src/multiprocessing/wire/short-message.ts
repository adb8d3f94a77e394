import type { Done, FromWorker, RunMessage } from './protocol.ts';

/**
 * A run that `isSingle`, as a list: structured clone takes half the time for it, which is most of the pool's cost if
 * every item is sent alone.
 */
export type ShortRun = readonly [batch: number, fn: number, item: unknown];

/** The result of one item that did not fail. */
export type ShortDone = readonly [batch: number, tookMs: number, value: unknown];

/**
 * A run of one item without options. With a single item it makes no difference whether the first failure ends the run.
 */
type SingleRun = RunMessage & { items: { list: unknown[] } };

/** Returns whether the run has a single item and no options. */
function isSingle(run: RunMessage): run is SingleRun {
  const { items, spread, shared, moved, partMs } = run;
  if (!('list' in items) || items.list.length !== 1) return false;
  return spread === undefined && shared === undefined && moved === undefined && partMs === undefined;
}

/** Returns the short form of a run, if it has one. */
export function shortenRun(run: RunMessage): RunMessage | ShortRun {
  return isSingle(run) ? [run.batch, run.fn, run.items.list[0]] : run;
}

/** Returns the long form of a run. */
export function expandRun([batch, fn, item]: ShortRun): RunMessage {
  return { type: 'run', batch, fn, items: { list: [item] } };
}

/** Returns the short form of an answer, if it has one. */
export function shortenDone(message: FromWorker | ShortDone): FromWorker | ShortDone {
  if (isShort(message) || message.type !== 'done' || message.from !== undefined || message.failures !== undefined)
    return message;
  const { batch, tookMs, values } = message;
  return 'list' in values && values.list.length === 1 ? [batch, tookMs, values.list[0]] : message;
}

/** Converts an answer to its long form. */
export function expandDone(message: FromWorker | ShortDone): FromWorker {
  if (!isShort(message)) return message;
  const done: Done = { type: 'done', batch: message[0], tookMs: message[1], values: { list: [message[2]] } };
  return done;
}

/** Returns whether the message is in its short form. */
export function isShort<T extends readonly unknown[]>(message: object | T): message is T {
  return Array.isArray(message);
}
