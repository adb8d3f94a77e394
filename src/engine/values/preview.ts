import { inspect } from 'node:util';

/** Formats a value on one line of at most `limit` characters. Does not call getters. */
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
