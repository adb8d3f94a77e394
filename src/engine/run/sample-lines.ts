import type { SampledLine } from '../../model/hot-lines.ts';

/**
 * The parts of V8's `.cpuprofile` format that are used. Lines and columns of a call frame start at 0, lines of ticks at
 * 1.
 */
export interface CpuProfile {
  nodes: CpuProfileNode[];
  /** Microseconds between the samples. */
  timeDeltas?: number[];
}

interface CpuProfileNode {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number };
  hitCount?: number;
  children?: number[];
  positionTicks?: { line: number; ticks: number }[];
}

/** Where the code of a call frame was written. */
export type FrameOrigin =
  /** In a file of the user. Ticks have lines of the code that ran, which `lineOf` translates. */
  | { kind: 'user'; file: string; lineOf: (tickLine: number) => number }
  /** The evaluation of a module or of the inputs, with everything that it calls. */
  | { kind: 'preparation' }
  /** In Node.js, packages or the profiler. */
  | { kind: 'foreign' };

/** Samples of one thread. */
export interface ThreadSamples {
  lines: Omit<SampledLine, 'text'>[];
  elsewhere: number;
}

/**
 * Counts the samples in each line of the user's files, without those of loading modules and evaluating inputs. A sample
 * counts for the line that was executing, not for the lines that called it.
 */
export function sampleLines(
  { nodes }: CpuProfile,
  originOf: (frame: CpuProfileNode['callFrame']) => FrameOrigin,
): ThreadSamples {
  const lines = new Map<string, Omit<SampledLine, 'text'>>();
  let elsewhere = 0;
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const called = new Set(nodes.flatMap(({ children = [] }) => children));
  const open = nodes.filter(({ id }) => !called.has(id)).map((node) => ({ node, inUserCode: false }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, inUserCode } = next;
    const origin = originOf(node.callFrame);
    if (origin.kind === 'preparation') continue;
    if (origin.kind === 'user') {
      for (const { line: tickLine, ticks } of node.positionTicks ?? []) {
        const line = origin.lineOf(tickLine);
        const key = `${origin.file}:${line}`;
        const known = lines.get(key);
        if (known) known.samples += ticks;
        else lines.set(key, { file: origin.file, line, functionName: node.callFrame.functionName, samples: ticks });
      }
    } else if (inUserCode) elsewhere += node.hitCount ?? 0;
    for (const child of node.children ?? []) {
      const callee = byId.get(child);
      if (callee) open.push({ node: callee, inUserCode: inUserCode || origin.kind === 'user' });
    }
  }
  return { lines: [...lines.values()], elsewhere };
}

/** Returns whether a call frame is the evaluation of a whole module, which begins at its first character. */
export function isModuleFrame({
  functionName,
  lineNumber,
  columnNumber,
}: Pick<CpuProfileNode['callFrame'], 'functionName' | 'lineNumber' | 'columnNumber'>): boolean {
  return functionName === '' && lineNumber === 0 && columnNumber === 0;
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
