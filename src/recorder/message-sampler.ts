import { deserialize, serialize } from 'node:v8';
import { nowMs } from './clock.ts';
import { field } from './format/layout.ts';
import { quietly } from './quietly.ts';
import type { ThreadLog } from './thread-log.ts';

const SAMPLE_EVERY = 16;
/** Share of the time that sampling may take, beyond the first messages. */
const MOST_SHARE = 0.005;
const FREE_MS = 5;
/** Objects and elements of a message that may be copied; larger ones would double the program's memory. */
const MOST_NODES = 2_000_000;
const MOST_BYTES = 64 << 20;

/** Whether this message, counted from 0, is measured. */
export function isSampled(log: ThreadLog, message: number, atMs: number): boolean {
  if (message % SAMPLE_EVERY !== 0 && (message & (message - 1)) !== 0) return false;
  return log.get(field.samplingMs) <= FREE_MS + MOST_SHARE * (atMs - log.get(field.startedMs));
}

/**
 * Measures the size of a received value and how long deserializing it takes, by doing it again. A received value has no
 * accessors and no methods, so that nothing of the program runs.
 */
export function sampleMessage(log: ThreadLog, value: unknown): void {
  const startMs = nowMs();
  quietly(() => {
    if (!isModest(value, { nodes: 0, bytes: 0 })) return;
    const copy = serialize(value);
    const serializedMs = nowMs();
    deserialize(copy);
    log.add(field.sampledIn, 1);
    log.add(field.sampledBytes, copy.byteLength);
    log.add(field.sampledCloneInMs, nowMs() - serializedMs);
  });
  log.add(field.samplingMs, nowMs() - startMs);
}

function isModest(value: unknown, seen: { nodes: number; bytes: number }): boolean {
  if (typeof value === 'string') seen.bytes += value.length;
  if (typeof value !== 'object' || value === null) return seen.bytes < MOST_BYTES;
  if (++seen.nodes > MOST_NODES) return false;
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    seen.bytes += value.byteLength;
    return seen.bytes < MOST_BYTES;
  }
  // Most of a large message is like its first thousand parts.
  const parts = Array.isArray(value) ? value : Object.values(value);
  if (parts.length > MOST_NODES) return false;
  for (let index = 0; index < Math.min(parts.length, 1_000); index++) {
    if (seen.nodes > 10_000) return seen.bytes < MOST_BYTES;
    if (!isModest(parts[index], seen)) return false;
  }
  return true;
}
