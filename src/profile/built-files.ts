import { join } from 'node:path';
import type { EnginePrograms } from '../engine/protocol.ts';
import type { AnalysisPrograms } from './analysis-host.ts';

/** Absolute paths of the programs that a run starts or loads. */
export type Programs = EnginePrograms & { engine: string };

/** Absolute paths of the files that the command line and the extension ship. */
export interface BuiltFiles {
  programs: Programs;
  /** The analysis in a thread, or in a process for the editor, whose memory must not grow. */
  analysis: { thread: AnalysisPrograms; process: AnalysisPrograms };
  /** Preloaded into a command whose calls are recorded. */
  inputsRecorder: string;
  /** Preloaded into a command that is profiled as it is, and run next to it. */
  script: { recorder: string; watch: string };
  /** The page, for the panel and the HTML report. */
  page: { script: string; style: string };
  /** The library's workers of queues. */
  bullmq: string;
  /** Module that checks reports against their JSON Schema. */
  reportValidator: string;
}

/**
 * Returns the built files of an installation. The extension and the command line each pass their own folder, because
 * bundling moves code away from the programs that it starts.
 * @param dist absolute path of the build folder
 */
export function builtFilesIn(dist: string): BuiltFiles {
  return {
    programs: {
      engine: join(dist, 'engine.mjs'),
      strategyHost: join(dist, 'strategy-host.mjs'),
      moduleHooks: join(dist, 'module-hooks.mjs'),
      targetModule: join(dist, 'target-module.mjs'),
      threadWorker: join(dist, 'thread-worker.cjs'),
      processWorker: join(dist, 'process-worker.cjs'),
      queueWorker: join(dist, 'queue-worker.mjs'),
    },
    analysis: {
      thread: { server: join(dist, 'analysis-server.cjs'), process: null },
      process: { server: join(dist, 'analysis-server.cjs'), process: join(dist, 'analysis-process.cjs') },
    },
    inputsRecorder: join(dist, 'inputs-recorder.mjs'),
    script: { recorder: join(dist, 'script-recorder.cjs'), watch: join(dist, 'script-watch.mjs') },
    page: { script: join(dist, 'panel.js'), style: join(dist, 'panel.css') },
    bullmq: join(dist, 'bullmq.mjs'),
    reportValidator: join(dist, 'report-validator.mjs'),
  };
}
