import type { TaskTimes } from '../../src/model/measurement.ts';
import type { StrategyResult } from '../../src/model/report.ts';
import { counted, duration, integer, percent } from '../../src/report/numbers-in-words.ts';
import { isTimerSaturated } from '../../src/report/timer-saturation.ts';
import { taskBars } from '../charts/task-bars.ts';
import { element } from '../element.ts';
import { strategyLabel } from '../strategy-words.ts';
import { linkButton } from './button.ts';
import { section } from './section.ts';
import { strategyChip } from './strategy-chip.ts';
import type { MeasuredContext } from './view-context.ts';

function spreadInWords(tasks: TaskTimes): string {
  const times = tasks.p50Ms > 0 ? tasks.maxMs / tasks.p50Ms : 1;
  const longest = times >= 1.5 ? `, ${times >= 10 ? Math.round(times) : times.toFixed(1)} times the median` : '';
  return `Half of the ${integer(tasks.count)} items take less than ${duration(tasks.p50Ms)}, 95 % less than ${duration(tasks.p95Ms)}; the slowest takes ${duration(tasks.maxMs)}${longest}.`;
}

function histogram(tasks: TaskTimes): HTMLElement {
  const bars = taskBars(tasks);
  const highest = Math.max(1, ...bars.map((bar) => bar.count));
  return element(
    'div',
    { class: 'histogram', role: 'img', 'aria-label': `Histogram of task times. ${spreadInWords(tasks)}` },
    element(
      'div',
      { class: 'histogram-bars' },
      ...bars.map((bar) =>
        element(
          'div',
          {
            class: 'histogram-column',
            title: `${duration(bar.fromMs)} to ${duration(bar.toMs)}: ${counted(bar.count, 'item')}`,
          },
          element('span', {
            class: bar.count > 0 ? 'bar histogram-bar' : '',
            variables: { '--share': bar.count / highest },
          }),
          bar.mark ? element('span', { class: 'histogram-mark' }, bar.mark) : null,
        ),
      ),
    ),
    element(
      'div',
      { class: 'histogram-axis muted' },
      element('span', {}, duration(bars[0]?.fromMs ?? 0)),
      element('span', {}, 'time of an item, logarithmic'),
      element('span', {}, duration(bars.at(-1)?.toMs ?? 0)),
    ),
  );
}

/** Whether single items can be evaluated again and the workspace may run code. */
function canRunOne({ report: { inputs }, host, trusted }: MeasuredContext): boolean {
  return host.present && trusted && (inputs.expression !== null || inputs.file !== null);
}

function slowest(tasks: TaskTimes, context: MeasuredContext): HTMLElement {
  const runnable = canRunOne(context);
  const shown = tasks.slowest.slice(0, 8);
  return element(
    'div',
    { class: 'table-scroll', tabindex: 0, role: 'group', 'aria-label': 'Slowest items' },
    element(
      'table',
      { class: 'slowest' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col', class: 'numeric' }, 'Item'),
          element('th', { scope: 'col', class: 'numeric' }, 'Time'),
          element('th', { scope: 'col', class: 'numeric' }, 'Of all'),
          element('th', { scope: 'col' }, 'Input'),
          runnable ? element('th', { scope: 'col' }, element('span', { class: 'visually-hidden' }, 'Action')) : null,
        ),
      ),
      element(
        'tbody',
        {},
        ...shown.map((item) =>
          element(
            'tr',
            {},
            element('td', { class: 'numeric' }, integer(item.item)),
            element('td', { class: 'numeric' }, duration(item.ms)),
            element('td', { class: 'numeric' }, percent(tasks.sumMs > 0 ? item.ms / tasks.sumMs : 0)),
            element('td', { class: 'input', title: item.input }, element('code', {}, item.input)),
            runnable ? element('td', {}, runLink(item.item, context)) : null,
          ),
        ),
      ),
    ),
  );
}

function runLink(item: number, { host }: MeasuredContext): HTMLElement {
  const link = linkButton('Profile alone', 'Profile the function with just this item', () =>
    host.send({ type: 'profileItem', item }),
  );
  link.setAttribute('aria-label', `Profile alone: item ${integer(item)}`);
  return link;
}

/** How long the single items take, and which take longest. */
export function taskTimesView(context: MeasuredContext): HTMLElement | null {
  const { report, selection, signal } = context;
  const serial = report.strategies.find((strategy) => strategy.name === 'serial')?.tasks ?? null;
  if (!report.strategies.some((strategy) => strategy.tasks)) return null;
  const place = element('div', { class: 'columns even' });
  const lead = element('p', { class: 'lead' });
  const show = (chosen: StrategyResult): void => {
    const tasks = chosen.tasks ?? serial;
    if (!tasks) return;
    const clockMs = serial?.clockMs;
    const clock =
      clockMs !== undefined && isTimerSaturated(tasks, clockMs)
        ? ` Reading the clock is ${duration(clockMs)} of each.`
        : '';
    const where = chosen.tasks ? `With ${strategyLabel(chosen, report)}` : 'In the serial run';
    lead.textContent = `${where}: ${spreadInWords(tasks).replace(/^Half/, 'half')}${clock}`;
    place.replaceChildren(histogram(tasks), slowest(tasks, context));
  };
  selection.follow(show, signal);
  return section('task-times', 'How long the items took', null, [lead, place], [strategyChip(context)]);
}
