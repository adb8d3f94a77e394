import { spawn } from 'node:child_process';
import type { FromWatch, ToWatch, WatchedScript } from '../../engine/script/protocol.ts';

const ANSWER_MS = 5_000;

/** The process that watches a command from outside. Its answers are `null` if it does not answer. */
export interface ScriptWatch {
  /** Asks for what it has seen so far. The last answer must have come. */
  look(): Promise<WatchedScript | null>;
  /** Ends it. */
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
  const gone = new Promise<null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', () => resolve(null));
  });
  const ask = async (message: ToWatch): Promise<WatchedScript | null> => {
    if (!child.connected) return null;
    const answer = new Promise<WatchedScript>((resolve) => {
      child.once('message', ({ watched }: FromWatch) => resolve(watched));
    });
    child.send(message, () => undefined);
    const timer = setTimeout(() => child.kill('SIGKILL'), ANSWER_MS);
    const watched = await Promise.race([answer, gone]);
    clearTimeout(timer);
    return watched;
  };
  return { look: () => ask({ type: 'look' }), finish: () => ask({ type: 'finish' }) };
}
