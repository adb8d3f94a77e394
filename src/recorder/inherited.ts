import threads from 'node:worker_threads';
import { folderVariable, originVariable, profilesVariable } from './format/events.ts';

const KEY = 'parallel-profiler.recorder';

/** What the threads of a process share. */
interface Shared {
  name: string;
  memory: SharedArrayBuffer;
  /** Because a program may delete them from its environment. */
  variables: Record<string, string>;
  flag: string;
}

/** Of the process; `undefined` in its main thread. */
export const shared = threads.isMainThread ? undefined : (threads.getEnvironmentData(KEY) as Shared | undefined);

const names = [folderVariable, originVariable, profilesVariable];

/** The variables of the recorder, by name. */
export const variables: Readonly<Record<string, string>> =
  shared?.variables ?? Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));

/** All flags that the run added are at the end of `NODE_OPTIONS`. */
export const flag =
  shared?.flag ??
  /(?:^| )(--require(?:=| )"?[^"]*script-recorder\.cjs"?.*)$/.exec(process.env['NODE_OPTIONS'] ?? '')?.[1] ??
  '';

/** Hands the recording down to the worker threads of this process. */
export function share(name: string, memory: SharedArrayBuffer): void {
  threads.setEnvironmentData(KEY, { name, memory, variables, flag } satisfies Shared);
}
