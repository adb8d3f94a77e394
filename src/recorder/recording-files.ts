import { appendFileSync, closeSync, constants, openSync, readFileSync, readlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { ScriptEvent } from './format/events.ts';
import { quietly } from './quietly.ts';

/** Events of a process; a program that creates workers without end must not fill the disk. */
const MOST_EVENTS = 20_000;
const MOST_PAST_SLOTS = 1_000;

// Kept because programs may replace functions of `fs`.
const { stringify } = JSON;
const files = { appendFileSync, closeSync, openSync, readFileSync, readlinkSync, writeSync };

/** The files of this process in the folder of the recording. No file stays open: programs may count on the numbers of theirs. */
export class RecordingFiles {
  readonly #path: string;
  #events = 0;
  #pastSlots = 0;

  /** @param name the same in all threads of the process */
  constructor(folder: string, name: string) {
    this.#path = join(folder, name);
  }

  event(event: ScriptEvent): void {
    if (++this.#events > MOST_EVENTS) return;
    quietly(() => files.appendFileSync(`${this.#path}.events`, `${stringify(event)}\n`));
  }

  /** Replaces what was written before, in place: a process that is killed meanwhile leaves a file that can be read. */
  slots(bytes: Uint8Array): void {
    quietly(() => {
      const file = files.openSync(`${this.#path}.slots`, constants.O_WRONLY | constants.O_CREAT, 0o600);
      try {
        files.writeSync(file, bytes, 0, bytes.length, 0);
      } finally {
        files.closeSync(file);
      }
    });
  }

  pastSlot(bytes: Uint8Array): void {
    if (++this.#pastSlots > MOST_PAST_SLOTS) return;
    quietly(() => files.appendFileSync(`${this.#path}.past`, bytes));
  }
}

/** Time of a thread on a core, and runnable without one, since it began. */
export interface SchedulerTimes {
  cpuMs: number;
  runQueueMs: number;
}

/** Reads the scheduler's times of a thread of this process; Linux only. */
export function readSchedulerTimes(tid: number): SchedulerTimes | null {
  if (process.platform !== 'linux') return null;
  const text = quietly(() => files.readFileSync(`/proc/self/task/${tid}/schedstat`, 'utf8'));
  const [ran, waited] = (text ?? '').split(' ').map(Number);
  if (ran === undefined || waited === undefined || !Number.isFinite(ran + waited)) return null;
  return { cpuMs: ran / 1e6, runQueueMs: waited / 1e6 };
}

/** Returns the operating system's id of this thread; `null` where it is unknown. */
export function ownTid(): number | null {
  if (process.platform !== 'linux') return null;
  const id = Number(
    quietly(() => files.readlinkSync('/proc/thread-self'))
      ?.split('/')
      .at(-1),
  );
  return Number.isInteger(id) ? id : null;
}
