import { deserialize, serialize } from 'node:v8';
import { errorToData } from './error-data.ts';
import { DataCloneError } from './errors.ts';
import { packedCount, type Packed } from './packed-values.ts';
import type { Done, Failure, Part, Run, RunRecord, Sealed, SealedRun } from './protocol.ts';

// A process reads its messages outside of any code of ours, and some values are written in a way that cannot be read again
// (a WebAssembly.Module is one): such a message would end the program that receives it. What we have serialised ourselves
// is opened by ourselves, so that it can fail alone.

/** Whether values may be such that they cannot be read again. */
export function isRisky(values: Packed): boolean {
  return 'list' in values && values.list.some((value) => typeof value === 'object' && value !== null);
}

/** Whether a value would arrive in another process. */
export function arrives(value: unknown): boolean {
  try {
    deserialize(serialize(value));
    return true;
  } catch {
    return false;
  }
}

/** @throws what the serialiser throws for values that cannot be cloned */
export function sealRun(run: Run, recorded: boolean): SealedRun {
  return { type: 'sealed', batch: run.batch, count: packedCount(run.items), run: serialize(run), recorded };
}

/** A run as it was before, or the answer that none of its items can be read. */
export function openRun({ batch, count, run }: SealedRun): Run | Done {
  try {
    return deserialize(run) as Run;
  } catch {
    const failures = unreadable('item', 0, count);
    return { type: 'done', batch, tookMs: 0, values: { same: undefined, count }, failures };
  }
}

/** @throws what the serialiser throws for values that cannot be cloned */
export function sealAnswer(answer: Done | Part, record: RunRecord | null): Sealed {
  const values = { same: undefined, count: packedCount(answer.values) };
  return { type: 'sealed', answer: serialize(answer), unread: { ...answer, values, failures: [] }, record };
}

/** An answer as it was before; if it cannot be read, all its items count as failed. */
export function openAnswer({ answer, unread }: Sealed): Done | Part {
  try {
    return deserialize(answer) as Done | Part;
  } catch {
    return { ...unread, failures: unreadable('result', unread.from ?? 0, packedCount(unread.values)) };
  }
}

function unreadable(what: 'item' | 'result', from: number, count: number): Failure[] {
  const error = new DataCloneError(
    `The ${what} cannot be sent between processes: it, or one beside it in the same chunk, holds something that exists in ` +
      `one process only, such as a WebAssembly.Module. Send what it is made from, or use a pool of threads.`,
  );
  const data = errorToData(error, () => false);
  return Array.from({ length: count }, (_, index) => ({ index: from + index, error: data }));
}
