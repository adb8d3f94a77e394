import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, sep } from 'node:path';
import { ifThere } from '../machine/read-if-there.ts';
import { fileOf } from './cpu-profile-roles.ts';
import type { NumberedFile } from './number-lines.ts';
import type { CallFrame, CpuProfile, FrameKind, LinePlace, Positions } from './sample-lines.ts';

/** A function that was seen in a profile, with its lines in the code that ran, counted from 0. */
interface SeenFunction {
  name: string;
  from: number;
  to: number;
}

/** Translates positions of CPU profiles from the code that ran, with numbered lines, to the user's files. */
export class ProfileMapper implements Positions {
  readonly #files: readonly NumberedFile[];
  /** Folder of the profiler's programs. */
  readonly #ownFolder: string;
  readonly #sources = new Map<string, readonly string[]>();
  readonly #seen = new Map<NumberedFile, Map<string, SeenFunction>>();

  /** @param program absolute path of one of the profiler's programs */
  constructor(files: readonly NumberedFile[], program: string) {
    this.#files = files;
    this.#ownFolder = dirname(program) + sep;
  }

  /** Notes the functions of a profile, which name the lines of inlined ones. */
  note({ nodes }: CpuProfile): void {
    for (const { callFrame } of nodes) {
      const numbered = this.#numbered(callFrame.lineNumber);
      if (!numbered) continue;
      const known = this.#seen.get(numbered) ?? new Map<string, SeenFunction>();
      this.#seen.set(numbered, known);
      const key = `${callFrame.lineNumber}:${callFrame.columnNumber}`;
      if (!known.has(key)) known.set(key, functionAt(callFrame, numbered));
    }
  }

  /** Returns whose code a call frame is. */
  kindOf(frame: CallFrame): FrameKind {
    const file = fileOf(frame.url);
    if (!isAbsolute(file) || file.startsWith(this.#ownFolder) || file.includes(`${sep}node_modules${sep}`))
      return 'foreign';
    // The evaluation of a whole module begins at its first character.
    if (frame.functionName === '' && frame.lineNumber === 0 && frame.columnNumber === 0) return 'preparation';
    const numbered = this.#numbered(frame.lineNumber);
    if (!numbered) return 'user';
    const start = positionIn(numbered, frame.lineNumber, frame.columnNumber);
    // A helper that the compiler added.
    if (!start) return 'foreign';
    // The statement after the last line of the user's file, which evaluates the inputs.
    return start.line > this.linesOf(numbered.file).length ? 'preparation' : 'user';
  }

  /** Returns the place of a tick, which may be in a function that was inlined into that of the frame. */
  placeOf(tickLine: number, frame: CallFrame): LinePlace | null {
    const line = tickLine - 1;
    const numbered = this.#numbered(line);
    if (!numbered) {
      const isOwn = this.kindOf(frame) === 'user' && !this.#numbered(frame.lineNumber);
      return isOwn ? { file: fileOf(frame.url), line: tickLine, functionName: frame.functionName } : null;
    }
    const written =
      line === frame.lineNumber
        ? positionIn(numbered, line, frame.columnNumber)?.line
        : firstStatementIn(numbered, line);
    if (written === undefined || written > this.linesOf(numbered.file).length) return null;
    return { file: numbered.file, line: written, functionName: this.#nameOf(line, frame, numbered) };
  }

  /** Translates every position of a profile in place. Ticks of functions from other files are dropped. */
  map({ nodes }: CpuProfile): void {
    for (const node of nodes) {
      const { callFrame: frame } = node;
      const numbered = this.#numbered(frame.lineNumber);
      const start = numbered && positionIn(numbered, frame.lineNumber, frame.columnNumber);
      if (!numbered || !start) continue;
      const ticks = new Map<number, number>();
      for (const { line, ticks: count } of node.positionTicks ?? []) {
        const place = this.placeOf(line, frame);
        if (place?.file === numbered.file) ticks.set(place.line, (ticks.get(place.line) ?? 0) + count);
      }
      node.positionTicks = [...ticks].map(([line, count]) => ({ line, ticks: count }));
      frame.lineNumber = start.line - 1;
      frame.columnNumber = start.column - 1;
    }
  }

  /** Returns the lines of one of the user's files; none if it cannot be read. */
  linesOf(file: string): readonly string[] {
    const known = this.#sources.get(file);
    if (known) return known;
    const lines = ifThere(() => readFileSync(file, 'utf8'))?.split(/\r\n|[\n\r\u2028\u2029]/) ?? [];
    this.#sources.set(file, lines);
    return lines;
  }

  #numbered(line: number): NumberedFile | null {
    return this.#files.find(({ firstLine, lines }) => line >= firstLine && line < firstLine + lines.length) ?? null;
  }

  /**
   * Returns the name of the innermost function that was seen around a line; empty if that function was always inlined.
   */
  #nameOf(line: number, frame: CallFrame, numbered: NumberedFile): string {
    const around = [...(this.#seen.get(numbered)?.values() ?? [])].filter(
      ({ from, to }) => from <= line && line <= to && to > from,
    );
    const innermost = around.sort((a, b) => b.from - a.from)[0];
    return line === frame.lineNumber ? frame.functionName : (innermost?.name ?? '');
  }
}

/** Returns the lines of a function: the compiler indents what is inside. */
function functionAt({ functionName, lineNumber }: CallFrame, { lines, firstLine }: NumberedFile): SeenFunction {
  const first = lineNumber - firstLine;
  const depth = indentationOf(lines[first]);
  const length = lines.slice(first + 1).findIndex((line) => line.trim() !== '' && indentationOf(line) <= depth);
  const closes = lines[first + 1 + length]?.trimStart().startsWith('}') ?? false;
  const after = length < 0 ? lines.length - first - 1 : closes ? length + 1 : length;
  return { name: functionName, from: lineNumber, to: lineNumber + after };
}

function indentationOf(line = ''): number {
  return Math.max(0, line.search(/\S/));
}

/** Translates a position counted from 0 to one counted from 1; `null` for code without a source. */
function positionIn(
  { firstLine, map }: NumberedFile,
  line: number,
  column: number,
): { line: number; column: number } | null {
  if (!map) return { line: line - firstLine + 1, column: column + 1 };
  const entry = map.findEntry(line - firstLine, column);
  return 'originalLine' in entry ? { line: entry.originalLine + 1, column: entry.originalColumn + 1 } : null;
}

/** Returns the line, counted from 1, on which the first statement of a line was written. A tick has no column. */
function firstStatementIn(numbered: NumberedFile, line: number): number | undefined {
  const { firstLine, lines, map } = numbered;
  const local = line - firstLine;
  const entry = map?.findEntry(local, indentationOf(lines[local]));
  if (entry && 'originalLine' in entry && entry.generatedLine === local) return entry.originalLine + 1;
  // The first statement has no entry, or the file ran as written.
  return positionIn(numbered, line, Number.MAX_SAFE_INTEGER)?.line;
}
