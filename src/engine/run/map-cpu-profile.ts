import { readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, isAbsolute, sep } from 'node:path';
import { ifThere, readIfThere } from '../machine/read-if-there.ts';
import type { ModuleMap } from '../loading/module-map.ts';
import { fileOf } from './cpu-profile-roles.ts';
import { type CpuProfile, type FrameOrigin, isModuleFrame } from './sample-lines.ts';

type CallFrame = CpuProfile['nodes'][number]['callFrame'];

/** Translates positions of CPU profiles from the code that ran to the user's files. */
export class ProfileMapper {
  readonly #modules: ModuleMap['modules'];
  /** Folder of the profiler's programs. */
  readonly #ownFolder: string;
  readonly #transpiled = new Map<string, TranspiledCode | null>();
  readonly #sources = new Map<string, readonly string[]>();

  /** @param program absolute path of one of the profiler's programs */
  constructor(modules: ModuleMap['modules'], program: string) {
    this.#modules = modules;
    this.#ownFolder = dirname(program) + sep;
  }

  /** Returns where the code of a call frame was written. */
  originOf(frame: CallFrame): FrameOrigin {
    const file = fileOf(frame.url);
    if (!isAbsolute(file) || file.startsWith(this.#ownFolder) || file.includes(`${sep}node_modules${sep}`))
      return { kind: 'foreign' };
    if (isModuleFrame(frame)) return { kind: 'preparation' };
    const code = this.#codeOf(file);
    if (!code) return { kind: 'user', file, lineOf: (line) => line };
    const start = code.positionOf(frame.lineNumber, frame.columnNumber);
    // A helper that the compiler added.
    if (!start) return { kind: 'foreign' };
    // The statement after the last line of the user's file, which evaluates the inputs.
    if (start.line > this.linesOf(file).length) return { kind: 'preparation' };
    return { kind: 'user', file, lineOf: (line) => code.lineOf(line, frame) };
  }

  /** Translates every position of a profile in place. */
  map({ nodes }: CpuProfile): void {
    for (const { callFrame, positionTicks } of nodes) {
      const code = this.#codeOf(fileOf(callFrame.url));
      const start = code?.positionOf(callFrame.lineNumber, callFrame.columnNumber);
      if (!code || !start) continue;
      for (const tick of positionTicks ?? []) tick.line = code.lineOf(tick.line, callFrame);
      callFrame.lineNumber = start.line - 1;
      callFrame.columnNumber = start.column - 1;
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

  #codeOf(file: string): TranspiledCode | null {
    const known = this.#transpiled.get(file);
    if (known !== undefined) return known;
    const text = this.#modules[file] ? readIfThere(this.#modules[file].code) : null;
    const map = text === null ? null : inlineMap(text);
    const code = text === null || map === null ? null : new TranspiledCode(text, map);
    this.#transpiled.set(file, code);
    return code;
  }
}

/** A transpiled file with its source map. */
class TranspiledCode {
  readonly #lines: readonly string[];
  readonly #map: SourceMap;

  constructor(text: string, map: SourceMap) {
    this.#lines = text.split('\n');
    this.#map = map;
  }

  /** Translates a position counted from 0 to one counted from 1; `null` for code without a source. */
  positionOf(line: number, column: number): { line: number; column: number } | null {
    const entry = this.#map.findEntry(line, column);
    if (!('originalLine' in entry)) return null;
    return { line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  }

  /**
   * Translates the line of a tick, which has no column: to the line of the function if it begins there, otherwise to
   * that of the first statement on it.
   * @param tickLine counted from 1
   * @param frame the function
   */
  lineOf(tickLine: number, frame: CallFrame): number {
    const line = tickLine - 1;
    if (line === frame.lineNumber) return this.positionOf(line, frame.columnNumber)?.line ?? tickLine;
    const indentation = this.#lines[line]?.search(/\S/) ?? 0;
    const entry = this.#map.findEntry(line, Math.max(0, indentation));
    if ('originalLine' in entry && entry.generatedLine === line) return entry.originalLine + 1;
    // The first statement has no entry of its own.
    return this.positionOf(line, Number.MAX_SAFE_INTEGER)?.line ?? tickLine;
  }
}

function inlineMap(code: string): SourceMap | null {
  const encoded = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/.exec(code)?.[1];
  if (encoded === undefined) return null;
  return new SourceMap(
    JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as ConstructorParameters<typeof SourceMap>[0],
  );
}
