import { inspect, type InspectOptions } from 'node:util';

/** Formats a value on one line of at most `limit` characters. Does not call getters. Never throws. */
export function preview(value: unknown, limit = 80): string {
  const line = inspected(value, limit).replaceAll('\n', ' ');
  return line.length <= limit ? line : `${line.slice(0, limit - 1)}…`;
}

function inspected(value: unknown, limit: number): string {
  const options: InspectOptions = {
    depth: 2,
    breakLength: Infinity,
    compact: true,
    maxArrayLength: 12,
    maxStringLength: limit,
    getters: false,
  };
  try {
    return inspect(value, options);
  } catch {
    return inspectedFromOutside(value, options);
  }
}

/** For a value whose own methods throw. */
function inspectedFromOutside(value: unknown, options: InspectOptions): string {
  try {
    return inspect(value, { ...options, customInspect: false, showProxy: true });
  } catch {
    return '(a value that cannot be shown)';
  }
}
