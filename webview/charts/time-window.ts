/** The part of a pass that a timeline shows. */
export interface TimeWindow {
  fromMs: number;
  toMs: number;
}

/** Shortest time across the whole width: a microsecond. */
const SHORTEST_MS = 0.001;

/** Returns a window moved by `byMs`, within the whole. */
export function pan(shown: TimeWindow, byMs: number, whole: TimeWindow): TimeWindow {
  const length = shown.toMs - shown.fromMs;
  const fromMs = Math.min(whole.toMs - length, Math.max(whole.fromMs, shown.fromMs + byMs));
  return { fromMs, toMs: fromMs + length };
}

/** Returns a window `factor` times as long that keeps `aroundMs` in place, within the whole. */
export function zoom(shown: TimeWindow, factor: number, aroundMs: number, whole: TimeWindow): TimeWindow {
  const before = shown.toMs - shown.fromMs;
  const length = Math.min(whole.toMs - whole.fromMs, Math.max(SHORTEST_MS, before * factor));
  const share = (aroundMs - shown.fromMs) / before;
  const fromMs = aroundMs - share * length;
  return pan({ fromMs, toMs: fromMs + length }, 0, whole);
}

/** Returns times for axis labels: about five, in steps of 1, 2 or 5. */
export function timeTicks({ fromMs, toMs }: TimeWindow): number[] {
  const length = toMs - fromMs;
  if (!(length > 0)) return [];
  const rough = length / 5;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * size).find((candidate) => candidate >= rough * 0.999) ?? rough;
  const first = Math.ceil(fromMs / step - 1e-9);
  const last = Math.floor(toMs / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step);
}

/** Formats a tick as short as possible: `0`, `500 ms`, `1.5 s`. Steps are round, so a few digits are enough. */
export function tickInWords(ms: number, stepMs: number): string {
  const units: [number, string][] = [
    [1000, 's'],
    [1, 'ms'],
    [0.001, '\u00b5s'],
  ];
  if (ms === 0) return '0';
  const [unit, name] = units.find(([size]) => Math.abs(ms) >= size) ?? [0.001, '\u00b5s'];
  const digits = Math.max(0, Math.ceil(-Math.log10(stepMs / unit) - 1e-9));
  return `${(ms / unit).toFixed(digits)} ${name}`;
}
