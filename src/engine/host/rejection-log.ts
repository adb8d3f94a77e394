import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../machine/temporary-folder.ts';
import type { ErrorData } from '../../model/error-data.ts';
import type { UnhandledRejections } from '../../model/side-effects.ts';

/** The environment variable that names the log file to workers. */
export const rejectionsVariable = 'PARALLEL_PROFILER_REJECTIONS';

/**
 * A log of unhandled rejections that ended workers. Each worker writes a line before it exits, because it may already
 * have sent its last answer, so that the pool has no task left to fail. Workers started after the log was created know
 * the file, which exists only after a rejection.
 */
export class RejectionLog {
  private readonly file = join(temporaryFolder(), `parallel-profiler-rejections-${randomUUID()}.jsonl`);
  private seen: UnhandledRejections | null = null;

  constructor() {
    process.env[rejectionsVariable] = this.file;
  }

  /** Returns all rejections so far; `null` if there were none. */
  read(): UnhandledRejections | null {
    if (!existsSync(this.file)) return this.seen;
    const lines = readFileSync(this.file, 'utf8').trimEnd().split('\n');
    rmSync(this.file);
    const error = this.seen?.error ?? (JSON.parse(lines[0] ?? '') as ErrorData);
    this.seen = { count: (this.seen?.count ?? 0) + lines.length, error };
    return this.seen;
  }
}
