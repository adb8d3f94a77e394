import type { StrategyResult } from '../../src/model/report.ts';
import { element } from '../element.ts';
import { missingAccount } from './missing-account.ts';
import { Section } from './section.tsx';
import { segmentLegend } from './segment-kinds.tsx';
import { strategyChip } from './strategy-chip.tsx';
import { timelineTracks } from './timeline-tracks.tsx';
import type { MeasuredContext } from './view-context.ts';

/** Timeline of the observed pass, a row per worker. */
export function timelineView(context: MeasuredContext): HTMLElement | null {
  const { report, selection, signal } = context;
  if (!report.strategies.some((strategy) => strategy.workerTimeline.length > 0)) return null;
  const container = <div />;
  const tools = <div class="card-tools" />;
  const key = segmentLegend();
  const show = (chosen: StrategyResult, shown: AbortSignal): void => {
    const account = chosen.kind === 'pool' && chosen.workerTimeline.length > 0 ? chosen.timeMs : null;
    key.hidden = account === null;
    if (!account) {
      tools.replaceChildren();
      container.replaceChildren(<p class="muted">{missingAccount(chosen)}</p>);
      return;
    }
    const { view, tools: zoomTools } = timelineTracks(chosen, account.capacity / chosen.workers, shown);
    tools.replaceChildren(...zoomTools);
    container.replaceChildren(view);
  };
  selection.follow(show, signal);
  return (
    <Section
      name="timeline-card"
      heading="Worker timeline"
      lead="Drag to pan, Ctrl+wheel to zoom. Where several segments share a pixel, the colors show their shares."
      tools={[strategyChip(context), tools]}
    >
      {container}
      {key}
    </Section>
  );
}
