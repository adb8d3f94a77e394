/** A run that is not over so long after the cancel counts as a fault. */
export const MOST_CANCEL_MS = 2_000;

/** A function to cancel. */
export interface CancelSubject {
  name: string;
  source: string;
  inputs: string;
}

/** Returns a module with the function `f`. */
export function task(body: string, before = ''): string {
  return `${before}\nexport function f(n: number): unknown { ${body} }\n`;
}

/** A few milliseconds. */
const spin = 'let x = n; for (let i = 0; i < 3e6; i++) x = (x * 1103515245 + 12345) % 2147483648; return x;';

/** Functions that end, and functions that never do, one for each way of holding a run. */
export const cancelSubjects: readonly CancelSubject[] = [
  { name: 'computes', source: task(spin), inputs: '[1, 2, 3, 4, 5, 6, 7, 8]' },
  { name: 'never returns', source: task('for (;;);'), inputs: '[1, 2]' },
  { name: 'never settles', source: task('return new Promise(() => undefined);'), inputs: '[1, 2]' },
  {
    name: 'waits in Atomics',
    source: task('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); return n;'),
    inputs: '[1]',
  },
  {
    name: 'fills the queue of microtasks',
    source: task('const again = (): Promise<void> => Promise.resolve().then(again); return again();'),
    inputs: '[1]',
  },
  { name: 'never loads', source: task('return n;', 'for (;;);'), inputs: '[1]' },
  { name: 'has inputs that never end', source: task('return n;'), inputs: '(() => { for (;;); })()' },
  {
    name: 'starts programs',
    source: task("execFileSync('sleep', ['30']); return n;", "import { execFileSync } from 'node:child_process';"),
    inputs: '[1, 2, 3]',
  },
  {
    name: 'leaves programs',
    source: task(
      "spawn('sleep', ['300'], { detached: true }).unref(); return n;",
      "import { spawn } from 'node:child_process';",
    ),
    inputs: '[1, 2, 3, 4]',
  },
  {
    name: 'ignores signals',
    source: task('for (;;);', "process.on('SIGINT', () => undefined).on('SIGTERM', () => undefined);"),
    inputs: '[1]',
  },
];
