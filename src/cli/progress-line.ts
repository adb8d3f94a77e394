import type { Configuration } from '../model/plan.ts';
import { describeLongItem } from '../report/describe-long-item.ts';
import { describeSoFar } from '../report/describe-so-far.ts';
import { describeWait } from '../report/describe-wait.ts';
import type { RunStage, RunState } from '../report/run-state.ts';

const stages: Record<RunStage, string> = {
  prepare: 'preparing',
  size: 'choosing the size of the generated inputs',
  load: 'loading',
  serial: 'serial run',
  start: 'starting',
  rounds: 'measuring',
  observe: 'looking closely',
  profile: 'taking CPU profiles',
  analyse: 'working out the result',
};
const barWidth = 24;

type ShownRun = Pick<
  RunState,
  | 'stage'
  | 'configuration'
  | 'fraction'
  | 'leftMs'
  | 'measurements'
  | 'longItem'
  | 'inputs'
  | 'skippedItems'
  | 'waitingFor'
  | 'machine'
>;

/** Draws the progress of a run in the last line of a terminal. Writes nothing if the stream is not a terminal. */
export class ProgressLine {
  #drawn = '';
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  /** @param canSkipWait whether Enter ends the wait for other programs */
  draw({ stage, configuration, fraction, leftMs, measurements, ...others }: ShownRun, canSkipWait = false): void {
    if (!this.#stream.isTTY) return;
    const filled = Math.round(fraction * barWidth);
    const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
    const left = leftMs === null ? '' : `, ${timeLeft(leftMs)} left`;
    const longItem = describeLongItem(others);
    const figures = [describeSoFar(measurements), longItem === '' ? describe(stage, configuration) : longItem]
      .filter((part) => part !== '')
      .join(' · ');
    const wait = describeWait(others);
    const line =
      wait === ''
        ? `${bar} ${String(Math.round(fraction * 100)).padStart(3)}%  ${figures}${left}`
        : `${wait}${canSkipWait ? '; Enter starts' : ''}`;
    const shown = line.slice(0, Math.max(10, this.#stream.columns - 1));
    if (shown === this.#drawn) return;
    this.#stream.write(`\r\u001b[K${shown}`);
    this.#drawn = shown;
  }

  clear(): void {
    if (this.#drawn !== '') this.#stream.write('\r\u001b[K');
    this.#drawn = '';
  }
}

function describe(stage: RunStage, configuration: Configuration | null): string {
  if (!configuration || configuration.strategy === 'serial') return stages[stage];
  const { strategy, workers } = configuration;
  return `${stages[stage]} ${strategy}${strategy === 'async' ? '' : ` x${workers}`}`;
}

function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
