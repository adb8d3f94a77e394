import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EditorPage } from './editor-page.ts';
import { useWindow } from './open-editor.ts';
import { primes } from './primes.ts';

const spin = (rounds: number): string => `/** @inputs [1, 2, 3] */
export function spin(value: number): number {
  let sum = value;
  for (let round = 0; round < ${rounds}; round++) sum = (sum * 31 + round) % 1_000_003;
  return sum;
}
`;

const script = `import { Worker, isMainThread, parentPort } from 'node:worker_threads';
if (isMainThread) {
  const workers = [1, 2].map(() => new Worker(new URL(import.meta.url)));
  await Promise.all(
    workers.map(async (worker) => {
      for (let task = 0; task < 5; task++) {
        worker.postMessage(task);
        await new Promise((resolve) => worker.once('message', resolve));
      }
      await worker.terminate();
    }),
  );
} else
  parentPort.on('message', () => {
    for (const end = Date.now() + 100; Date.now() < end; );
    parentPort.postMessage('done');
  });
`;

const endless = `import { Worker, isMainThread } from 'node:worker_threads';
if (isMainThread) for (const _ of [1, 2]) new Worker(new URL(import.meta.url));
setInterval(() => { for (const end = Date.now() + 50; Date.now() < end; ); }, 100);
`;

const primesPool = `import { Piscina } from 'piscina';
const filename = new URL('primes.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 });
await Promise.all([1, 2, 3, 4, 5, 6].map((part) => pool.run(part * 20_000, { name: 'countPrimes' })));
await pool.destroy();
`;

let editor: EditorPage;
const demo = useWindow(
  {
    'spin.ts': spin(100_000),
    'two-workers.mjs': script,
    'primes.mjs': primes,
    'primes-pool.mjs': primesPool,
    'endless.mjs': endless,
    '../package.json': JSON.stringify({ scripts: { endless: 'node src/endless.mjs' } }, null, 2),
  },
  (opened) => (editor = opened),
);
// Far apart, because a busy machine leaves room for few pairs of processes.
const git = (...args: string[]): void => {
  const identity = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'commit.gpgSign=false'];
  execFileSync('git', ['-C', demo.folder, ...identity, ...args], { stdio: 'ignore' });
};
git('init', '--quiet');
git('add', '.');
git('commit', '--quiet', '--message', 'Spin for a short time');
writeFileSync(join(demo.folder, 'src/spin.ts'), spin(4_000_000));
mkdirSync(join(demo.folder, 'node_modules'));
const piscina = join(import.meta.dirname, '../../node_modules/piscina');
symlinkSync(piscina, join(demo.folder, 'node_modules/piscina'), 'junction');

const input = () => editor.page.locator('.quick-input-widget input.input');

/** Profiles a script of the demo by the command that is proposed for it. */
async function profileScript(file: string): Promise<void> {
  await editor.openFile(file);
  await editor.runCommand('Parallel Profiler: Profile This Script in Parallel …');
  const command = `node src/${file}`;
  await expect.poll(() => input().inputValue()).toBe(command);
  await editor.page.keyboard.press('Enter');
  await editor.report(command);
  const answer = editor.panel().getByText(/^Effective parallelism/);
  await answer.first().waitFor();
}

test('a function is compared with a commit', async () => {
  await editor.openFile('spin.ts', 2);
  await editor.runCommand('Parallel Profiler: Compare with Commit …');
  await editor.quickPickRows().filter({ hasText: 'Spin for a short time' }).click();
  await editor.page.locator('.tab.active', { hasText: 'Comparison of spin' }).waitFor();
  const answer = editor
    .panel()
    .getByText(/^Not resolved|at both commits:|at head \(/)
    .first();
  expect(await answer.innerText()).toContain('more time at head');
  await editor.screenshot('compare with commit');
  await editor.runCommand('View: Close Editor');
});

test('a script that is parallel already is profiled unchanged', async () => {
  await profileScript('two-workers.mjs');
  expect(await editor.panel().getByText('two-workers.mjs thread').count()).toBeGreaterThanOrEqual(2);
  await editor.screenshot('script report');
});

test('a script is profiled again with a flame graph, and compared with the earlier run', async () => {
  const panel = editor.panel();
  const again = panel.getByText('Profile with flame graph');
  // Not there if an earlier attempt of this test failed later.
  if (!(await again.isVisible())) await profileScript('two-workers.mjs');
  await again.click();
  await input().waitFor();
  await editor.page.keyboard.press('Enter');
  await panel.getByText('Click a function to zoom').waitFor();
  await editor.screenshot('script flame graph');

  // The editor's own viewer shows the profile of a thread, in a page beside the panel.
  await panel.getByText('Open CPU profile').click();
  await panel.locator('.flame-card .menu-items button', { hasText: 'thread' }).first().click();
  await editor.page.locator('.tab.active', { hasText: '.cpuprofile' }).waitFor();
  const columns = async (): Promise<number> => {
    const frames = editor.page.frames().map((frame) => frame.getByText('Total Time', { exact: true }).count());
    const counts = await Promise.allSettled(frames);
    return Math.max(...counts.map((each) => (each.status === 'fulfilled' ? each.value : 0)));
  };
  await expect.poll(columns).toBeGreaterThan(0);
  await editor.screenshot('script CPU profile');
  await editor.runCommand('View: Close Editor');

  await panel
    .getByRole('button', { name: /^Compare: the run of/ })
    .first()
    .click();
  await panel.getByText('effective parallelism', { exact: true }).waitFor();
  await editor.screenshot('script comparison');
  await panel.getByText('Back to the report').click();
  await panel.getByText('Click a function to zoom').waitFor();
});

test('a task function of a script is profiled with the inputs that the script gave it', async () => {
  await profileScript('primes-pool.mjs');
  await editor.panel().getByText('Profile in parallel', { exact: true }).click();
  // Nothing runs before the user has seen the command.
  await editor.page.getByText('Record the inputs of countPrimes from a run').waitFor();
  expect(await input().inputValue()).toBe('node src/primes-pool.mjs');
  await editor.screenshot('task function consent');
  await editor.page.keyboard.press('Enter');
  const report = await editor.report('countPrimes');
  await report.getByText('6 items recorded from 6 calls during').first().waitFor();
  await report.getByRole('heading', { level: 1 }).waitFor();
  await editor.screenshot('task function report');
});

test('a script of package.json is followed while it runs, and stopped in the panel', async () => {
  await editor.openFile('package.json');
  await editor.codeLenses('Profile in parallel').first().click();
  await expect.poll(() => input().inputValue()).toBe('npm run endless');
  await editor.page.keyboard.press('Enter');
  const panel = editor.panel();
  await panel.getByText('endless.mjs thread').first().waitFor();
  await panel.getByText('workers · ').waitFor();
  await editor.screenshot('script running');
  await panel.getByText('Stop', { exact: true }).click();
  await panel
    .getByText(/^Effective parallelism/)
    .first()
    .waitFor();
});
