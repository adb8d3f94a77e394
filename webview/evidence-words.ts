import { bytes, duration, percent, ratio } from '../src/report/numbers-in-words.ts';

/** Formats `taskMs: 0.4` as `task 400 us`; the unit is at the end of the name. */
export function evidenceInWords(name: string, value: number): string {
  const words = (suffix: string): string =>
    name
      .slice(0, name.length - suffix.length)
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase();
  if (name.endsWith('Ms')) return `${words('Ms')} ${duration(value)}`;
  if (name.endsWith('Bytes')) return `${words('Bytes')} ${bytes(value)}`;
  if (name.endsWith('Share') || name === 'share') return `${words('')} ${percent(value)}`;
  if (/speedup/i.test(name)) return `${words('')} ${ratio(value)}`;
  return `${words('')} ${Number.isInteger(value) ? value : value.toPrecision(3)}`;
}
