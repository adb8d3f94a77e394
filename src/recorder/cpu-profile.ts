import type inspector from 'node:inspector';
import { createRequire } from 'node:module';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkerOptions } from 'node:worker_threads';
import { profilesVariable } from './format/events.ts';
import { variables } from './inherited.ts';
import { quietly } from './quietly.ts';

/** Absolute path; `null` if no CPU profiles are wanted. */
const folder = variables[profilesVariable] ?? '';
const write = writeFileSync;

/**
 * Starts the CPU profile of a main thread. `--cpu-prof` would do, but Node 20 refuses it in `NODE_OPTIONS`.
 * @returns a function that writes the profile; does nothing if none is wanted
 */
export function startCpuProfile(): () => void {
  const session = folder === '' ? undefined : quietly(connect);
  // As in Node's names: process ids repeat, and a folder keeps the profiles of earlier runs.
  const startedAt = new Date().toISOString().replace(/[-:]/g, '').replace('T', '.').slice(0, 15);
  return () => {
    session?.post('Profiler.stop', (error, result) => {
      const name = `CPU.${startedAt}.${process.pid}.0.cpuprofile`;
      if (error === null) quietly(() => write(join(folder, name), JSON.stringify(result.profile)));
    });
  };
}

function connect(): inspector.Session {
  // Some builds of Node have no inspector.
  const { Session } = createRequire(__filename)('node:inspector') as typeof inspector;
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.start');
  return session;
}

/** Returns the options of a worker thread with the flags for a CPU profile, which Node writes on termination too. */
export function withCpuProfile(options: WorkerOptions | undefined): WorkerOptions | undefined {
  const given = options?.execArgv ?? process.execArgv;
  if (folder === '' || given.includes('--cpu-prof')) return options;
  return { ...options, execArgv: [...given, '--cpu-prof', `--cpu-prof-dir=${folder}`] };
}
