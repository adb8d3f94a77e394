import type { StrategyResult } from '../../src/model/report.ts';
import { element } from '../element.ts';
import { missingAccount } from './missing-account.ts';
import { inFlightChart } from './promises.tsx';
import { Section } from './section.tsx';
import { segmentLegend } from './segment-kinds.tsx';
import { strategyChip } from './strategy-chip.tsx';
import { timelineItem } from './timeline-item.tsx';
import { timelineTracks } from './timeline-tracks.tsx';
import type { MeasuredContext } from './view-context.ts';

/** Timeline of the observed pass, a row per worker. */
export function timelineView(context: MeasuredContext): HTMLElement | null {
  const { report, selection, signal } = context;
  if (!report.strategies.some((strategy) => strategy.workerTimeline.length > 0)) return null;
  const container = <div />;
  const tools = <div class="card-tools" />;
  const key = segmentLegend();
  const promises = <div />;
  const show = (chosen: StrategyResult, shown: AbortSignal): void => {
    cards.replaceChildren(chosen.kind === 'async' ? promisesCard : workersCard);
    if (chosen.kind === 'async') {
      promises.replaceChildren(inFlightChart(chosen));
      return;
    }
    const account = chosen.kind === 'pool' && chosen.workerTimeline.length > 0 ? chosen.timeMs : null;
    key.hidden = account === null;
    if (!account) {
      tools.replaceChildren();
      container.replaceChildren(<p class="muted">{missingAccount(chosen)}</p>);
      return;
    }
    const item = <div class="timeline-selection" aria-live="polite" />;
    const { view, tools: zoomTools } = timelineTracks(
      chosen,
      account.capacity / chosen.workers,
      (mark) => item.replaceChildren(...(mark ? [timelineItem(mark, chosen, context)] : [])),
      shown,
    );
    tools.replaceChildren(...zoomTools);
    container.replaceChildren(view, item);
  };
  const workersCard = (
    <Section
      name="timeline-card"
      heading="Worker timeline"
      lead="Click an item to select it. Drag to pan, Ctrl+wheel to zoom."
      tools={[strategyChip(context), tools]}
    >
      {container}
      {key}
    </Section>
  );
  const promisesCard = (
    <Section name="promises-card" heading="Promises in flight" tools={[strategyChip(context)]}>
      {promises}
    </Section>
  );
  const cards = <div />;
  selection.follow(show, signal);
  return cards;
}
