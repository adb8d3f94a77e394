import type { Configuration } from '../../src/model/plan.ts';
import { describeLongItem } from '../../src/report/describe-long-item.ts';
import { describeSoFar } from '../../src/report/describe-so-far.ts';
import { describeWait } from '../../src/report/describe-wait.ts';
import { describeStrategy } from '../../src/report/describe-strategy.ts';
import { counted, duration, percent } from '../../src/report/numbers-in-words.ts';
import type { RunStage, RunState } from '../../src/report/run-state.ts';
import type { CoreLanes } from '../charts/core-lanes.ts';
import { livePoints } from '../charts/live-points.ts';
import { liveLanes } from '../charts/live-lanes.ts';
import { speedupSeries } from '../charts/speedup-series.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import { Button } from './button.tsx';
import { coresLegend, lanesCanvas } from './core-usage.tsx';
import type { Canvas } from './canvas.ts';
import { Section } from './section.tsx';
import { speedupLegend } from './speedup.tsx';
import { speedupPlot } from './speedup-plot.tsx';
import type { SpeedupPlot } from './speedup-plot.tsx';
import { shortLocation } from './source-link.tsx';

const STAGES: [RunStage, string][] = [
  ['prepare', 'Prepare'],
  ['load', 'Load'],
  ['serial', 'Serial'],
  ['start', 'Start pools'],
  ['rounds', 'Rounds'],
  ['observe', 'Look closer'],
  ['analyse', 'Analyse'],
];

function stageInWords(stage: RunStage, configuration: Configuration | null): string {
  const what = configuration ? describeStrategy({ name: configuration.strategy, workers: configuration.workers }) : '';
  switch (stage) {
    case 'prepare':
      return 'Reading the function and its inputs';
    case 'size':
      return 'Choosing the size of the generated inputs by trial calls';
    case 'load':
      return 'Loading your module';
    case 'serial':
      return 'Running it serially: the baseline';
    case 'start':
      return what === '' ? 'Starting the pools' : `Starting and warming up ${what}`;
    case 'rounds':
      return what === '' ? 'Measuring in rounds' : `Measuring ${what}`;
    case 'observe':
    case 'profile':
      return what === '' ? 'Looking closely at one pass' : `Looking closely at one pass with ${what}`;
    case 'analyse':
      return 'Evaluating the results';
  }
}

/** Returns the stage to show; trial calls prepare a run, and CPU profiles are taken while one pass is observed. */
function shownStage(stage: RunStage): RunStage {
  return stage === 'profile' ? 'observe' : stage === 'size' ? 'prepare' : stage;
}

function lastWithText(lines: readonly string[]): string {
  return lines.findLast((line) => line.trim() !== '') ?? '';
}

/**
 * Returns the time span to show: the budget, extended by fifths of it if the run takes longer, so that the scale rarely
 * changes.
 */
function liveSpan(endMs: number, budgetSeconds: number): number {
  const stepMs = Math.max(1, budgetSeconds) * 200;
  return Math.max(budgetSeconds * 1000, Math.ceil(endMs / stepMs) * stepMs);
}

export interface LiveView {
  element: HTMLElement;
  update(run: RunState): void;
}

/**
 * Shows a run in progress. Its parts stay in place and are updated, so that nothing jumps. There is no animation: where
 * the page is drawn without a GPU, a spinner alone occupies one of the measured cores.
 */
export function liveView(first: RunState, host: Host, signal: AbortSignal): LiveView {
  let run = first;
  const sentence = <p class="live-sentence" role="status" />;
  const left = <span class="muted" />;
  const bar = <div class="progress-fill" />;
  const progress = (
    <div class="progress" role="progressbar" aria-label="Progress of the run" aria-valuemin={0} aria-valuemax={100}>
      {bar}
    </div>
  );
  const stages = (
    <ol class="stages" aria-label="Stages">
      {STAGES.map(([, words]) => (
        <li>{words}</li>
      ))}
    </ol>
  );
  const figures = <p class="live-figures" />;
  const facts = <p class="muted" />;
  const output = <p class="muted live-output" />;
  const cancel = (
    <Button
      onClick={() => {
        cancel.setAttribute('disabled', '');
        cancel.textContent = 'Cancelling';
        host.send({ type: 'cancel' });
      }}
    >
      Cancel
    </Button>
  );
  const longItem = <p class="live-sentence" />;
  const skip = (
    <Button
      onClick={() => {
        skip.setAttribute('disabled', '');
        host.send({ type: 'skipLongItems' });
      }}
    >
      Skip long items
    </Button>
  );
  const longItemLine = (
    <div class="live-long-item" hidden>
      {longItem}
      {skip}
      <Button onClick={() => host.send({ type: 'changeInputs' })}>Other inputs …</Button>
    </div>
  );
  const wait = <p class="live-sentence" />;
  const measureNow = (
    <Button
      onClick={() => {
        measureNow.setAttribute('disabled', '');
        host.send({ type: 'skipWait' });
      }}
    >
      Measure now
    </Button>
  );
  const waitLine = (
    <div class="live-long-item" hidden>
      {wait}
      {measureNow}
    </div>
  );
  const coresContainer = <div class="cores" />;
  const speedupContainer = <div />;
  const legendContainer = <div />;
  let lanes: CoreLanes | null = null;
  let cores: Canvas | null = null;
  let plot: SpeedupPlot | null = null;
  let drawn: { measurements: RunState['measurements']; machine: RunState['machine'] } | null = null;

  const updateCores = (): void => {
    lanes = liveLanes(run.cores);
    if (!lanes) return;
    if (!cores) {
      const read = (): CoreLanes => lanes ?? { lanes: [], edgesMs: [], endMs: 1, meanOurs: 0, meanOthers: 0 };
      cores = lanesCanvas(read, lanes.lanes.length, () => liveSpan(read().endMs, run.budgetSeconds), signal);
      coresContainer.replaceChildren(
        <Section name="core-usage" heading="Cores">
          <figure class="cores-figure" role="img" aria-label="Use of each core over time">
            {cores.element}
          </figure>
          {coresLegend()}
        </Section>,
      );
    }
    cores.redraw();
  };
  const updatePoints = (): void => {
    if (drawn?.measurements === run.measurements && drawn.machine === run.machine) return;
    drawn = run;
    const points = livePoints(run.measurements);
    const planned = run.configurations.filter(({ strategy }) => strategy !== 'serial' && strategy !== 'async');
    const series = speedupSeries(points, run.machine?.availableParallelism ?? null, [], null, planned);
    legendContainer.replaceChildren(speedupLegend(series));
    if (plot) {
      plot.update(series);
      return;
    }
    plot = speedupPlot(series, signal);
    speedupContainer.replaceChildren(
      <Section name="speedup" heading="Speedup so far" lead="First results. They change with every round.">
        {plot.element}
        {legendContainer}
      </Section>,
    );
  };
  const update = (next: RunState): void => {
    run = next;
    const words = stageInWords(run.stage, run.configuration);
    // Written only when it changes, because screen readers announce a status region at every change.
    if (sentence.textContent !== words) sentence.textContent = words;
    longItemLine.hidden = run.longItem === null;
    longItem.textContent = describeLongItem(run);
    waitLine.hidden = run.waitingFor === null;
    wait.textContent = describeWait(run);
    left.textContent =
      run.leftMs === null
        ? ''
        : `about ${duration(Math.max(1000, Math.round(run.leftMs / 1000) * 1000)).replace(/\.0+ s/, ' s')} left`;
    bar.style.setProperty('--share', String(run.fraction));
    progress.setAttribute('aria-valuenow', String(Math.round(run.fraction * 100)));
    progress.setAttribute('aria-valuetext', percent(run.fraction));
    const at = STAGES.findIndex(([stage]) => stage === shownStage(run.stage));
    [...stages.children].forEach((item, i) => {
      item.className = i < at ? 'done' : i === at ? 'now' : '';
      if (i === at) item.setAttribute('aria-current', 'step');
      else item.removeAttribute('aria-current');
    });
    figures.textContent = describeSoFar(run.measurements);
    const known = [
      run.inputs ? counted(run.inputs.count, 'item') : null,
      run.machine ? counted(run.machine.availableParallelism, 'core') : null,
      run.machine ? `Node ${run.machine.nodeVersion}` : null,
      run.measurements.length > 0 ? `${counted(run.measurements.length, 'strategy', 'strategies')} so far` : null,
    ];
    facts.textContent = known.filter((fact) => fact !== null).join(' \u00b7 ');
    const { lines, total } = run.output;
    output.textContent = total === 0 ? '' : `printed ${counted(total, 'line')}: ${lastWithText(lines)}`;
    updateCores();
    updatePoints();
  };

  const root = (
    <div class="live">
      <section class="card live-card" aria-label="Run">
        <div class="live-head">
          <div>
            <h1>Profiling {run.target.name}</h1>
            <p class="muted">{shortLocation(run.target.location)}</p>
          </div>
          {cancel}
        </div>
        <div class="live-line">
          {sentence}
          {left}
        </div>
        {waitLine}
        {longItemLine}
        {progress}
        {stages}
        {figures}
        {facts}
        {output}
      </section>
      <div class="live-charts">
        {speedupContainer}
        {coresContainer}
      </div>
    </div>
  );
  update(first);
  return { element: root, update };
}
