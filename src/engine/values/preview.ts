import { inspect } from 'node:util';

/** A value on one line, at most `limit` characters. Getters are not called. */
export function preview(value: unknown, limit = 80): string {
  const text = inspect(value, {
    depth: 2,
    breakLength: Infinity,
    compact: true,
    maxArrayLength: 12,
    maxStringLength: limit,
    getters: false,
  });
  const line = text.replaceAll('\n', ' ');
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}
