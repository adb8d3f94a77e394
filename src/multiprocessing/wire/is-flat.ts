/** Nesting depth that every channel can read, not counting the message around the value. */
const deepest = 200;

/** Whether a value is nested no deeper than every channel can read. Follows objects in the order in which V8 writes them. */
export function isFlat(value: unknown): boolean {
  return visit(value, 0, new Set());
}

function visit(value: unknown, depth: number, seen: Set<object>): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value)) return true;
  if (depth === deepest) return false;
  seen.add(value);
  for (const child of childrenOf(value)) if (!visit(child, depth + 1, seen)) return false;
  return true;
}

function childrenOf(value: object): Iterable<unknown> {
  if (value instanceof Map) return [...value.keys(), ...value.values()] as unknown[];
  if (value instanceof Set) return value;
  if (value instanceof Error) return [value.cause];
  return Object.values(value) as unknown[];
}
