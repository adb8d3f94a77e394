import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ErrorData } from '../../model/error-data.ts';
import type { UnhandledRejections } from '../../model/side-effects.ts';

/** Names the file in the environment of workers. */
export const rejectionsVariable = 'PARALLEL_PROFILER_REJECTIONS';

/**
 * Unhandled rejections in workers, which end them: each writes a line before it goes, because by then its last answer may
 * be given and the pool has nothing to fail. Workers that are started from now on know the file; it exists only when there
 * was one.
 */
export class RejectionLog {
  private readonly file = join(tmpdir(), `parallel-profiler-rejections-${randomUUID()}.jsonl`);
  private seen: UnhandledRejections | null = null;

  constructor() {
    process.env[rejectionsVariable] = this.file;
  }

  /** All that there were; `null` for none. */
  read(): UnhandledRejections | null {
    if (!existsSync(this.file)) return this.seen;
    const lines = readFileSync(this.file, 'utf8').trimEnd().split('\n');
    rmSync(this.file);
    const error = this.seen?.error ?? (JSON.parse(lines[0] ?? '') as ErrorData);
    this.seen = { count: (this.seen?.count ?? 0) + lines.length, error };
    return this.seen;
  }
}
