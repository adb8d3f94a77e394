import type { StrategyResult } from '../../src/model/report.ts';
import { ratio } from '../../src/report/numbers-in-words.ts';
import { capacityWaterfall } from '../charts/capacity-waterfall.ts';
import type { WaterfallStep } from '../charts/capacity-waterfall.ts';
import { element } from '../element.ts';
import { missingAccount } from './missing-account.ts';
import { section } from './section.ts';
import { strategyChip } from './strategy-chip.ts';
import type { MeasuredContext } from './view-context.ts';

const SIGNS = { ideal: '', loss: '\u2212', gain: '+', measured: '' };

function stepItem(step: WaterfallStep, scale: number): HTMLElement {
  return element(
    'li',
    { class: `step step-${step.kind}` },
    element('span', { class: 'step-label' }, step.label),
    element(
      'span',
      { class: 'step-value' },
      `${SIGNS[step.kind]}${step.size < 10 ? step.size.toFixed(2) : step.size.toFixed(1)}x`,
    ),
    element(
      'span',
      { class: 'step-track', 'aria-hidden': 'true' },
      element('span', {
        class: `step-bar step-bar-${step.loss ?? step.kind}`,
        variables: { '--from': step.from / scale, '--share': (step.to - step.from) / scale },
      }),
    ),
    element(
      'span',
      { class: 'step-words' },
      element('span', { class: 'muted' }, step.meaning),
      step.remedy ? element('span', {}, ` ${step.remedy}`) : null,
    ),
  );
}

/** Where the speedup went: from as many times as there are workers down to what was measured. */
export function waterfallView(context: MeasuredContext): HTMLElement | null {
  const { report, selection, signal } = context;
  if (!report.strategies.some((strategy) => strategy.kind === 'pool' && strategy.timeMs)) return null;
  const place = element('div', {});
  const show = (chosen: StrategyResult): void => {
    const account = chosen.kind === 'pool' ? chosen.timeMs : null;
    if (!account) {
      place.replaceChildren(element('p', { class: 'muted' }, missingAccount(chosen)));
      return;
    }
    const steps = capacityWaterfall(chosen.workers, account);
    const scale = Math.max(...steps.map((step) => step.to));
    const pass = steps.at(-1)?.size ?? 0;
    const differs =
      Math.abs(pass - chosen.speedup.value) > 0.02 * chosen.speedup.value &&
      ratio(pass) !== ratio(chosen.speedup.value);
    place.replaceChildren(
      element('ol', { class: 'waterfall' }, ...steps.map((step) => stepItem(step, scale))),
      element(
        'p',
        { class: 'muted small' },
        [
          differs
            ? `One pass was looked at closely and gave ${ratio(pass)}; the median over all rounds is ${ratio(chosen.speedup.value)}.`
            : '',
          account.gc > 0.01 * account.useful
            ? `Garbage collection took ${((account.gc / account.capacity) * 100).toFixed(1)} % of the workers' time, inside the tasks.`
            : '',
        ]
          .filter((sentence) => sentence !== '')
          .join(' '),
      ),
    );
  };
  selection.follow(show, signal);
  return section('waterfall-card', 'Where the speedup went', null, [place], [strategyChip(context)]);
}
