import { closeSync, fstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { temporaryFolder } from '../machine/temporary-folder.ts';

/**
 * Descriptor of the trace in a host. The trace is a file without a name, because it survives a process that is killed or
 * blocked, and a write wakes no other process, which would compete for the cores that are measured.
 */
const traceDescriptor = 5;

/** Stages of a host. `pass` covers items that are too short to be noted one by one. */
export const hostStages = ['load', 'inputs', 'pool', 'item', 'pass', 'answer'] as const;
export type HostStage = (typeof hostStages)[number];

/** Numbers of an entry: stage, item, and how many entries there were. */
const ENTRY_WORDS = 3;
const ENTRY_BYTES = ENTRY_WORDS * Float64Array.BYTES_PER_ELEMENT;

/** The host's end: notes what it does next. */
export class TraceWriter {
  readonly #entry = new Float64Array(ENTRY_WORDS);
  readonly #file = fileBehind(traceDescriptor);
  #works = this.#file !== null;

  note(stage: HostStage, item = -1): void {
    if (!this.#works) return;
    this.#entry[0] = hostStages.indexOf(stage);
    this.#entry[1] = item;
    this.#entry[2] = (this.#entry[2] ?? 0) + 1;
    try {
      // The user's code may have closed the descriptor, and opened a file that got the same number.
      this.#works = fileBehind(traceDescriptor) === this.#file;
      if (this.#works) write(traceDescriptor, this.#entry, 0, ENTRY_BYTES, 0);
    } catch {
      this.#works = false;
    }
  }
}

// Taken before the user's code can replace them.
const write = writeSync;
const stat = fstatSync;

/** Identifies the file of an open descriptor; `null` if there is none. */
function fileBehind(descriptor: number): string | null {
  try {
    const { dev, ino } = stat(descriptor);
    return `${dev} ${ino}`;
  } catch {
    return null;
  }
}

/** The last activity of a host. */
export interface TraceEntry {
  stage: HostStage;
  /** `null` where it is not known. */
  item: number | null;
  /** Changes with every entry. */
  serial: number;
}

/** The engine's end. */
export class TraceReader {
  /** For the host; `null` where no temporary file can be made. */
  readonly descriptor: number | null;
  readonly #entry = new Float64Array(ENTRY_WORDS);

  constructor() {
    const file = join(temporaryFolder(), `parallel-profiler-trace-${randomUUID()}`);
    try {
      this.descriptor = openSync(file, 'wx+', 0o600);
      rmSync(file);
    } catch {
      this.descriptor = null;
    }
  }

  /** Returns `null` before the first entry. */
  read(): TraceEntry | null {
    if (this.descriptor === null || readSync(this.descriptor, this.#entry, 0, ENTRY_BYTES, 0) < ENTRY_BYTES)
      return null;
    const [index = -1, item = -1, serial = 0] = this.#entry;
    const stage = hostStages[index];
    // The user's code has the descriptor too.
    return stage === undefined ? null : { stage, item: Number.isSafeInteger(item) && item >= 0 ? item : null, serial };
  }

  close(): void {
    if (this.descriptor !== null) closeSync(this.descriptor);
  }
}
