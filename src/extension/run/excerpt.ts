import { revealCharacters } from '../../report/reveal-characters.ts';

/** As many lines as a dialog shows without scrolling on a small screen. */
const mostLines = 12;

/** No-break spaces: a dialog would wrap a long first word away from plain ones. */
const indent = '\u00a0\u00a0\u00a0\u00a0';

/**
 * Code for a dialog: indented, so that no line of it can pass for one of the dialog's own, and with hidden characters
 * made visible. `whole` is false where the end was left out.
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
