import { cpus } from 'node:os';
import { KernelFile } from './kernel-file.ts';

/** Times of one core since the machine began, in ms. */
export interface CoreTimes {
  busy: number;
  stolen: number;
  total: number;
}

/** `/proc/stat` counts in hundredths of a second, whatever the kernel's own clock. */
const TICK_MS = 10;

/** Tells what the cores have done: of Linux with what was stolen from them, elsewhere without. */
export class CoreTimesReader {
  private readonly stat = process.platform === 'linux' ? KernelFile.open('/proc/stat') : null;

  /** One entry per core, at its number; a core that is offline has done nothing. */
  read(): CoreTimes[] {
    return this.stat?.read() ? readStat(this.stat) : cpus().map(toCoreTimes);
  }

  close(): void {
    this.stat?.close();
  }
}

function readStat(stat: KernelFile): CoreTimes[] {
  const cores: CoreTimes[] = [];
  // The line of all cores together comes first; those of single cores follow, and end before the long ones.
  stat.skipLine();
  while (stat.takes('cpu')) {
    const core = stat.number();
    // user, nice, system
    const computing = stat.number() + stat.number() + stat.number();
    // idle, iowait
    const waiting = stat.number() + stat.number();
    // irq, softirq
    const busy = computing + stat.number() + stat.number();
    const stolen = stat.number();
    cores[core] = { busy: busy * TICK_MS, stolen: stolen * TICK_MS, total: (busy + waiting + stolen) * TICK_MS };
    stat.skipLine();
  }
  // A core that is offline has no line.
  return Array.from(cores, (times: CoreTimes | undefined) => times ?? { busy: 0, stolen: 0, total: 0 });
}

function toCoreTimes({ times }: ReturnType<typeof cpus>[number]): CoreTimes {
  const busy = times.user + times.nice + times.sys + times.irq;
  return { busy, stolen: 0, total: busy + times.idle };
}
