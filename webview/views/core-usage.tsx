import type { CoreSamples, Neighbour } from '../../src/model/measurement.ts';
import type { StrategyResult } from '../../src/model/report.ts';
import { describeNeighbours } from '../../src/report/describe-neighbours.ts';
import { coreLanes, showsOnePass } from '../charts/core-lanes.ts';
import type { CoreLanes } from '../charts/core-lanes.ts';
import { element } from '../element.ts';
import { strategyHeading } from '../strategy-words.ts';
import { color, canvasFont } from '../theme.ts';
import { hatching, responsiveCanvas } from './canvas.ts';
import type { Canvas, Drawing } from './canvas.ts';
import { Section } from './section.tsx';
import { drawTimeAxis } from './time-axis.ts';
import type { MeasuredContext } from './view-context.ts';

const LABEL_WIDTH = 52;
const AXIS_HEIGHT = 18;

/** Returns a height that keeps rows readable with few cores and fits many. */
function laneHeight(cores: number): number {
  return Math.max(5, Math.min(30, Math.floor(300 / cores)));
}

/** Draws the lanes of all cores over `endMs` of time. */
function drawLanes({ context, width }: Drawing, lanes: CoreLanes, endMs: number): void {
  const height = laneHeight(lanes.lanes.length);
  const gap = height > 12 ? 4 : 1;
  const left = LABEL_WIDTH;
  const labelEvery = Math.ceil(13 / (height + gap));
  const x = (time: number): number => left + ((width - left) * time) / endMs;
  const layers = [
    { key: 'ours', fill: color('ours') },
    { key: 'others', fill: hatching(context, color('others')) },
    { key: 'stolen', fill: color('stolen') },
  ] as const;
  context.font = canvasFont(11);
  lanes.lanes.forEach((lane, row) => {
    const top = row * (height + gap);
    context.fillStyle = color('idle');
    // Before the first sample, nothing is known.
    const from = x(lanes.edgesMs[0] ?? 0);
    context.fillRect(from, top, x(lanes.endMs) - from, height);
    const bottom = new Float64Array(lane.ours.length);
    for (const { key, fill } of layers) {
      context.fillStyle = fill;
      lane[key].forEach((share, i) => {
        // Whole pixels avoid a gap in which the background would be visible.
        const from = Math.round(x(lanes.edgesMs[i] ?? 0));
        const to = Math.round(x(lanes.edgesMs[i + 1] ?? 0));
        const used = Math.min(share, 1 - (bottom[i] ?? 0));
        if (used <= 0.004) return;
        context.fillRect(from, top + height * (1 - (bottom[i] ?? 0) - used), to - from, height * used);
        bottom[i] = (bottom[i] ?? 0) + used;
      });
    }
    if (row % labelEvery === 0) {
      context.fillStyle = color('muted');
      context.textBaseline = 'middle';
      context.fillText(`core ${lane.core}`, 0, top + height / 2);
    }
  });
  drawTimeAxis(context, lanes.lanes.length * (height + gap) + 4, left, width, { fromMs: 0, toMs: endMs });
}

/** Creates a canvas with a lane per core. */
export function lanesCanvas(lanes: () => CoreLanes, cores: number, endMs: () => number, signal: AbortSignal): Canvas {
  const height = laneHeight(cores);
  const total = cores * (height + (height > 12 ? 4 : 1)) + AXIS_HEIGHT;
  return responsiveCanvas(total, (drawing) => drawLanes(drawing, lanes(), endMs()), signal);
}

function lanesInWords(lanes: CoreLanes, attributed: boolean): string {
  const ours = lanes.meanOurs.toFixed(1);
  const others = lanes.meanOthers >= 0.05 ? `, others ${lanes.meanOthers.toFixed(1)}` : '';
  return attributed
    ? `${ours} of ${lanes.lanes.length} cores in use by this run on average${others}`
    : `${ours} of ${lanes.lanes.length} cores in use on average, by this run and others together`;
}

/** The lanes of all cores with a title and the mean use in words. */
export function coresFigure(title: string, samples: CoreSamples, endMs: number, signal: AbortSignal): HTMLElement {
  const lanes = coreLanes(samples);
  const words = lanesInWords(lanes, samples.attributed);
  const canvas = lanesCanvas(
    () => lanes,
    lanes.lanes.length,
    () => endMs,
    signal,
  );
  return (
    <figure class="cores-figure" role="img" aria-label={`${title}: ${words}`}>
      <figcaption>
        <strong>{title}</strong>
        <span class="muted">{words}</span>
      </figcaption>
      {canvas.element}
    </figure>
  );
}

/** Legend of the lanes' colours. */
export function coresLegend(neighbours: readonly Neighbour[] = []): HTMLElement {
  const names = describeNeighbours(neighbours);
  const entry = (kind: string, words: string): HTMLElement => (
    <li>
      <span class={`swatch swatch-${kind}`} aria-hidden="true" />
      {words}
    </li>
  );
  return (
    <ul class="legend">
      {entry('ours', 'this run')}
      {entry('others', names === '' ? 'other programs' : `other programs: ${names}`)}
      {entry('idle', 'idle')}
    </ul>
  );
}

/**
 * Chart of each core over time: serial above the selected strategy on one time scale, so that the shorter one is the
 * faster.
 */
export function coreUsageView({ report, selection, signal }: MeasuredContext): HTMLElement | null {
  const baseline = report.strategies.find((strategy) => strategy.name === 'serial');
  const serial = baseline?.coreUsage ?? null;
  const measured = report.strategies.some((strategy) => strategy.coreUsage && strategy.coreUsage.timesMs.length > 0);
  if (!measured) return null;
  const container = <div class="cores" />;
  const lead = <p class="lead" />;
  const show = (chosen: StrategyResult, shown: AbortSignal): void => {
    const own = chosen.coreUsage;
    const ends = [serial, own].map((samples) => (samples ? coreLanes(samples).endMs : 0));
    const endMs = Math.max(...ends);
    const single = [baseline, chosen].every(
      (strategy) => !strategy?.coreUsage || showsOnePass(strategy.coreUsage, strategy.wallMs.median),
    );
    lead.textContent = single
      ? 'Both have the same time scale: the shorter one was faster.'
      : 'A pass is short, so it was repeated for this chart. Compare the use of the cores, not the lengths.';
    container.replaceChildren(
      ...(serial ? [coresFigure('Serial', serial, endMs, shown)] : []),
      ...(own && own !== serial ? [coresFigure(strategyHeading(chosen, report), own, endMs, shown)] : []),
    );
  };
  selection.follow(show, signal);
  return (
    <Section name="core-usage" heading="Core usage">
      {lead}
      {container}
      {coresLegend(report.neighbours)}
    </Section>
  );
}
