// Watches a command that is profiled from outside: cores, other programs, and the times of its threads as the kernel counts
// them. Arguments: the folder of the recording and the start of the run on the monotonic clock.
import { rmSync } from 'node:fs';
import { nowMs } from '../../multiprocessing/clock.ts';
import type { CoreSamples } from '../../model/measurement.ts';
import { CoreSampler } from '../machine/core-sampler.ts';
import { describeMachine } from '../machine/describe-machine.ts';
import { NeighbourWatch } from '../machine/neighbour-watch.ts';
import type { FromWatch, ToWatch } from './protocol.ts';
import { ThreadWatch } from './thread-watch.ts';

const SAMPLE_EVERY_MS = 25;
/** Share of a core that the watcher takes at most. */
const MOST_SHARE = 0.01;
const LONGEST_PAUSE_MS = 250;
const NEIGHBOURS_EVERY_MS = 3_000;
const MOST_CORE_SAMPLES = 400;

const [folder = '', origin = '0'] = process.argv.slice(2);
const originMs = Number(origin);
const threads = new ThreadWatch(folder, originMs);
const cores = new CoreSampler();
const neighbours = new NeighbourWatch({ engine: process.ppid, client: process.ppid });
let lookedAtMs = nowMs();
let cpuBefore = process.cpuUsage();
let timer: NodeJS.Timeout;

function sample(): void {
  const startMs = nowMs();
  if (threads.discover()) cores.watch([...threads.pids]);
  threads.sample(nowMs());
  if (startMs - lookedAtMs > NEIGHBOURS_EVERY_MS) {
    lookedAtMs = startMs;
    void neighbours.look();
  }
  // Also that of the core sampler and of the look at other programs since the last sample.
  const cpu = process.cpuUsage();
  const usedMs = (cpu.user - cpuBefore.user + cpu.system - cpuBefore.system) / 1e3;
  cpuBefore = cpu;
  timer = setTimeout(sample, Math.min(LONGEST_PAUSE_MS, Math.max(SAMPLE_EVERY_MS, usedMs / MOST_SHARE)));
}

async function finish(): Promise<void> {
  clearTimeout(timer);
  threads.discover();
  threads.sample(nowMs());
  cores.stop();
  await neighbours.look();
  threads.close();
  answer(() => process.exit());
}

function answer(sent: () => void): void {
  const message: FromWatch = {
    type: 'watched',
    watched: {
      machine: describeMachine('path'),
      cores: thinned(cores.between(originMs, nowMs())),
      neighbours: neighbours.neighbours().filter(({ isClient }) => !isClient),
      threads: threads.seen(),
    },
  };
  process.send?.(message, sent);
}

/** Means of neighbouring samples, so that a long run stays small. */
function thinned(samples: CoreSamples | null): CoreSamples | null {
  const step = Math.ceil((samples?.timesMs.length ?? 0) / MOST_CORE_SAMPLES);
  if (samples === null || step <= 1) return samples;
  const means = (values: readonly number[]): number[] =>
    Array.from({ length: Math.ceil(values.length / step) }, (_, index) => {
      const part = values.slice(index * step, (index + 1) * step);
      return part.reduce((sum, value) => sum + value, 0) / part.length;
    });
  return {
    attributed: samples.attributed,
    timesMs: means(samples.timesMs),
    cores: samples.cores.map(({ core, ours, others, stolen }) => ({
      core,
      ours: means(ours),
      others: means(others),
      stolen: means(stolen),
    })),
  };
}

process.on('message', ({ type }: ToWatch) => {
  if (type === 'finish') void finish();
  else answer(() => undefined);
});
process.on('disconnect', () => {
  // The profiler was killed; the command runs on, and its recorder bears the loss of the folder.
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});
// Ctrl+C goes to the whole group; the report needs what was watched until then.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => undefined);
cores.start();
void neighbours.look().then(sample);
