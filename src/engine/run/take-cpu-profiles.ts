import { fileURLToPath } from 'node:url';
import { SourceMap } from 'node:module';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../model/plan.ts';
import { readIfThere } from '../machine/read-if-there.ts';
import type { ModuleMap } from '../loading/module-map.ts';
import type { ToEngine } from '../protocol.ts';
import { type HostEvents, StrategyProcess } from './strategy-process.ts';

/**
 * The parts of V8's `.cpuprofile` format that hold positions. Lines and columns of a call frame start at 0, those of
 * ticks at 1.
 */
export interface CpuProfile {
  nodes: {
    callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number };
    positionTicks?: { line: number; ticks: number }[];
  }[];
}

/**
 * Runs each configuration once more under V8's sampling profiler, in separate processes so that no measurement is
 * affected, and writes one `.cpuprofile` per thread or process that did work. Positions refer to the user's files.
 *
 * @returns absolute paths of the files written
 */
export async function takeCpuProfiles(
  configurations: readonly Configuration[],
  request: ToEngine,
  folder: string,
  events: HostEvents,
): Promise<string[]> {
  const { modules } = JSON.parse(await readFile(request.module.mapFile, 'utf8')) as ModuleMap;
  await mkdir(folder, { recursive: true });
  const written: string[] = [];
  for (const configuration of configurations) {
    const raw = await mkdtemp(join(tmpdir(), 'parallel-profiler-cpu-'));
    try {
      const pid = await runProfiled(configuration, request, raw, events);
      const files = (await readdir(raw)).filter((file) => file.endsWith('.cpuprofile'));
      for (const { file, label } of nameProfiles(files, configuration, pid)) {
        const profile = JSON.parse(await readFile(join(raw, file), 'utf8')) as CpuProfile;
        mapCpuProfile(profile, modules);
        const path = join(folder, `${fileNameOf(request.plan.target.name)}.${label}.cpuprofile`);
        await writeFile(path, JSON.stringify(profile));
        written.push(path);
      }
    } finally {
      await rm(raw, { recursive: true, force: true });
    }
  }
  return written;
}

async function runProfiled(
  configuration: Configuration,
  request: ToEngine,
  folder: string,
  events: HostEvents,
): Promise<number> {
  const host = new StrategyProcess(configuration, request, events, [
    '--cpu-prof',
    '--cpu-prof-dir',
    folder,
    '--cpu-prof-interval',
    '500',
  ]);
  try {
    await host.start(request.plan, request.programs, { atMostMs: 0 });
    await host.pass({ repeats: 1, observe: false, digest: null });
    await host.leave();
    return host.pid;
  } finally {
    await host.end();
  }
}

/** Renames profiles from Node's `CPU.<date>.<time>.<pid>.<thread>.<sequence>.cpuprofile`. */
function nameProfiles(
  files: readonly string[],
  { strategy, workers }: Configuration,
  hostPid: number,
): { file: string; label: string }[] {
  const parsed = files
    .map((file) => ({ file, pid: Number(file.split('.')[3]), thread: Number(file.split('.')[4]) }))
    .sort((a, b) => a.pid - b.pid || a.thread - b.thread);
  let worker = 0;
  return parsed.map(({ file, pid, thread }) => {
    if (strategy === 'serial' || strategy === 'async') return { file, label: strategy };
    const isMain = pid === hostPid && thread === 0;
    return { file, label: `${strategy}-${workers}.${isMain ? 'main' : `worker-${worker++}`}` };
  });
}

function fileNameOf(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, '_');
}

/** Maps every position in place, from the code that ran to the user's file. */
function mapCpuProfile(profile: CpuProfile, modules: ModuleMap['modules']): void {
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
  // A tick has no column; the last entry of the line is inside the statement rather than before it.
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
