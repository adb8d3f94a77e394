/**
 * Sets the index of the item that an error came from: `itemIndex`, not enumerable so that the error's own properties
 * stay those that were thrown. Values that are no objects are passed on as they are.
 */
export function withItemIndex(error: unknown, itemIndex: number): unknown {
  if (typeof error === 'object' && error !== null && Object.isExtensible(error)) {
    Object.defineProperty(error, 'itemIndex', {
      value: itemIndex,
      enumerable: false,
      configurable: true,
      writable: true,
    });
  }
  return error;
}
