import type { Flame, FlameCall } from '../../src/model/flame.ts';

/** A call as a box: its place and width as shares of the whole, and its row. */
export interface FlameBox {
  /** Index in `Flame.calls`. */
  call: number;
  from: number;
  share: number;
  row: number;
}

/** Narrower boxes cannot be seen. */
const LEAST_SHARE = 0.001;

/** Returns the boxes of a flame. With a call, that one and its callers have the whole width, and only its callees are shown. */
export function flameBoxes({ calls, totalMs }: Flame, zoomed: number | null): FlameBox[] {
  const zoom = zoomed === null ? null : calls[zoomed];
  const end = zoomed === null ? calls.length : endOf(calls, zoomed);
  const width = zoom?.totalMs ?? totalMs;
  const boxes: FlameBox[] = [];
  /** By row, where the next box begins. */
  const nextMs: number[] = [];
  calls.forEach(({ depth, totalMs: ms }, call) => {
    if (zoomed !== null && zoom) {
      if (isCaller(calls, call, zoomed)) boxes.push({ call, from: 0, share: 1, row: depth });
      if (call < zoomed || call >= end) return;
    }
    const fromMs = nextMs[depth] ?? 0;
    nextMs[depth] = fromMs + ms;
    nextMs[depth + 1] = fromMs;
    if (width > 0 && ms / width >= LEAST_SHARE)
      boxes.push({ call, from: fromMs / width, share: ms / width, row: depth });
  });
  return boxes;
}

/** Index after the last callee of a call. */
function endOf(calls: readonly FlameCall[], call: number): number {
  const depth = calls[call]?.depth ?? 0;
  const next = calls.findIndex((other, index) => index > call && other.depth <= depth);
  return next < 0 ? calls.length : next;
}

function isCaller(calls: readonly FlameCall[], call: number, callee: number): boolean {
  return call < callee && endOf(calls, call) > callee;
}

/** A function with its time in all places where it is called. */
export interface FlameFunction extends Pick<FlameCall, 'name' | 'file' | 'line' | 'selfMs'> {
  /** Share of all time. */
  selfShare: number;
}

/** Returns the functions that take the most time themselves, the longest first. */
export function hottestFunctions({ calls, totalMs }: Flame, most: number): FlameFunction[] {
  const functions = new Map<string, FlameFunction>();
  for (const { name, file, line, selfMs } of calls) {
    const key = `${name}\n${file ?? ''}\n${line ?? ''}`;
    const known = functions.get(key)?.selfMs ?? 0;
    const sumMs = known + selfMs;
    functions.set(key, { name, file, line, selfMs: sumMs, selfShare: totalMs > 0 ? sumMs / totalMs : 0 });
  }
  return [...functions.values()].sort((a, b) => b.selfMs - a.selfMs).slice(0, most);
}
