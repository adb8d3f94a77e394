import type { Estimate } from './estimate.ts';
import type { Configuration } from './plan.ts';
import type { SourceLocation } from './target.ts';

/** Samples of a CPU profiler in one line of the user's files. */
export interface SampledLine {
  /** Absolute path. */
  file: string;
  /** Counted from 1. */
  line: number;
  /** The function with the line; empty if it has no name or the name is not known. */
  functionName: string;
  /** The line as written, without indentation; empty if the file could not be read. */
  text: string;
  samples: number;
}

/**
 * Samples of the function and of what it calls in one configuration, over all its threads and processes that called
 * it.
 */
export interface LineSamples {
  configuration: Configuration;
  /** Items of a pass. */
  items: number;
  /** Passes over all items. */
  passes: number;
  /** Typical time between two samples of a thread. */
  intervalMs: number;
  /** Samples in lines of the user's files. */
  lines: SampledLine[];
  /** Samples in code called from them that is not the user's: Node.js and packages. */
  elsewhere: number;
}

/** Time in one line and nothing that it calls, except built-in functions of JavaScript. */
export interface LineTime {
  samples: number;
  /** Per pass over all items: that of all workers together. */
  selfMs: number;
  /** Of all samples of the function and what it calls, 0 to 1. */
  share: number;
}

/**
 * `slower`, `faster`: in workers, by more than chance explains. `same`: no such difference. `unknown`: too few samples.
 */
export type LineChange = 'slower' | 'faster' | 'same' | 'unknown';

/** A line of the function, or of what it calls, with its time in the serial run and in the workers. */
export interface HotLine {
  location: SourceLocation;
  /** The function with the line; empty if it has no name or the name is not known. */
  functionName: string;
  /** The line as written, without indentation. */
  text: string;
  serial: LineTime;
  /** `null` if no pool was sampled. */
  workers: LineTime | null;
  /** Time per item in workers over that in the serial run; `null` with too few samples. */
  slowdown: Estimate | null;
  change: LineChange;
}

/** Samples behind the lines of one run. */
export interface SampledRun {
  /** Samples in the function and what it calls. */
  samples: number;
  /** Share of them outside of the user's files: in Node.js and packages, 0 to 1. */
  elsewhere: number;
  /** Calls of the function. */
  calls: number;
  intervalMs: number;
}

/**
 * The lines where the function spends its time, serially and in the workers of one pool. Sampled by V8's CPU profiler in
 * separate processes, after the measurement.
 */
export interface HotLines {
  /** The pool; `null` if none could be sampled. */
  pool: { name: 'threads' | 'processes'; workers: number } | null;
  serial: SampledRun;
  /** `null` if no pool was sampled. */
  workers: SampledRun | null;
  /** By time in either run, longest first. At most 20; those with less than 0.5% of the samples are left out. */
  lines: HotLine[];
}
