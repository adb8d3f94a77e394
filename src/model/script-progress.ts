import type { ScriptThread } from './script-report.ts';

/** A thread of a running command. */
export interface RunningThread {
  thread: ScriptThread;
  /** Share of the time since the last look on a core; `null` for a thread that has ended. */
  onCore: number | null;
}

/** A command that is being profiled, as far as it has come. Rates cover the time since the last look. */
export interface ScriptProgress {
  /** The program and its arguments. */
  command: string[];
  /** Since the start of the first process, in ms. */
  elapsedMs: number;
  /** Those that run now, and all so far. */
  workers: { running: number; total: number };
  processes: { running: number; total: number };
  /** Cores that its threads use. */
  coresInUse: number;
  messagesPerSecond: number;
  /** Parents come before their children. */
  threads: RunningThread[];
}
