import type { TaskTimes } from '../../src/model/measurement.ts';
import type { StrategyResult } from '../../src/model/report.ts';
import { counted, duration, integer, percent } from '../../src/report/numbers-in-words.ts';
import { isTimerSaturated } from '../../src/report/timer-saturation.ts';
import { taskBars } from '../charts/task-bars.ts';
import { element } from '../element.ts';
import { strategyLabel } from '../strategy-words.ts';
import { mayProfileAlone, ProfileAlone } from './profile-alone.tsx';
import { Section } from './section.tsx';
import { strategyChip } from './strategy-chip.tsx';
import type { MeasuredContext } from './view-context.ts';

function spreadInWords(tasks: TaskTimes): string {
  const times = tasks.p50Ms > 0 ? tasks.maxMs / tasks.p50Ms : 1;
  const longest = times >= 1.5 ? `, ${times >= 10 ? Math.round(times) : times.toFixed(1)} times the median` : '';
  return `Half of the ${integer(tasks.count)} items take less than ${duration(tasks.p50Ms)}, 95% less than ${duration(tasks.p95Ms)}; the slowest takes ${duration(tasks.maxMs)}${longest}.`;
}

function histogram(tasks: TaskTimes): HTMLElement {
  const bars = taskBars(tasks);
  const highest = Math.max(1, ...bars.map((bar) => bar.count));
  return (
    <div class="histogram" role="img" aria-label={`Histogram of task times. ${spreadInWords(tasks)}`}>
      <div class="histogram-bars">
        {bars.map((bar) => (
          <div
            class="histogram-column"
            title={`${duration(bar.fromMs)} to ${duration(bar.toMs)}: ${counted(bar.count, 'item')}`}
          >
            <span class={bar.count > 0 ? 'bar histogram-bar' : ''} variables={{ '--share': bar.count / highest }} />
            {bar.mark ? <span class="histogram-mark">{bar.mark}</span> : null}
          </div>
        ))}
      </div>
      <div class="histogram-axis muted">
        <span>{duration(bars[0]?.fromMs ?? 0)}</span>
        <span>time of an item, logarithmic</span>
        <span>{duration(bars.at(-1)?.toMs ?? 0)}</span>
      </div>
    </div>
  );
}

function slowest(tasks: TaskTimes, context: MeasuredContext): HTMLElement {
  const runnable = mayProfileAlone(context);
  const shown = tasks.slowest.slice(0, 8);
  return (
    <div class="table-scroll" tabindex={0} role="group" aria-label="Slowest items">
      <table class="slowest">
        <thead>
          <tr>
            <th scope="col" class="numeric">
              Item
            </th>
            <th scope="col" class="numeric">
              Time
            </th>
            <th scope="col" class="numeric">
              Of all
            </th>
            <th scope="col">Input</th>
            {runnable && (
              <th scope="col">
                <span class="visually-hidden">Action</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {shown.map((item) => (
            <tr>
              <td class="numeric">{integer(item.item)}</td>
              <td class="numeric">{duration(item.ms)}</td>
              <td class="numeric">{percent(tasks.sumMs > 0 ? item.ms / tasks.sumMs : 0)}</td>
              <td class="input" title={item.input}>
                <code>{item.input}</code>
              </td>
              {runnable && (
                <td>
                  <ProfileAlone item={item.item} context={context} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Chart of the times of single items, and a list of the slowest. */
export function taskTimesView(context: MeasuredContext): HTMLElement | null {
  const { report, selection, signal } = context;
  const serial = report.strategies.find((strategy) => strategy.name === 'serial')?.tasks ?? null;
  if (!report.strategies.some((strategy) => strategy.tasks)) return null;
  const container = <div class="columns even" />;
  const lead = <p class="lead" />;
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
    container.replaceChildren(histogram(tasks), slowest(tasks, context));
  };
  selection.follow(show, signal);
  return (
    <Section name="task-times" heading="Item times" tools={[strategyChip(context)]}>
      {lead}
      {container}
    </Section>
  );
}
