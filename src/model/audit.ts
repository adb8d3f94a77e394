/** Side effects of the calls of one serial pass, as Node's permission model sees them. */
export interface AuditedEffects {
  /** Absolute paths of files and folders that were written, created, changed or removed; at most `MOST_AUDITED_FILES`. */
  files: string[];
  /** Number of them, those left out included. */
  fileCount: number;
  /** Programs that were started, as the code names them, with the number of starts. */
  programs: { name: string; count: number }[];
  /** Hosts that were looked up or connected to, empty for a socket of this machine, with the number of attempts. Node 26 and later. */
  hosts: { name: string; count: number }[];
}

/** Number of paths that an audit keeps. */
export const MOST_AUDITED_FILES = 1_000;

/** The result of looking for side effects before a run. */
export type Audit =
  /** The code imports nothing that has side effects outside of the process. */
  | { status: 'notNeeded' }
  /** Node is older than 24.20. */
  | { status: 'unsupported'; nodeVersion: string }
  /** The pass did not end, or ended its process. */
  | { status: 'failed'; message: string }
  /** `items` of `count` were called; `passMs`: expected time of a pass over all. */
  | { status: 'done'; items: number; count: number; passMs: number; effects: AuditedEffects };

/** Whether an audit found side effects. */
export function hasEffects({ fileCount, programs, hosts }: AuditedEffects): boolean {
  return fileCount > 0 || programs.length > 0 || hosts.length > 0;
}
