import { revealCharacters } from '../../report/reveal-characters.ts';

/** Fits a dialog on a small screen without scrolling. */
const mostLines = 12;

/** No-break spaces: after plain ones, a dialog would wrap a long first word. */
const indent = '\u00a0\u00a0\u00a0\u00a0';

/**
 * Formats code for a dialog: indented, so that no line can imitate the dialog's own text, and with hidden characters
 * made visible. `whole` is false if the end was cut off.
 */
export function excerptOf(code: string, longest: number): { lines: string[]; whole: boolean } {
  const text = revealCharacters(code, { keepLines: true });
  const lines = text
    .slice(0, longest)
    .split('\n')
    .slice(0, longest === Infinity ? Infinity : mostLines);
  const whole = lines.join('\n').length === text.length;
  const last = lines.length - 1;
  return {
    lines: lines.map((line, index) => `${indent}${line}${!whole && index === last ? ' …' : ''}`),
    whole,
  };
}
