import type { StrategyResult } from '../../src/model/report.ts';
import { percent } from '../../src/report/numbers-in-words.ts';
import { usableCores } from '../../src/report/usable-cores.ts';
import { concurrencyLevels, meanConcurrency } from '../charts/concurrency.ts';
import type { ConcurrencyBand } from '../charts/concurrency.ts';
import { element } from '../element.ts';
import { missingAccount } from './missing-account.ts';
import { threadUse } from './promises.tsx';
import { Section } from './section.tsx';
import { strategyChip } from './strategy-chip.tsx';
import type { MeasuredContext } from './view-context.ts';

const BANDS: Record<ConcurrencyBand, string> = { idle: 'Idle', poor: 'Poor', ok: 'OK', ideal: 'Ideal', over: 'Over' };
/** With more bars than this, only some get a label. */
const LABELLED_BARS = 16;

/** Chart of how long each number of workers was busy at once, with the bands of utilization. */
export function concurrencyView(context: MeasuredContext): HTMLElement | null {
  const { report, selection, signal } = context;
  if (!report.strategies.some((strategy) => strategy.workerTimeline.length > 0)) return null;
  const target = usableCores(report.machine);
  const container = <div />;
  const show = (chosen: StrategyResult): void => {
    if (chosen.kind === 'async') {
      container.replaceChildren(threadUse(chosen));
      return;
    }
    const account = chosen.kind === 'pool' ? chosen.timeMs : null;
    if (!account || chosen.workerTimeline.length === 0) {
      container.replaceChildren(<p class="muted">{missingAccount(chosen)}</p>);
      return;
    }
    const levels = concurrencyLevels(chosen.workerTimeline, account.capacity / chosen.workers, target);
    const highest = Math.max(...levels.map((level) => level.share));
    const mean = meanConcurrency(levels);
    const every = Math.ceil(levels.length / LABELLED_BARS);
    const bands = (Object.keys(BANDS) as ConcurrencyBand[])
      .map((band) => ({ band, levels: levels.filter((level) => level.band === band) }))
      .filter((entry) => entry.levels.length > 0);
    const words = bands
      .map(
        ({ band, levels: inBand }) => `${BANDS[band]} ${percent(inBand.reduce((sum, level) => sum + level.share, 0))}`,
      )
      .join(', ');
    container.replaceChildren(
      <p class="lead">
        {mean.toFixed(1)} workers were busy at once on average; this machine runs{' '}
        {Number.isInteger(target) ? target : target.toFixed(1)} at once.
      </p>,
      <div
        class="bars"
        role="img"
        aria-label={`Share of the time by busy workers: ${words}`}
        variables={{ '--bars': levels.length }}
      >
        {levels.map((level, i) => (
          <div
            class="bar-column"
            title={`${level.busy} busy: ${percent(level.share)} of the time, ${BANDS[level.band]}`}
          >
            <span class="bar-value">{every === 1 && level.share >= 0.005 ? percent(level.share) : ''}</span>
            <span class={`bar band-${level.band}`} variables={{ '--share': highest > 0 ? level.share / highest : 0 }} />
            <span class="bar-label">{i % every === 0 ? String(level.busy) : ''}</span>
          </div>
        ))}
        {bands.map(({ band, levels: inBand }) => (
          <div
            class={`band-name band-name-${band}`}
            variables={{ '--begin': (inBand[0]?.busy ?? 0) + 1, '--span': inBand.length }}
          >
            {inBand.length * (14 / levels.length) >= 1 || levels.length <= 9 ? BANDS[band] : ''}
          </div>
        ))}
      </div>,
      <p class="axis-name muted">workers busy at once</p>,
      levels.length > 9 ? <p class="muted small">{words}</p> : '',
    );
  };
  selection.follow(show, signal);
  return (
    <Section name="concurrency" heading="Concurrency" tools={[strategyChip(context)]}>
      {container}
    </Section>
  );
}
