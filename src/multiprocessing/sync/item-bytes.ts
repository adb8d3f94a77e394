import { deserialize, serialize } from 'node:v8';

/** Serializes an item. @throws {TypeError} it cannot be cloned; nothing was put */
export function toBytes(item: unknown): Uint8Array {
  try {
    return serialize(item);
  } catch (error) {
    throw new TypeError(
      `expected an item that can be cloned: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

/** Returns a new copy of the item. */
export function fromBytes(bytes: Uint8Array): unknown {
  return deserialize(bytes);
}
