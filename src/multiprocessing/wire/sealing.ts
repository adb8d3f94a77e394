import { deserialize, serialize } from 'node:v8';
import type { Packed } from './packed-values.ts';
import type { Done, OneValue, Part, RunMessage, RunRecord, Sealed, SealedRun } from './protocol.ts';

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
export function sealRun(run: RunMessage, recorded: boolean): SealedRun {
  return { type: 'sealed', batch: run.batch, run: serialize(run), recorded };
}

/** @throws what the serialiser throws for values that cannot be cloned */
export function sealAnswer(answer: Done | Part, record: RunRecord | null): Sealed {
  return { type: 'sealed', answer: serialize(answer), record };
}

/** Returns the sealed value, or `null` if it cannot be read. */
export function unseal(bytes: Uint8Array): object | null {
  try {
    return deserialize(bytes) as object;
  } catch {
    return null;
  }
}

/** One value, sealed where it crosses to another process. */
export function oneValue(value: unknown, sealed: boolean): OneValue {
  if (!sealed) return { list: [value] };
  try {
    return { sealed: serialize({ list: [value] }) };
  } catch {
    return { gone: true };
  }
}

/** The value as a list of one, or `null` if it cannot be read. */
export function openValue(value: OneValue): { list: [unknown] } | null {
  if ('list' in value) return value;
  return 'sealed' in value ? (unseal(value.sealed) as { list: [unknown] } | null) : null;
}
