const longestText = 60;

/**
 * Describes a value for the end of "Expected ..., found ...": strings and numbers as literals, objects by their class.
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value.length > longestText ? `${value.slice(0, longestText)}...` : value);
    case 'function':
      return 'a function';
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : describeObject(value);
    default:
      return String(value);
  }
}

function describeObject(value: object): string {
  if (Array.isArray(value)) return 'an array';
  if (Symbol.asyncIterator in value) return 'an async iterable';
  const { constructor } = value as { constructor?: unknown };
  const name = typeof constructor === 'function' ? constructor.name : '';
  if (name === '' || name === 'Object') return 'an object';
  return `${/^(?:[aeio]|u(?!int|ni[^mn]|rl|ser|ti))/i.test(name) ? 'an' : 'a'} ${name}`;
}
