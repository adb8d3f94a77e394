import type { StrategyResult } from '../../src/model/report.ts';
import { capitalize } from '../../src/report/capitalize.ts';
import { duration, integer, ratio } from '../../src/report/numbers-in-words.ts';
import { type ItemMark, itemsInWords } from '../charts/item-marks.ts';
import { element } from '../element.ts';
import { mayProfileAlone, ProfileAlone } from './profile-alone.tsx';
import type { MeasuredContext } from './view-context.ts';

/** Returns the time of an item in the serial run; `null` if the report does not have it. */
function serialMsOf(item: number, { report }: MeasuredContext): number | null {
  const tasks = report.strategies.find(({ name }) => name === 'serial')?.tasks;
  // With fewer times than items, they are a sample, or items failed.
  return tasks?.sampleMs.length === report.inputs.count ? (tasks.sampleMs[item] ?? null) : null;
}

/** Returns an item as text; `null` if the report does not have it. */
function inputOf(item: number, { report }: MeasuredContext): string | null {
  const preview = report.inputs.preview[item];
  if (preview !== undefined) return preview;
  const known = report.strategies.flatMap(({ tasks }) => tasks?.slowest ?? []);
  return known.find((each) => each.item === item)?.input ?? null;
}

/** The selected item of the timeline: its input, its times, and a link that profiles it alone. */
export function timelineItem(mark: ItemMark, chosen: StrategyResult, context: MeasuredContext): HTMLElement {
  const { item, items, segment } = mark;
  const { startMs, durationMs } = segment;
  const worker = chosen.workerTimeline[mark.row]?.worker ?? mark.row;
  const words = itemsInWords(mark);
  const input = items === 1 ? inputOf(item, context) : null;
  const serialMs = items === 1 ? serialMsOf(item, context) : null;
  const rows: [string, string | HTMLElement][] = [
    ...(input === null ? [] : [['Input', <code>{input}</code>] as [string, HTMLElement]]),
    [
      'Time',
      `${duration(durationMs)} in worker ${worker}, from ${duration(startMs)} to ${duration(startMs + durationMs)}`,
    ],
  ];
  if (serialMs !== null && serialMs > 0)
    rows.push(['Serially', `${duration(serialMs)}; ${ratio(durationMs / serialMs)} as long in the worker`]);
  return (
    <div class="timeline-item">
      <strong>{capitalize(words)}</strong>
      <dl>
        {rows.map(([term, value]) => (
          <div>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {items === 1 ? (
        mayProfileAlone(context) && <ProfileAlone item={item} context={context} />
      ) : (
        <p class="muted">
          A timeline of {integer(context.report.inputs.count)} items keeps short ones together. The tab Items lists the
          slowest.
        </p>
      )}
    </div>
  );
}
