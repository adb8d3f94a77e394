import { getHeapStatistics } from 'node:v8';
import type { CheckedFile, PitfallScope } from '../analysis/protocol.ts';
import { AnalysisHost, type AnalysisLimits, usualLimits } from './analysis-host.ts';

/** Files and limits of a check. */
export interface CheckRequest {
  /** Absolute path of the built `analysis-server.cjs`. */
  program: string;
  /** Absolute paths. */
  files: readonly string[];
  scope: PitfallScope;
  compileCache?: string | null;
  limits?: Partial<Pick<AnalysisLimits, 'stallMs' | 'fileMs'>>;
}

/**
 * Checks files in a thread, so that a file that makes the compiler overflow its stack, run out of memory or never end costs
 * only its own findings: the thread is replaced, and goes on with the next file.
 */
export async function checkFiles(request: CheckRequest, onChecked: (checked: CheckedFile) => void): Promise<void> {
  const memoryMb = Math.max(usualLimits.memoryMb, Math.floor(getHeapStatistics().heap_size_limit / 2 ** 20));
  const { program, scope, compileCache = null } = request;
  const limits = { ...usualLimits, ...request.limits, memoryMb };
  const left = new Set(request.files);
  const finish = (checked: CheckedFile): void => {
    left.delete(checked.file);
    onChecked(checked);
  };
  let deathsInARow = 0;
  while (left.size > 0) {
    const host = new AnalysisHost({ server: program, process: null }, Infinity, { compileCache }, limits);
    const started: string[] = [];
    try {
      await host.ask({ type: 'checkFiles', files: [...left], scope }, undefined, (progress) => {
        if (progress.type === 'checkingFile') started.push(progress.file);
        else {
          deathsInARow = 0;
          finish(progress.checked);
        }
      });
      return;
    } catch (thrown) {
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      // Two deaths without a checked file in between are caused by the project, not by one of its files.
      const current = started.at(-1);
      const lost = current === undefined || !left.has(current) || ++deathsInARow > 1 ? [...left] : [current];
      for (const file of lost) finish({ file, findings: [], syntaxError: null, error });
    } finally {
      await host.dispose();
    }
  }
}
