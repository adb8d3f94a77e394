import { revealCharacters } from './reveal-characters.ts';

/**
 * Returns a copy of plain data whose texts have no hidden characters except line breaks and tabs: a name or a message with
 * escape sequences must not control the terminal that shows it.
 */
export function revealAll<Data>(data: Data): Data {
  return reveal(data) as Data;
}

function reveal(data: unknown): unknown {
  if (typeof data === 'string') return revealCharacters(data, { keepLines: true });
  if (typeof data !== 'object' || data === null) return data;
  // The samples of a report are long lists of numbers.
  if (Array.isArray(data)) return data.every((entry) => typeof entry === 'number') ? data : data.map(reveal);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, reveal(value)]));
}
