// Preloaded with --require into every process and thread of a command that is profiled. It records which threads and
// processes there are, the messages between them and where the time of each goes. It changes nothing that the program
// can see beyond its environment, and a failure of its own never reaches the program.
import threads from 'node:worker_threads';
import { bornMs, nowMs } from './clock.ts';
import { startCpuProfile } from './cpu-profile.ts';
import { channelVariable, folderVariable, originVariable } from './format/events.ts';
import { share, shared, variables } from './inherited.ts';
import { watchPoolMessages } from './message-log.ts';
import { type Channel, patchChannel, patchWorkers } from './patch-workers.ts';
import { patchMessages } from './patch-messages.ts';
import { ProcessMemory } from './process-memory.ts';
import { PoolTasks } from './pool-tasks.ts';
import { quietly } from './quietly.ts';
import { ownTid, RecordingFiles } from './recording-files.ts';
import { TaskFunctions } from './task-functions.ts';
import { ThreadLog } from './thread-log.ts';

const HEARTBEAT_MS = 200;
const isEval = /^(?:-[a-z]*[ep]|--eval|--print)(?:=|$)/;

function start(folder: string): void {
  const { isMainThread, threadId } = threads;
  const name = shared?.name ?? `${process.pid}-${Math.round(nowMs())}`;
  const files = new RecordingFiles(folder, name);
  const memory = new ProcessMemory(files, shared?.memory);
  const numbers = memory.claim();
  const tid = ownTid();
  const hasChannel = isMainThread && typeof process.send === 'function';
  const originMs = Number(variables[originVariable] ?? nowMs());
  const isWorker = !isMainThread || hasChannel;
  const log = numbers && new ThreadLog(numbers, threadId, tid, originMs, isWorker);
  const messages = log && {
    ...{
      log,
      pools: new PoolTasks(log),
      transfers: memory.transfers,
      functions: isWorker ? new TaskFunctions(files) : null,
    },
    afterMessage: () => memory.writeSometimes(),
  };
  let missing: string[] = [];
  if (messages) {
    quietly(() => messages.log.watch());
    quietly(() => messages.pools.watch());
    quietly(() => watchPoolMessages(messages));
    missing = patchMessages(messages);
    if (hasChannel) {
      const serialization = process.env[channelVariable] === 'advanced' ? 'advanced' : 'json';
      patchChannel(process as unknown as Channel, serialization, messages);
    }
    setInterval(() => {
      messages.log.readTimes(nowMs());
      memory.writeSometimes();
    }, HEARTBEAT_MS).unref();
  }
  patchWorkers({ messages, memory, files });
  if (isMainThread) {
    share(name, memory.shared);
    files.event({
      ...{ type: 'process', atMs: nowMs(), pid: process.pid, ppid: process.ppid, bornMs },
      script: process.argv[1] ?? (process.execArgv.some((flag) => isEval.test(flag)) ? '[eval]' : '[stdin]'),
      ...{ nodeVersion: process.version, ipc: hasChannel, missing },
    });
  }
  files.event({ type: 'thread', atMs: nowMs(), threadId, tid });
  const writeCpuProfile = isMainThread ? startCpuProfile() : undefined;
  // First of all, because the program may end the process in a listener of its own.
  process.prependListener('exit', (code) =>
    quietly(() => {
      writeCpuProfile?.();
      log?.end(code);
      memory.write();
    }),
  );
}

const folder = variables[folderVariable] ?? '';
if (folder !== '') quietly(() => start(folder));
