import { subscribe } from 'node:diagnostics_channel';
import threads from 'node:worker_threads';
import { nowMs } from './clock.ts';
import { quietly } from './quietly.ts';
import type { RecordingFiles } from './recording-files.ts';

/** Channel on which a worker of this package's pool publishes its functions. */
const definedChannel = 'parallel-profiler.function.defined';
/** Functions of a thread, and characters of their names. */
const MOST_FUNCTIONS = 32;
const MOST_CHARACTERS = 1_000;
/** Requests of Workerpool for which it has no method of the program: `run` evaluates a function that is sent as text. */
const ownMethods = new Set(['run', 'methods']);

/**
 * The functions that the requests to a worker name, and how often. Pools send the file and the export with each task; other
 * programs name no function.
 */
export class TaskFunctions {
  readonly #files: RecordingFiles;
  readonly #calls = new Map<string, number>();

  constructor(files: RecordingFiles) {
    this.#files = files;
    subscribe(definedChannel, (message) =>
      quietly(() => {
        const { module, name } = message as { module: string; name: string };
        this.#count(module, name);
      }),
    );
  }

  /** Looks at a received message, which has no accessors. */
  see(value: unknown): void {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const { filename, name, method, params } = value as Record<string, unknown>;
    // Piscina and Tinypool.
    if (typeof filename === 'string' && 'taskId' in value)
      this.#count(filename, typeof name === 'string' ? name : 'default');
    // Workerpool, for the methods of the worker's own script.
    else if (typeof method === 'string' && Array.isArray(params) && !ownMethods.has(method)) this.#count(null, method);
  }

  /** @param file a path or a `file:` URL; `null` for the worker's own script */
  #count(file: string | null, name: string): void {
    if (name.length > MOST_CHARACTERS || (file?.length ?? 0) > MOST_CHARACTERS) return;
    const key = `${file ?? ''}\n${name}`;
    const calls = (this.#calls.get(key) ?? 0) + 1;
    if (calls === 1 && this.#calls.size >= MOST_FUNCTIONS) return;
    this.#calls.set(key, calls);
    // At once, because the thread may be terminated, and rarely.
    if ((calls & (calls - 1)) === 0)
      this.#files.event({ type: 'function', atMs: nowMs(), threadId: threads.threadId, file, name, calls });
  }
}
