import { setTimeout as delay } from 'node:timers/promises';
import type { ScriptProgress } from '../../model/script-progress.ts';
import { describeProgress } from '../../report/script/describe-progress.ts';
import { readRecording } from './read-recording.ts';
import type { ScriptWatch } from './watch-script.ts';

const EVERY_MS = 1_000;
/** A look may take this share of the time, so that it does not disturb the command. */
const MOST_SHARE = 0.05;

export interface FollowedScript {
  command: string[];
  watch: ScriptWatch;
  /** Folder of the recording. */
  folder: string;
  originMs: number;
  /** Time since the origin. */
  clock: () => number;
  onProgress: (progress: ScriptProgress) => void;
}

/**
 * Describes a running command about once a second.
 * @returns ends it; resolves after the last look
 */
export function followScript({
  command,
  watch,
  folder,
  originMs,
  clock,
  onProgress,
}: FollowedScript): () => Promise<void> {
  const ended = new AbortController();
  const { signal } = ended;
  const follow = async (): Promise<void> => {
    let before: ScriptProgress | null = null;
    for (let pauseMs = EVERY_MS; ;) {
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      const startMs = clock();
      const watched = await watch.look();
      const recording = await readRecording(folder, originMs, watched?.threads ?? []);
      if (recording.threads.length > 0) onProgress((before = describeProgress(recording, command, clock(), before)));
      pauseMs = Math.max(EVERY_MS, (clock() - startMs) / MOST_SHARE);
    }
  };
  const done = follow();
  return async () => {
    ended.abort();
    await done;
  };
}
