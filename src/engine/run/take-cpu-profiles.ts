import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Configuration } from '../../model/plan.ts';
import { type CpuProfile, mapCpuProfile } from './map-cpu-profile.ts';
import type { ModuleMap } from '../loading/module-map.ts';
import type { ToEngine } from '../protocol.ts';
import { type HostEvents, StrategyProcess } from './strategy-process.ts';

/**
 * Runs each configuration once more under V8's sampling profiler, in processes of their own so that no number is touched by
 * it, and writes one `.cpuprofile` per thread or process that worked. Positions are those of the user's files.
 *
 * @returns absolute paths of what was written
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
    await host.start(request.plan, request.programs);
    await host.pass({ repeats: 1, observe: false, digest: false });
    await host.leave();
    return host.pid;
  } finally {
    await host.end();
  }
}

/** Node names a profile `CPU.<date>.<time>.<pid>.<thread>.<sequence>.cpuprofile`. */
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
