import type { SampledLine } from '../../model/hot-lines.ts';

/**
 * The parts of V8's `.cpuprofile` format that are used. Lines and columns of a call frame start at 0, lines of ticks at
 * 1.
 */
export interface CpuProfile {
  nodes: {
    id: number;
    callFrame: CallFrame;
    hitCount?: number;
    children?: number[];
    positionTicks?: { line: number; ticks: number }[];
  }[];
  /** Microseconds between the samples. */
  timeDeltas?: number[];
}

export interface CallFrame {
  functionName: string;
  url: string;
  lineNumber: number;
  columnNumber: number;
}

/**
 * Whose code a call frame is. `preparation`: the evaluation of a module or of the inputs, with everything that it calls.
 * `foreign`: Node.js, packages and the profiler.
 */
export type FrameKind = 'user' | 'preparation' | 'foreign';

/** A line of the user's files. */
export type LinePlace = Pick<SampledLine, 'file' | 'line' | 'functionName'>;

/** Knows where the code of a profile was written. */
export interface Positions {
  kindOf(frame: CallFrame): FrameKind;
  /**
   * Returns the place of ticks in a node; `null` if it is not in the user's files. It may be in another file than the
   * function of the frame, which contains inlined ones.
   */
  placeOf(tickLine: number, frame: CallFrame): LinePlace | null;
}

/** Samples of one thread. */
export interface ThreadSamples {
  lines: Omit<SampledLine, 'text'>[];
  elsewhere: number;
}

/**
 * Counts the samples in each line of the user's files, without those of loading modules and evaluating inputs. A sample
 * counts for the line that was executing, not for the lines that called it.
 */
export function sampleLines({ nodes }: CpuProfile, positions: Positions): ThreadSamples {
  const lines: ThreadSamples['lines'] = [];
  let elsewhere = 0;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const called = new Set(nodes.flatMap(({ children = [] }) => children));
  const open = nodes.filter(({ id }) => !called.has(id)).map((node) => ({ node, isCalled: false }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, isCalled } = next;
    const kind = positions.kindOf(node.callFrame);
    if (kind === 'preparation') continue;
    const isUsers = isCalled || kind === 'user';
    let placed = 0;
    for (const { line, ticks } of node.positionTicks ?? []) {
      const place = positions.placeOf(line, node.callFrame);
      if (!place) continue;
      lines.push({ ...place, samples: ticks });
      placed += ticks;
    }
    if (isUsers) elsewhere += Math.max(0, (node.hitCount ?? 0) - placed);
    for (const child of node.children ?? []) {
      const callee = byId.get(child);
      if (callee) open.push({ node: callee, isCalled: isUsers });
    }
  }
  return addSamples([{ lines, elsewhere }]);
}

/** Adds up the samples of several threads. */
export function addSamples(threads: readonly ThreadSamples[]): ThreadSamples {
  const lines = new Map<string, Omit<SampledLine, 'text'>>();
  for (const line of threads.flatMap((thread) => thread.lines)) {
    const key = `${line.file}:${line.line}`;
    const known = lines.get(key);
    if (known) known.samples += line.samples;
    else lines.set(key, { ...line });
  }
  return { lines: [...lines.values()], elsewhere: threads.reduce((sum, { elsewhere }) => sum + elsewhere, 0) };
}
