import { spawn } from 'node:child_process';
import type { FromWatch, ToWatch, WatchedScript } from '../../engine/script/protocol.ts';

const ANSWER_MS = 5_000;

/** The process that watches a command from outside. */
export interface ScriptWatch {
  /** Ends it. @returns `null` if it does not answer */
  finish(): Promise<WatchedScript | null>;
}

/** Starts to watch the command that records into a folder. */
export function watchScript(program: string, node: string, folder: string, originMs: number): ScriptWatch {
  const child = spawn(node, [program, folder, String(originMs)], {
    env: { ...process.env, NODE_OPTIONS: '', ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    windowsHide: true,
  });
  const answer = new Promise<WatchedScript | null>((resolve) => {
    child.on('message', ({ watched }: FromWatch) => resolve(watched));
    child.on('error', () => resolve(null));
    child.on('exit', () => resolve(null));
  });
  return {
    async finish() {
      const message: ToWatch = { type: 'finish' };
      if (child.connected) child.send(message, () => undefined);
      const timer = setTimeout(() => child.kill('SIGKILL'), ANSWER_MS);
      const watched = await answer;
      clearTimeout(timer);
      return watched;
    },
  };
}
