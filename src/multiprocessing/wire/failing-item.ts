/**
 * Sets the index of the item that an error came from: `itemIndex`, not enumerable, so that the error's own properties
 * are unchanged. Values that are not objects are returned unchanged.
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
