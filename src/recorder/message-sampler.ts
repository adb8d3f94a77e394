import { deserialize, serialize } from 'node:v8';
import { nowMs } from './clock.ts';
import { field } from './format/layout.ts';
import { quietly } from './quietly.ts';
import type { ThreadLog } from './thread-log.ts';

/** How a channel writes its messages: as structured clones, or as JSON between processes unless the program says otherwise. */
export type Serialization = 'advanced' | 'json';

// Kept because programs may replace them.
const { parse, stringify } = JSON;

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
 * Measures the size of a received value and how long deserializing it takes, by doing it again. The sample stands for all
 * messages since the last one, because the first messages, of which more are sampled, are often small. A received value has
 * no accessors and no methods, so that nothing of the program runs.
 */
export function sampleMessage(log: ThreadLog, value: unknown, serialization: Serialization): void {
  const startMs = nowMs();
  quietly(() => {
    if (!isModest(value, { nodes: 0, bytes: 0 })) return;
    const { bytes, deserializeMs } = measure[serialization](value);
    const messages = log.get(field.messagesIn) - log.get(field.sampledIn);
    log.add(field.sampledIn, messages);
    log.add(field.sampledBytes, messages * bytes);
    log.add(field.sampledCloneInMs, messages * deserializeMs);
  });
  log.add(field.samplingMs, nowMs() - startMs);
}

const measure: Record<Serialization, (value: unknown) => { bytes: number; deserializeMs: number }> = {
  advanced: (value) => {
    const copy = serialize(value);
    const startMs = nowMs();
    deserialize(copy);
    return { bytes: copy.byteLength, deserializeMs: nowMs() - startMs };
  },
  json: (value) => {
    const text = stringify(value);
    const startMs = nowMs();
    parse(text);
    return { bytes: text.length, deserializeMs: nowMs() - startMs };
  },
};

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
