import { setTimeout } from 'node:timers/promises';

/** How long the thing outside takes to answer. */
const replyMs = 2000;

/**
 * Waits two seconds for something outside, as a request to a slow server does, with the thread free meanwhile. Four
 * workers do four of these in the time of one; so does one thread with `Promise.all`, and cheaper.
 *
 * @inputs ['north', 'east', 'south', 'west']
 */
export async function waitForReply(station: string): Promise<string> {
  return setTimeout(replyMs, `${station}: all well`);
}

/**
 * The same wait, but it holds its thread, as a synchronous driver or `execFileSync` would. Promises cannot help here;
 * workers can, even more of them than there are cores.
 *
 * @inputs ['north', 'east', 'south', 'west']
 */
export function waitForReplySync(station: string): string {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, replyMs);
  return `${station}: all well`;
}
