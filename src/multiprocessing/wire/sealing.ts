import { deserialize, serialize } from 'node:v8';
import type { Packed } from './packed-values.ts';
import type { Done, OneValue, Part, RunMessage, RunRecord, Sealed, SealedRun } from './protocol.ts';

// Node reads a process's messages outside of library code, and some values can be written but not read (such as a
// WebAssembly.Module): such a message would end the program that receives it. Data serialized here is also deserialized
// here, so that only that message fails.

/** Returns whether values may be impossible to read again. */
export function isRisky(values: Packed): boolean {
  return 'list' in values && values.list.some((value) => typeof value === 'object' && value !== null);
}

/** Returns whether a value would arrive in another process. */
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

/** Wraps one value, sealed if it is sent to another process. */
export function oneValue(value: unknown, sealed: boolean): OneValue {
  if (!sealed) return { list: [value] };
  try {
    return { sealed: serialize({ list: [value] }) };
  } catch {
    return { gone: true };
  }
}

/** Returns the value as a list of one, or `null` if it cannot be read. */
export function openValue(value: OneValue): { list: [unknown] } | null {
  if ('list' in value) return value;
  return 'sealed' in value ? (unseal(value.sealed) as { list: [unknown] } | null) : null;
}
