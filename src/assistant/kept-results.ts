import type { CommitComparison } from '../model/commit-comparison.ts';
import type { Report } from '../model/report.ts';
import type { ScriptReport } from '../model/script-report.ts';
import { ToolError } from './tool-error.ts';

/** A result that later calls may ask about. */
export type KeptResult =
  | { kind: 'function'; report: Report }
  | { kind: 'script'; report: ScriptReport }
  | { kind: 'commits'; report: CommitComparison };

/** Results kept at once; the oldest goes first. */
const MOST_RESULTS = 32;

/** The results of this session, by a short id such as `resize-1`, and the side effects that were listed before runs. */
export class KeptResults {
  readonly #results = new Map<string, KeptResult>();
  readonly #effects = new Map<string, string>();
  #count = 0;

  /** Keeps a result and returns its id. */
  add(result: KeptResult): string {
    const name = result.kind === 'script' ? 'script' : result.report.target.name;
    const id = `${name.replace(/[^\w]+/g, '-')}-${++this.#count}`;
    this.#results.set(id, result);
    for (const oldest of [...this.#results.keys()].slice(0, -MOST_RESULTS)) this.#results.delete(oldest);
    return id;
  }

  /** Keeps the side effects of a function, as a sentence, until others are listed. @param key of the function and its inputs */
  noteEffects(key: string, effects: string): void {
    this.#effects.delete(key);
    this.#effects.set(key, effects);
    for (const oldest of [...this.#effects.keys()].slice(0, -MOST_RESULTS)) this.#effects.delete(oldest);
  }

  /** Returns the side effects that were listed for a function and its inputs; `null` if none were. */
  effectsOf(key: string): string | null {
    return this.#effects.get(key) ?? null;
  }

  /** Returns whether there is a result with this id. */
  has(id: string): boolean {
    return this.#results.has(id);
  }

  /**
   * Returns a result with its id: the last one without an id.
   * @throws ToolError if there is none
   */
  get(id: string | undefined): KeptResult & { id: string } {
    const wanted = id ?? [...this.#results.keys()].at(-1);
    const found = wanted === undefined ? undefined : this.#results.get(wanted);
    if (wanted !== undefined && found) return { ...found, id: wanted };
    const ids = [...this.#results.keys()];
    throw new ToolError(
      ids.length === 0
        ? 'Expected a report, found none in this session. Call profile_function first, or give the path of a report file in JSON.'
        : `Expected the id of a report, found ${JSON.stringify(id)}. There are: ${ids.join(', ')}.`,
    );
  }
}
