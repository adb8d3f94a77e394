import { whatIf } from '../../src/report/prediction/what-if.ts';
import { duration, integer, ratio } from '../../src/report/numbers-in-words.ts';
import { usableCores } from '../../src/report/usable-cores.ts';
import { changeInWords, initialControls, whatIfChange } from '../charts/what-if-controls.ts';
import type { WhatIfControls } from '../charts/what-if-controls.ts';
import { element } from '../element.ts';
import { strategyName } from '../strategy-words.ts';
import { Section } from './section.tsx';
import type { MeasuredContext } from './view-context.ts';

interface Slider {
  label: string;
  key: 'cores' | 'chunkSize' | 'items' | 'taskLength';
  /** Values of the slider; most are powers of two. */
  stops: number[];
  words: (value: number) => string;
}

function powers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => 2 ** (from + i));
}

function sliders(items: number): Slider[] {
  const itemStops = [...new Set([...powers(0, 20), items])].sort((a, b) => a - b);
  return [
    { label: 'Cores and workers', key: 'cores', stops: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64], words: String },
    {
      label: 'Chunk size',
      key: 'chunkSize',
      stops: [0, ...powers(0, Math.max(1, Math.min(16, Math.ceil(Math.log2(Math.max(2, items))))))],
      words: (value) => (value === 0 ? 'automatic' : integer(value)),
    },
    { label: 'Items', key: 'items', stops: itemStops, words: integer },
    {
      label: 'Task length',
      key: 'taskLength',
      stops: [1 / 64, 1 / 16, 1 / 4, 1 / 2, 1, 2, 4, 16, 64],
      words: (value) => (value === 1 ? 'as measured' : value > 1 ? `${value}x as long` : `1/${1 / value} as long`),
    },
  ];
}

/** Sliders, and the speedup predicted for their values from the measured costs. */
export function whatIfView({ report }: MeasuredContext): HTMLElement | null {
  const [model] = report.poolModels;
  if (!model) return null;
  const initial = initialControls(report, Math.max(1, Math.floor(usableCores(report.machine))));
  let controls = initial;
  const answer = <p class="what-if-number" />;
  const words = <p class="muted" />;
  const spoken = <div class="visually-hidden" role="status" />;
  const show = (): void => {
    const expected = whatIf(report, whatIfChange(controls));
    if (!expected) return;
    answer.replaceChildren(
      <span class="number">{ratio(expected.speedup)}</span>,
      <span class="muted">
        {ratio(expected.low)} to {ratio(expected.high)} expected
      </span>,
    );
    const busiest =
      expected.mainBusyShare > 0.8
        ? ' The main thread, which sends and receives, is the limit.'
        : expected.loadBalance < 0.8
          ? ' Uneven work is the limit: some workers finish early.'
          : '';
    words.textContent = `${duration(expected.serialMs)} serial, ${duration(expected.wallMs)} in the pool, ${integer(expected.chunkSize)} items a message.${busiest}`;
    spoken.textContent = `${ratio(expected.speedup)} expected ${changeInWords(initial, controls)}`;
  };
  const reset: (() => void)[] = [];
  const change = (part: Partial<WhatIfControls>): void => {
    controls = { ...controls, ...part };
    show();
  };
  const rows = sliders(report.inputs.count).map(({ label, key, stops: usual, words: inWords }) => {
    const stops = [...new Set([...usual, initial[key]])].sort((a, b) => a - b);
    const value = <output>{inWords(initial[key])}</output>;
    const input = element('input', {
      type: 'range',
      min: 0,
      max: stops.length - 1,
      step: 1,
      value: stops.indexOf(initial[key]),
      'aria-label': label,
      'aria-valuetext': inWords(initial[key]),
    });
    const apply = (): void => {
      const chosen = stops[Number(input.value)] ?? initial[key];
      value.textContent = inWords(chosen);
      input.setAttribute('aria-valuetext', inWords(chosen));
      change({ [key]: chosen });
    };
    input.addEventListener('input', apply);
    reset.push(() => {
      input.value = String(stops.indexOf(initial[key]));
      apply();
    });
    return (
      <div class="slider">
        <span class="slider-label">{label}</span>
        {input}
        {value}
      </div>
    );
  });
  const transfer = element('input', { type: 'checkbox', on: { change: () => change({ transfer: transfer.checked }) } });
  reset.push(() => {
    transfer.checked = false;
    change({ transfer: false });
  });
  const kinds = report.poolModels.map((one) => {
    const input = element('input', {
      type: 'radio',
      name: 'what-if-kind',
      on: { change: () => change({ kind: one.kind }) },
    });
    input.checked = one.kind === initial.kind;
    return (
      <label>
        {input} {strategyName(one.kind)}
      </label>
    );
  });
  const back = (
    <button class="link" type="button" on={{ click: () => reset.forEach((one) => one()) }}>
      As measured
    </button>
  );
  show();
  return (
    <Section
      name="what-if"
      heading="What if"
      lead="Computed from the measured task times, cloning and dispatch costs. Nothing runs."
      tools={[back]}
    >
      <div class="columns what-if-columns">
        <div class="sliders">
          {rows}
          <div class="what-if-choices">
            {kinds.length > 1 ? kinds : []}
            <label>
              {transfer}
              {' transfer or share the data instead of cloning it'}
            </label>
          </div>
        </div>
        <div class="what-if-answer">
          {answer}
          {words}
          {spoken}
        </div>
      </div>
    </Section>
  );
}
