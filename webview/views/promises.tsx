import type { PromisesResult } from '../../src/model/report.ts';
import { busy, counted, duration, percent } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';

/** Chart of the promises in flight over the observed pass. */
export function inFlightChart({ inFlight, workers }: PromisesResult): HTMLElement {
  if (!inFlight || inFlight.counts.length === 0)
    return <p class="muted">The run ended before a pass was observed, or an earlier version wrote this report.</p>;
  const { counts, intervalMs } = inFlight;
  const most = Math.max(...counts);
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const words = `${busy(mean)} promises in flight on average, at most ${busy(most)} of ${workers}.`;
  return (
    <div
      class="in-flight"
      role="img"
      aria-label={`Promises in flight over ${duration(counts.length * intervalMs)}: ${words}`}
    >
      <p class="lead">{words}</p>
      <div class="histogram-bars">
        {counts.map((count, index) => (
          <div class="histogram-column" title={`${duration(index * intervalMs)}: ${busy(count)} in flight`}>
            <span class="bar histogram-bar async" variables={{ '--share': count / Math.max(most, workers) }} />
          </div>
        ))}
      </div>
      <div class="histogram-axis muted">
        <span>0</span>
        <span>time in the observed pass</span>
        <span>{duration(counts.length * intervalMs)}</span>
      </div>
    </div>
  );
}

/** How much of the pass the one thread of all promises computed. */
export function threadUse({ workerTimeline, wallMs }: PromisesResult): HTMLElement {
  const [thread] = workerTimeline;
  if (!thread) return <p class="muted">The run ended before a pass was observed.</p>;
  const passMs = thread.busyMs + thread.dispatchMs;
  if (thread.onCpuMs === undefined || !(passMs > 0))
    return <p class="muted">This platform does not count the CPU time of the thread.</p>;
  const share = Math.min(1, thread.onCpuMs / passMs);
  const advice =
    share < 0.5
      ? 'The rest is waiting, which more concurrent promises can overlap. Threads cannot shorten it.'
      : 'Promises overlap only waiting. To compute in parallel, use threads or processes.';
  return (
    <div>
      <p class="lead">
        The thread computed for {percent(share)} of the pass of {duration(wallMs.median)}
        {', '}with {counted(thread.tasks, 'item')}. {advice}
      </p>
      <div class="thread-use" role="img" aria-label={`Computing ${percent(share)}, waiting ${percent(1 - share)}`}>
        <span class="time-bar-fill async" variables={{ '--share': share }} />
      </div>
    </div>
  );
}
