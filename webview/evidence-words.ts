import { bytes, duration, integer, percent, ratio } from '../src/report/numbers-in-words.ts';

/** Formats `taskMs: 0.4` as `task 400 us`; the unit is at the end of the name. */
function inWords(name: string, value: number): { label: string; figure: string } {
  const label = (suffix: string): string =>
    name
      .slice(0, name.length - suffix.length)
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .replace(/\bstartup\b/, 'start-up')
      .replace(/\bcpu\b/, 'CPU');
  if (name.endsWith('Ms')) return { label: label('Ms'), figure: duration(value) };
  if (name.endsWith('Bytes')) return { label: label('Bytes'), figure: bytes(value) };
  if (name.endsWith('Share') || name === 'share') return { label: label(''), figure: percent(value) };
  if (/speedup/i.test(name)) return { label: label(''), figure: ratio(value) };
  return { label: label(''), figure: Number.isInteger(value) ? integer(value) : value.toPrecision(3) };
}

/** Whether a text has a figure as a number of its own: `48` is not in `480`, `4.8` or `0.48`. */
function says(text: string, figure: string): boolean {
  for (let at = text.indexOf(figure); at >= 0; at = text.indexOf(figure, at + 1)) {
    if (!/\d[.,]?$/.test(text.slice(0, at)) && !/^[.,]?\d/.test(text.slice(at + figure.length))) return true;
  }
  return false;
}

/** Whether a text has the number rounded to fewer decimals: `0.8` for 0.828. Whole numbers are too often others. */
function saysRounded(text: string, value: number): boolean {
  return !Number.isInteger(value) && (text.match(/\d+\.\d+/g) ?? []).some((found) => isRounded(found, value));
}

function isRounded(text: string, value: number): boolean {
  return value.toFixed(text.length - text.indexOf('.') - 1) === text;
}

/** The figures behind a finding that its message does not say already: `wait share 43%`. */
export function evidenceInWords({
  message,
  evidence,
}: {
  message: string;
  evidence: Record<string, number>;
}): string[] {
  return Object.entries(evidence)
    .filter(([, value]) => !saysRounded(message, value))
    .map(([name, value]) => inWords(name, value))
    .filter(({ figure }) => !says(message, figure))
    .map(({ label, figure }) => `${label} ${figure}`);
}
