import type { ProfileRequest } from '../profile/profile.ts';

type Event = Parameters<NonNullable<ProfileRequest['onEvent']>>[0];

const stages = {
  load: 'loading',
  serial: 'serial run',
  start: 'starting',
  rounds: 'measuring',
  observe: 'looking closely',
  profile: 'taking CPU profiles',
};
const barWidth = 24;

/** One line at the foot of a terminal that says how far the run is; nothing where standard error is no terminal. */
export class ProgressLine {
  #stage = 'preparing';
  #fraction = 0;
  #leftMs: number | null = null;
  #drawn = '';
  readonly #stream: NodeJS.WriteStream;

  constructor(stream: NodeJS.WriteStream) {
    this.#stream = stream;
  }

  take(event: Event): void {
    if (event.type === 'stage') {
      const { configuration } = event;
      const many = configuration && configuration.strategy !== 'serial' && configuration.strategy !== 'async';
      const what = configuration ? `${configuration.strategy}${many ? ` x${configuration.workers}` : ''}` : '';
      this.#stage = what === '' || what === 'serial' ? stages[event.stage] : `${stages[event.stage]} ${what}`;
    } else if (event.type === 'progress') {
      this.#fraction = Math.min(1, Math.max(0, event.fraction));
      this.#leftMs = event.leftMs;
    } else return;
    this.#draw();
  }

  clear(): void {
    if (this.#drawn !== '') this.#stream.write('\r\u001b[K');
    this.#drawn = '';
  }

  #draw(): void {
    if (!this.#stream.isTTY) return;
    const filled = Math.round(this.#fraction * barWidth);
    const bar = '█'.repeat(filled) + '░'.repeat(barWidth - filled);
    const left = this.#leftMs === null ? '' : `, ${timeLeft(this.#leftMs)} left`;
    const line = `${bar} ${String(Math.round(this.#fraction * 100)).padStart(3)} %  ${this.#stage}${left}`;
    const shown = line.slice(0, Math.max(10, this.#stream.columns - 1));
    if (shown === this.#drawn) return;
    this.#stream.write(`\r\u001b[K${shown}`);
    this.#drawn = shown;
  }
}

function timeLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
