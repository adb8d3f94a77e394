import type { RunningThread, ScriptProgress } from '../../src/model/script-progress.ts';
import { busy, counted, duration, integer, percent } from '../../src/report/numbers-in-words.ts';
import { depthOf, drawThreads, laneHeight } from './threads-drawing.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import { Button } from './button.tsx';
import { type Canvas, responsiveCanvas } from './canvas.ts';
import { threadsLegend } from './script-page.tsx';
import { Section } from './section.tsx';

export interface ScriptLiveView {
  element: HTMLElement;
  update(progress: ScriptProgress): void;
}

/** Shows a command that runs. Its parts stay in place and are updated, so that nothing jumps. */
export function scriptLiveView(first: ScriptProgress, host: Host, signal: AbortSignal): ScriptLiveView {
  let progress = first;
  const figures = <p class="live-figures" />;
  const rows = element('tbody');
  const lanes = <figure class="cores-figure" role="img" aria-label="Each process and thread over time" />;
  const stop = (
    <Button
      onClick={() => {
        stop.setAttribute('disabled', '');
        stop.textContent = 'Stopping';
        host.send({ type: 'cancel' });
      }}
    >
      Stop
    </Button>
  );
  let canvas: Canvas | null = null;
  let drawnThreads = 0;
  const drawLanes = (): void => {
    const { threads } = progress;
    if (!canvas || drawnThreads !== threads.length) {
      drawnThreads = threads.length;
      canvas = responsiveCanvas(
        Math.max(1, threads.length) * laneHeight(threads.length) + 22,
        (drawing) =>
          drawThreads(
            drawing,
            progress.threads.map(({ thread }) => thread),
            progress.elapsedMs,
          ),
        signal,
      );
      lanes.replaceChildren(canvas.element);
    }
    canvas.redraw();
  };
  const update = (next: ScriptProgress): void => {
    progress = next;
    const { elapsedMs, workers, processes, coresInUse, messagesPerSecond } = progress;
    figures.textContent = [
      duration(elapsedMs),
      running(processes, 'process', 'processes'),
      running(workers, 'worker', 'workers'),
      `${busy(coresInUse)} cores in use`,
      `${counted(Math.round(messagesPerSecond), 'message')} per second`,
    ].join(' \u00b7 ');
    rows.replaceChildren(...progress.threads.map((each) => threadRow(each, progress)));
    drawLanes();
  };
  const root = (
    <div class="live">
      <section class="card live-card" aria-label="Run">
        <div class="live-head">
          <div>
            <h1>Profiling {first.command.join(' ')}</h1>
            <p class="muted">The command runs unchanged. Stop ends it and shows the report so far.</p>
          </div>
          {stop}
        </div>
        {figures}
      </section>
      <Section name="timeline-card" heading="Processes and threads">
        {lanes}
        {threadsLegend()}
      </Section>
      <Section name="strategies-card" heading="Now">
        <div class="table-scroll" tabindex={0} role="group" aria-label="Table of threads">
          <table>
            <thead>
              <tr>
                <th scope="col">Thread</th>
                <th scope="col" class="numeric">
                  On core
                </th>
                <th scope="col" class="numeric">
                  Messages in/out
                </th>
                <th scope="col" class="numeric">
                  Tasks
                </th>
              </tr>
            </thead>
            {rows}
          </table>
        </div>
      </Section>
    </div>
  );
  update(first);
  return { element: root, update };
}

/** "3 of 5 workers running": all that there were, and those that have not ended. */
function running({ running, total }: { running: number; total: number }, one: string, many: string): string {
  if (running === total) return counted(total, one, many);
  return `${integer(running)} of ${counted(total, one, many)} running`;
}

function threadRow({ thread, onCore }: RunningThread, { threads }: ScriptProgress): HTMLElement {
  const { messages, tasks } = thread;
  const id = thread.kind === 'process' ? `pid ${thread.pid}` : `thread ${thread.threadId}`;
  const depth = depthOf(
    thread,
    threads.map((each) => each.thread),
  );
  return (
    <tr>
      <td>
        {'\u00a0'.repeat(3 * depth)}
        {thread.name} <span class="muted">{id}</span>
      </td>
      <td class="numeric">{onCore === null ? 'ended' : percent(onCore)}</td>
      <td class="numeric">{`${integer(messages.received)}/${integer(messages.sent)}`}</td>
      <td class="numeric">{tasks ? `${integer(tasks.count)} x ${duration(tasks.meanMs)}` : ''}</td>
    </tr>
  );
}
