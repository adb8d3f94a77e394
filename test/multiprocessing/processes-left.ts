import { readdirSync, readFileSync } from 'node:fs';

/** Children of this process that are alive, by pid. */
export function livingChildren(): number[] {
  const mine = String(process.pid);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        // The name in parentheses may hold anything; state and parent come after it.
        const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /s, '')
          .split(' ');
        return parent === mine && state !== 'Z';
      } catch {
        // It ended while the list was read.
        return false;
      }
    })
    .map(Number);
}
