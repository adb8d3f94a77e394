import { deserialize, serialize } from 'node:v8';

/** An item as bytes. @throws {TypeError} it cannot be cloned; nothing was put */
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

/** A new copy of the item. */
export function fromBytes(bytes: Uint8Array): unknown {
  return deserialize(bytes);
}
