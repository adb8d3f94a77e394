import type { Finding, FindingArgs, FindingCode } from './finding.ts';
import { findingCodes, findings } from './findings/index.ts';
import type { SourceLocation } from './target.ts';

/** Replaces a part of a file's text. Offsets are UTF-16 units of the text before any edit of the same change. */
export interface TextEdit {
  /** Absolute path. */
  file: string;
  start: number;
  end: number;
  text: string;
  /** A part of `text` for the user to replace; selected after the edit. */
  placeholder?: string;
}

/** A change to the sources, as a whole. */
export interface CodeChange {
  /** Edits do not overlap. Several insertions at one position appear in the given order. */
  edits: TextEdit[];
  /** Files that do not exist yet, by absolute path. */
  newFiles: { file: string; text: string }[];
}

/** One fix for a finding. */
export interface Fix {
  /** Title, as a command: `Insert a main guard`. */
  title: string;
  edits: TextEdit[];
  /** Whether it is the preferred fix. */
  preferred: boolean;
}

/** The parts of a finding that a fix needs; the arguments are unknown if only its mark in the editor is left. */
export type FindingReference = {
  [Code in FindingCode]: { code: Code; location: SourceLocation; args: FindingArgs[Code] | null };
}[FindingCode];

/** The codes that may have a fix other than an ignore comment. A test compares them with the fixers. */
export const fixableCodes = findingCodes.filter((code) => findings[code].isFixable);

/** Targets of generated code. */
export const poolLibraries = ['parallel-profiler', 'piscina', 'tinypool', 'worker_threads', 'bullmq'] as const;
export type PoolLibrary = (typeof poolLibraries)[number];

/** Options of the pool; `null`: the library's defaults. */
export interface PoolChoice {
  kind: 'threads' | 'processes' | null;
  workers: number | null;
  /** Items per message. */
  chunkSize: number | null;
}

/** A place where a function is called for every item of a list. */
export interface CallSite {
  /** `numbers.map(square)`, shortened. */
  label: string;
  /** The called function, as written. */
  functionName: string;
  location: Required<SourceLocation>;
  /** Why it cannot be rewritten, with what to do; `null` if it can. */
  problem: string | null;
}

/** The parallel version of a call site, or why there is none. */
export type GeneratedCode =
  | {
      status: 'written';
      title: string;
      change: CodeChange;
      /** Notes for the user, each a sentence. */
      notes: string[];
      /** Pitfalls of the function when it runs in workers. */
      findings: Finding[];
    }
  | { status: 'refused'; reason: string; findings: Finding[] };
