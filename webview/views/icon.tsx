/** @jsx svg */
import type { Severity } from '../../src/model/finding.ts';
import { svg } from '../element.ts';

export type IconName =
  Severity | 'ok' | 'stopped' | 'play' | 'copy' | 'export' | 'go' | 'plus' | 'minus' | 'whole' | 'back' | 'pin';

/** Paths in a square of 16 units. Severities differ in shape, not only in colour. */
const PATHS: Record<IconName, string[]> = {
  error: ['M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Z', 'M5.5 5.5l5 5m0-5l-5 5'],
  warning: ['M8 2 15 14H1Z', 'M8 6.4v3.4m0 1.6v.6'],
  information: ['M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Z', 'M8 7.2v4m0-6.4v.6'],
  hint: ['M8 1.8a4.2 4.2 0 0 1 2.3 7.7v1.7H5.7V9.5A4.2 4.2 0 0 1 8 1.8Z', 'M6.2 13.6h3.6'],
  ok: ['M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Z', 'M5 8.2l2.1 2.1L11 6.2'],
  stopped: ['M8 1.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Z', 'M6 6h4v4H6Z'],
  play: ['M4.5 2.8 12.5 8l-8 5.2Z'],
  copy: ['M5.5 5.5h7v8h-7Z', 'M3.5 10.5v-8h7'],
  export: ['M8 9.5v-7m0 0L5.2 5.3M8 2.5l2.8 2.8', 'M3 9v4.5h10V9'],
  go: ['M6 3.5 10.5 8 6 12.5'],
  back: ['M7 3.5 2.5 8 7 12.5M2.5 8h11'],
  pin: ['M5.5 2.5h5l-.8 4.3 2.3 2.2v1H4v-1l2.3-2.2Z', 'M8 10v4'],
  plus: ['M8 3v10M3 8h10'],
  minus: ['M3 8h10'],
  whole: ['M2.5 8h11m0 0-2.6-2.6M13.5 8l-2.6 2.6M2.5 8l2.6-2.6M2.5 8l2.6 2.6'],
};

/** An icon, hidden from screen readers because the adjacent text says the same. */
export function icon(name: IconName): SVGElement {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {PATHS[name].map((d) => (
        <path d={d} />
      ))}
    </svg>
  );
}
