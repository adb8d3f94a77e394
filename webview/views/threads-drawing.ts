import type { ScriptThread } from '../../src/model/script-report.ts';
import { color, canvasFont } from '../theme.ts';
import type { Drawing } from './canvas.ts';
import { drawTimeAxis } from './time-axis.ts';

/** Names get this much room, and less of a narrow page. */
const LABEL_WIDTH = 170;
const LABEL_SHARE = 0.3;
const INDENT = 10;

/** Returns the height of a row: readable with few threads, and small enough to fit many. */
export function laneHeight(threads: number): number {
  return Math.max(8, Math.min(22, Math.floor(420 / threads)));
}

/** Returns the depth of a thread in the tree; 0 for the first process. */
export function depthOf(thread: ScriptThread, threads: readonly ScriptThread[]): number {
  let depth = 0;
  for (let { parent } = thread; parent !== null; parent = threads[parent]?.parent ?? null) depth++;
  return depth;
}

/** Draws a lane per thread: its lifetime, with the stacked shares of its activities in each part. */
export function drawThreads({ context, width }: Drawing, threads: readonly ScriptThread[], wallMs: number): void {
  const height = laneHeight(threads.length);
  const labels = Math.min(LABEL_WIDTH, width * LABEL_SHARE);
  const x = (ms: number): number => labels + ((width - labels) * ms) / Math.max(1, wallMs);
  const labelEvery = Math.ceil(12 / height);
  context.font = canvasFont(11);
  threads.forEach((thread, row) => {
    const top = row * height;
    const inner = height - (height > 10 ? 3 : 1);
    context.fillStyle = color('idle');
    context.fillRect(x(thread.startMs), top, Math.max(1, x(thread.endMs) - x(thread.startMs)), inner);
    drawShares(context, thread, { x, top, inner, wallMs });
    if (row % labelEvery !== 0) return;
    context.fillStyle = color('muted');
    context.textBaseline = 'middle';
    const left = INDENT * depthOf(thread, threads);
    context.fillText(thread.name, left, top + inner / 2, labels - left - 8);
  });
  drawTimeAxis(context, threads.length * height + 4, labels, width, { fromMs: 0, toMs: wallMs });
}

interface Lane {
  x: (ms: number) => number;
  top: number;
  inner: number;
  wallMs: number;
}

function drawShares(
  context: CanvasRenderingContext2D,
  { timeline, startMs, endMs }: ScriptThread,
  { x, top, inner, wallMs }: Lane,
): void {
  if (!timeline) return;
  const { binMs, busy, waiting, clone, blocked } = timeline;
  busy.forEach((share, bin) => {
    const from = x(Math.max(startMs, bin * binMs));
    const to = x(Math.min(endMs, (bin + 1) * binMs, wallMs));
    if (to <= from) return;
    // Copying is part of the time on a core.
    const copying = Math.min(share, clone[bin] ?? 0);
    const layers = [
      ['execute', share - copying],
      ['clone-in', copying],
      ['queue', waiting[bin] ?? 0],
      ['gc', blocked[bin] ?? 0],
    ] as const;
    let bottom = 0;
    for (const [kind, part] of layers) {
      const used = Math.min(part, 1 - bottom);
      if (used <= 0.004) continue;
      context.fillStyle = color(kind);
      context.fillRect(from, top + inner * (1 - bottom - used), to - from, inner * used);
      bottom += used;
    }
  });
}
