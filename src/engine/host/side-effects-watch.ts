import { setTimeout as sleep } from 'node:timers/promises';
import type { OpenResource, PrintedLines, SideEffects } from '../../model/side-effects.ts';

/** Grace period for resources that are about to close. */
const MOST_SETTLING_MS = 100;
const LOOK_EVERY_MS = 5;
const MOST_CHARACTERS = 200;

/** Detects what calls print and leave open in this process. Create it before the first call. */
export class SideEffectsWatch {
  private readonly before = countOpen();

  /** Starts watching. The returned function stops after the pass and returns the side effects seen. */
  async watchPass(): Promise<() => Promise<SideEffects>> {
    // Calls before the pass may have left resources that close during it.
    await settle(this.before);
    const beforePass = countOpen();
    const printed = listen();
    return async () => {
      const print = printed();
      await settle(this.before);
      const leftOpen = openedSince(this.before, beforePass);
      return { ...(print && { printed: print }), ...(leftOpen.length > 0 && { leftOpen }) };
    };
  }
}

/** Counts lines written to the standard streams, which `console` uses too. The returned function stops counting. */
function listen(): () => PrintedLines | null {
  let lines = 0;
  let first = '';
  let any = false;
  const stop = [process.stdout, process.stderr].map((stream) => {
    const own = Object.getOwnPropertyDescriptor(stream, 'write');
    const write = stream.write.bind(stream) as (...parameters: unknown[]) => boolean;
    const mine = (...parameters: unknown[]): boolean => {
      const [chunk] = parameters;
      const text = typeof chunk === 'string' ? chunk : chunk instanceof Uint8Array ? Buffer.from(chunk).toString() : '';
      if (text !== '') any = true;
      for (const character of text) if (character === '\n') lines++;
      if (first === '') first = text.trimStart().split('\n', 1)[0]?.trimEnd().slice(0, MOST_CHARACTERS) ?? '';
      return write(...parameters);
    };
    stream.write = mine;
    return () => {
      // Keep a replacement that the user's function installed.
      if (Object.getOwnPropertyDescriptor(stream, 'write')?.value !== mine) return;
      if (own) Object.defineProperty(stream, 'write', own);
      else Reflect.deleteProperty(stream, 'write');
    };
  });
  return () => {
    for (const end of stop) end();
    return any ? { lines: Math.max(1, lines), first } : null;
  };
}

/** Waits until nothing is left open, or until nothing more can be expected to close. */
async function settle(before: Counts): Promise<void> {
  for (let waitedMs = 0; waitedMs < MOST_SETTLING_MS; waitedMs += LOOK_EVERY_MS) {
    if (openedSince(before, before).length === 0) return;
    await sleep(LOOK_EVERY_MS, undefined, { ref: false });
  }
}

type Counts = ReadonlyMap<string, number>;

function countOpen(): Counts {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

function openedSince(before: Counts, beforePass: Counts): OpenResource[] {
  return [...countOpen()].flatMap(([kind, now]) => {
    const count = now - (before.get(kind) ?? 0);
    const addedInPass = Math.max(0, now - (beforePass.get(kind) ?? 0));
    return count > 0 ? [{ kind, count, addedInPass }] : [];
  });
}
