import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '../machine/temporary-folder.ts';
import { median } from '../../math/median.ts';
import type { LineSamples } from '../../model/hot-lines.ts';
import type { Configuration } from '../../model/plan.ts';
import type { ModuleRequest } from '../protocol.ts';
import { type NamedProfile, nameProfiles, readProfileName, type WrittenProfile } from './cpu-profile-roles.ts';
import { ProfileMapper } from './map-cpu-profile.ts';
import { numberLines } from './number-lines.ts';
import { addSamples, type CpuProfile, sampleLines } from './sample-lines.ts';
import { type HostEvents, StrategyProcess } from './strategy-process.ts';

/** Time between two samples of a thread, in microseconds. */
const INTERVAL_US = 500;
/** Work per thread that is sampled, if one pass is shorter: some 2,000 samples, few of them of code that is still cold. */
const SAMPLED_WORK_MS = 1_000;
const MOST_PASSES = 10_000;
/** Characters of a line that a report has room for. */
const MOST_TEXT = 200;

interface ProfiledRun {
  request: ModuleRequest;
  /** Absolute path of the folder for the profiles; `null`: they are not kept. */
  folder: string | null;
  /** Length of a serial pass. */
  serialMs: number;
  /** CPUs that can be used at once. */
  cores: number;
}

interface CpuProfiles {
  /** Absolute paths of the files written. */
  files: string[];
  /** An entry per configuration. */
  lines: LineSamples[];
}

/**
 * Runs each configuration again under V8's sampling profiler, in separate processes so that no measurement is affected.
 * Counts the samples of each line and writes one `.cpuprofile` per thread. Positions refer to the user's files.
 */
export async function takeCpuProfiles(
  configurations: readonly Configuration[],
  run: ProfiledRun,
  events: HostEvents,
): Promise<CpuProfiles> {
  const { request, folder } = run;
  // Profiles name files by their real paths.
  const strategyHost = await realpath(request.programs.strategyHost);
  const threadWorker = await realpath(request.programs.threadWorker);
  if (folder !== null) await mkdir(folder, { recursive: true });
  const taken: CpuProfiles = { files: [], lines: [] };
  const copies = await mkdtemp(join(temporaryFolder(), 'parallel-profiler-lines-'));
  try {
    const { mapFile, files } = await numberLines(request.module.mapFile, copies);
    const mapper = new ProfileMapper(files, strategyHost);
    const numbered = { ...run, request: { ...request, module: { ...request.module, mapFile } } };
    for (const configuration of configurations) {
      const raw = join(copies, 'profiles');
      await mkdir(raw);
      const { pid, items, passes } = await runProfiled(configuration, numbered, raw, events);
      const named = nameProfiles(await readProfiles(raw), configuration, pid, threadWorker);
      await rm(raw, { recursive: true });
      taken.lines.push({ configuration, items, passes, ...countLines(named, mapper) });
      if (folder === null) continue;
      for (const { label, profile } of named) {
        mapper.map(profile);
        const path = join(folder, `${fileNameOf(request.plan.target.name)}.${label}.cpuprofile`);
        await writeFile(path, JSON.stringify(profile));
        taken.files.push(path);
      }
    }
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
  return taken;
}

async function runProfiled(
  configuration: Configuration,
  { request, serialMs, cores }: ProfiledRun,
  folder: string,
  events: HostEvents,
): Promise<{ pid: number; items: number; passes: number }> {
  const host = new StrategyProcess(configuration, request, events, [
    '--cpu-prof',
    '--cpu-prof-dir',
    folder,
    '--cpu-prof-interval',
    String(INTERVAL_US),
  ]);
  // Each worker needs as much work as the serial loop, so that cold code has the same share of the samples of both.
  const workMs = SAMPLED_WORK_MS * Math.max(1, Math.min(configuration.workers, Math.floor(cores)));
  const passes = Math.min(MOST_PASSES, Math.max(1, Math.ceil(workMs / Math.max(serialMs, 1e-3))));
  try {
    const { count } = await host.start(request.plan, request.programs, { atMostMs: 0 });
    await host.pass({ repeats: passes, observe: false, digest: null });
    await host.leave();
    return { pid: host.pid, items: count, passes };
  } finally {
    await host.end();
  }
}

async function readProfiles(folder: string): Promise<WrittenProfile[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.cpuprofile'));
  const read = await Promise.all(
    files.map(async (file) => {
      const profile = parseProfile(await readFile(join(folder, file), 'utf8'));
      return profile === null ? [] : [{ ...readProfileName(file), profile }];
    }),
  );
  return read.flat();
}

/** Returns `null` for the profile of a process that was killed while it wrote. */
function parseProfile(text: string): CpuProfile | null {
  try {
    return JSON.parse(text) as CpuProfile;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function countLines(
  profiles: readonly NamedProfile[],
  mapper: ProfileMapper,
): Pick<LineSamples, 'intervalMs' | 'lines' | 'elsewhere'> {
  const callers = profiles.filter(({ isCaller }) => isCaller).map(({ profile }) => profile);
  for (const profile of callers) mapper.note(profile);
  const { lines, elsewhere } = addSamples(callers.map((profile) => sampleLines(profile, mapper)));
  const deltasUs = callers.flatMap(({ timeDeltas = [] }) => timeDeltas);
  return {
    intervalMs: (deltasUs.length > 0 ? median(deltasUs) : INTERVAL_US) / 1_000,
    lines: lines.map((line) => ({
      ...line,
      text: mapper.linesOf(line.file)[line.line - 1]?.trim().slice(0, MOST_TEXT) ?? '',
    })),
    elsewhere,
  };
}

function fileNameOf(name: string): string {
  return name.replaceAll(/[^\w.-]+/g, '_');
}
