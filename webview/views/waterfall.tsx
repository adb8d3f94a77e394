import type { StrategyResult } from '../../src/model/report.ts';
import { percent, ratio } from '../../src/report/numbers-in-words.ts';
import { capacityWaterfall } from '../charts/capacity-waterfall.ts';
import type { WaterfallStep } from '../charts/capacity-waterfall.ts';
import { element } from '../element.ts';
import { missingAccount } from './missing-account.ts';
import { Section } from './section.tsx';
import { strategyChip } from './strategy-chip.tsx';
import type { MeasuredContext } from './view-context.ts';

const SIGNS = { ideal: '', loss: '\u2212', gain: '+', measured: '' };

function stepItem(step: WaterfallStep, scale: number): HTMLElement {
  return (
    <li class={`step step-${step.kind}`}>
      <span class="step-label">{step.label}</span>
      <span class="step-value">
        {SIGNS[step.kind]}
        {ratio(step.size)}
      </span>
      <span class="step-track" aria-hidden="true">
        <span
          class={`step-bar step-bar-${step.loss ?? step.kind}`}
          variables={{ '--from': step.from / scale, '--share': (step.to - step.from) / scale }}
        />
      </span>
      <span class="step-words">
        <span class="muted">{step.meaning}</span>
        {step.remedy ? <span> {step.remedy}</span> : null}
      </span>
    </li>
  );
}

/** Chart of lost speedup: from the number of workers down to the measured speedup. */
export function waterfallView(context: MeasuredContext): HTMLElement | null {
  const { report, selection, signal } = context;
  if (!report.strategies.some((strategy) => strategy.kind === 'pool' && strategy.timeMs)) return null;
  const container = <div />;
  const show = (chosen: StrategyResult): void => {
    // Promises have no workers whose time could be lost.
    card.hidden = chosen.kind === 'async';
    const account = chosen.kind === 'pool' ? chosen.timeMs : null;
    if (!account) {
      container.replaceChildren(<p class="muted">{missingAccount(chosen)}</p>);
      return;
    }
    const steps = capacityWaterfall(chosen.workers, account);
    const scale = Math.max(...steps.map((step) => step.to));
    const pass = steps.at(-1)?.size ?? 0;
    const differs =
      Math.abs(pass - chosen.speedup.value) > 0.02 * chosen.speedup.value &&
      ratio(pass) !== ratio(chosen.speedup.value);
    container.replaceChildren(
      <ol class="waterfall">{steps.map((step) => stepItem(step, scale))}</ol>,
      <p class="muted small">
        {[
          differs
            ? `One pass was looked at closely and gave ${ratio(pass)}; the median over all rounds is ${ratio(chosen.speedup.value)}.`
            : '',
          account.gc > 0.01 * account.useful
            ? `Garbage collection took ${percent(account.gc / account.capacity)} of the workers' time, inside the tasks.`
            : '',
        ]
          .filter((sentence) => sentence !== '')
          .join(' ')}
      </p>,
    );
  };
  const card = (
    <Section name="waterfall-card" heading="Where the speedup went" tools={[strategyChip(context)]}>
      {container}
    </Section>
  );
  selection.follow(show, signal);
  return card;
}
