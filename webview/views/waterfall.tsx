import type { StrategyResult } from '../../src/model/report.ts';
import { collectionShare } from '../../src/report/explain-capacity.ts';
import { percent, ratio } from '../../src/report/numbers-in-words.ts';
import { usableCores } from '../../src/report/usable-cores.ts';
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
    // The machines of a queue's workers have cores that the report does not count.
    const cores = chosen.name === 'bullmq' ? Infinity : usableCores(report.machine);
    const steps = capacityWaterfall(chosen.workers, account, cores);
    const scale = Math.max(...steps.map((step) => step.to));
    container.replaceChildren(
      <ol class="waterfall">{steps.map((step) => stepItem(step, scale))}</ol>,
      <p class="muted small">
        {collectionShare(account) > 0.01
          ? `Tasks spent ${percent(collectionShare(account))} of their time in garbage collection.`
          : ''}
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
