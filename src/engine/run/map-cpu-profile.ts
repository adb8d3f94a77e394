import { SourceMap } from 'node:module';
import { readIfThere } from '../machine/read-if-there.ts';
import type { ModuleMap } from '../loading/module-map.ts';
import { fileURLToPath } from 'node:url';

/** The parts of V8's `.cpuprofile` format that hold positions. Lines and columns of a call frame count from 0, of ticks from 1. */
export interface CpuProfile {
  nodes: {
    callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number };
    positionTicks?: { line: number; ticks: number }[];
  }[];
}

/** Moves every position from the code that ran to the file that the user wrote, in place. */
export function mapCpuProfile(profile: CpuProfile, modules: ModuleMap['modules']): void {
  const maps = new Map<string, SourceMap | null>();
  for (const { callFrame, positionTicks } of profile.nodes) {
    const map = mapOf(callFrame.url, modules, maps);
    if (!map) continue;
    const original = map.findEntry(callFrame.lineNumber, callFrame.columnNumber);
    if (!('originalLine' in original)) continue;
    for (const tick of positionTicks ?? []) tick.line = originalLine(map, tick.line);
    callFrame.lineNumber = original.originalLine;
    callFrame.columnNumber = original.originalColumn;
  }
}

function originalLine(map: SourceMap, line: number): number {
  // A tick knows no column; the last entry of the line is inside the statement rather than before it.
  const entry = map.findEntry(line - 1, Number.MAX_SAFE_INTEGER);
  return 'originalLine' in entry ? entry.originalLine + 1 : line;
}

function mapOf(url: string, modules: ModuleMap['modules'], known: Map<string, SourceMap | null>): SourceMap | null {
  const before = known.get(url);
  if (before !== undefined) return before;
  const file = url.startsWith('file:') ? fileURLToPath(url) : url;
  const code = modules[file] ? readIfThere(modules[file].code) : null;
  const map = code === null ? null : inlineMap(code);
  known.set(url, map);
  return map;
}

function inlineMap(code: string): SourceMap | null {
  const encoded = /\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/.exec(code)?.[1];
  if (encoded === undefined) return null;
  return new SourceMap(
    JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as ConstructorParameters<typeof SourceMap>[0],
  );
}
