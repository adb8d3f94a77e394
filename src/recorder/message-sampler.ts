import { Deserializer, deserialize, Serializer, serialize } from 'node:v8';
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
 * @param isTransferred whether a buffer of this size was transferred, so that it was not copied
 */
export function sampleMessage(
  log: ThreadLog,
  value: unknown,
  serialization: Serialization,
  isTransferred: (byteLength: number) => boolean = () => false,
): void {
  const startMs = nowMs();
  quietly(() => {
    const seen: Seen = { nodes: 0, bytes: 0, uncopied: new Set(), isTransferred };
    if (!isModest(value, seen)) return;
    const { bytes, deserializeMs } =
      seen.uncopied.size > 0 ? measureWithout([...seen.uncopied], value) : measure[serialization](value);
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

/** Measures a message without the buffers that its receiver was given, or shares, without a copy. */
function measureWithout(buffers: ArrayBufferLike[], value: unknown): { bytes: number; deserializeMs: number } {
  const serializer = new Serializer();
  Object.assign(serializer, { _getSharedArrayBufferId: () => 0 });
  const moved = buffers.filter((buffer) => buffer instanceof ArrayBuffer);
  moved.forEach((buffer, id) => serializer.transferArrayBuffer(id, buffer));
  const serializedMs = nowMs();
  serializer.writeHeader();
  serializer.writeValue(value);
  const copy = serializer.releaseBuffer();
  const startMs = nowMs();
  // Node does not read shared buffers here. Reading the rest takes about as long as writing it.
  if (moved.length < buffers.length) return { bytes: copy.byteLength, deserializeMs: startMs - serializedMs };
  const deserializer = new Deserializer(copy);
  moved.forEach((buffer, id) => deserializer.transferArrayBuffer(id, buffer));
  deserializer.readHeader();
  deserializer.readValue();
  return { bytes: copy.byteLength, deserializeMs: nowMs() - startMs };
}

interface Seen {
  nodes: number;
  bytes: number;
  /** Transferred and shared buffers. */
  uncopied: Set<ArrayBufferLike>;
  isTransferred: (byteLength: number) => boolean;
}

function isModest(value: unknown, seen: Seen): boolean {
  if (typeof value === 'string') seen.bytes += value.length;
  if (typeof value !== 'object' || value === null) return seen.bytes < MOST_BYTES;
  if (++seen.nodes > MOST_NODES) return false;
  const buffer = ArrayBuffer.isView(value) ? value.buffer : value;
  if (buffer instanceof ArrayBuffer || buffer instanceof SharedArrayBuffer) {
    if (buffer instanceof SharedArrayBuffer || seen.isTransferred(buffer.byteLength)) seen.uncopied.add(buffer);
    else seen.bytes += buffer.byteLength;
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
