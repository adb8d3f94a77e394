// Takes the pictures of README, extension page and walkthrough from real runs in a real editor, and more of them for a
// review in test-artifacts/pictures: `npm run pictures`, or `npm run pictures -- inputs function script audit queue` for some.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { findHost } from '../host/find-host.ts';
import type { Workbench } from '../host/workbench-host.ts';
import { hasRedis, RedisServer } from '../multiprocessing/bullmq/redis-server.ts';
import { EditorPage } from './editor-page.ts';
import { primes } from './primes.ts';

const root = join(import.meta.dirname, '../..');
const media = join(root, 'media');
const review = join(root, 'test-artifacts/pictures');
for (const folder of [join(media, 'walkthrough'), review]) mkdirSync(folder, { recursive: true });

/** Runs of a function until one has a clear result. */
const MOST_ATTEMPTS = 5;

const primesPool = `import { Piscina } from 'piscina';

const filename = new URL('./primes.mjs', import.meta.url).href;
const pool = new Piscina({ filename, minThreads: 2, maxThreads: 2 });
const limits = Array.from({ length: 1_000 }, (_, index) => 40_000 + (index % 5) * 30_000);
await Promise.all(limits.map((limit) => pool.run(limit, { name: 'countPrimes' })));
await pool.destroy();
`;

const thumbnails = `import { mkdirSync, writeFileSync } from 'node:fs';

/** @inputs ['a.png', 'b.png', 'c.png', 'd.png'] */
export function saveThumbnail(name: string): number {
  const pixels = new Uint8Array(64 * 64).map((_, index) => index % 251);
  mkdirSync('out', { recursive: true });
  writeFileSync(\`out/\${name}\`, pixels);
  return pixels.length;
}
`;

const temporary = mkdtempSync(join(tmpdir(), 'parallel-profiler-pictures-'));
const folder = join(temporary, 'demo');
cpSync(join(root, 'test/workspace'), folder, { recursive: true });
const files = { 'primes.mjs': primes, 'primes-pool.mjs': primesPool, 'thumbnails.ts': thumbnails };
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'src', name), text);
mkdirSync(join(folder, 'node_modules'));
symlinkSync(join(root, 'node_modules/piscina'), join(folder, 'node_modules/piscina'), 'junction');

const settings = {
  'workbench.colorTheme': 'Dark Modern',
  'editor.minimap.enabled': false,
  'parallelProfiler.waitForQuiet': true,
  'parallelProfiler.nodePath': process.execPath,
  'window.title': 'demo',
};

/** The open window; closed after each part. */
const windows: Workbench[] = [];
let editor: EditorPage;

async function openWindow(more: Record<string, unknown> = {}): Promise<void> {
  const workbench = await host.open({
    folder,
    extension: { kind: 'source', folder: root },
    settings: { ...settings, ...more },
    size: { width: 1200, height: 800 },
  });
  windows.push(workbench);
  editor = new EditorPage(workbench);
}

/** Takes the window, or a part of it with some of its surroundings. */
async function take(path: string, part?: Locator): Promise<void> {
  const { page } = editor;
  // No tooltip of what the mouse was over. Canvases are drawn in the frames after a change.
  await page.mouse.move(1, 1);
  await page.waitForTimeout(1_000);
  const box = await part?.boundingBox();
  if (!box) await page.screenshot({ path });
  else {
    const clip = {
      x: Math.max(0, box.x - 12),
      y: Math.max(0, box.y - 12),
      width: box.width + 24,
      height: box.height + 24,
    };
    await page.screenshot({ path, clip });
  }
  console.log(path);
}

const picture = (name: string, part?: Locator): Promise<void> => take(join(media, name), part);
const look = (name: string, part?: Locator): Promise<void> => take(join(review, `${name}.png`), part);

/** Profiles the function that is shown again, until the result is clear; `false` if no run came that far. */
async function clearReport(name: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const report = await editor.report(name);
    const verdict = (await report.getByRole('heading', { level: 1 }).first().innerText()).trim();
    const isDoubtful = await report.locator('.confidence-low, .confidence-invalid').first().isVisible();
    if (verdict === 'Parallel pays' && !isDoubtful) return true;
    console.error(`Attempt ${attempt}: ${verdict}${isDoubtful ? ', with low confidence' : ''}.`);
    if (attempt === MOST_ATTEMPTS) return false;
    await report.getByText('Profile again').first().click();
    await report.getByText('Cancel', { exact: true }).waitFor();
  }
}

/** Scrolls the panel down. */
async function scroll(pixels: number): Promise<void> {
  await editor
    .panel()
    .locator('body')
    .evaluate(
      (body: { ownerDocument: { defaultView: { scrollTo(x: number, y: number): void } } }, by: number) =>
        body.ownerDocument.defaultView.scrollTo(0, by),
      pixels,
    );
}

async function pictureFunction(): Promise<void> {
  await openWindow();
  const panel = editor.panel();
  await editor.openFile('mandelbrot.ts');
  await editor.runCommand('View: Toggle Primary Side Bar Visibility');
  await editor.codeLenses('Profile in parallel').first().click();
  await panel.getByText('Cancel', { exact: true }).waitFor();
  // By then the first points are there.
  await editor.page.waitForTimeout(8_000);
  await picture('walkthrough/live.png', editor.page.locator('.editor-group-container').last());

  const isClear = await clearReport('mandelbrotRow');
  await editor.resize(1500, 1000);
  if (isClear) await picture('screenshot.png');
  else console.error('The machine was too busy for a clear result: media/screenshot.png stays as it was.');
  await panel.locator('.run-settings summary').click();
  await look('settings-menu');
  await editor.page.keyboard.press('Escape');
  await panel.locator('.menu-button').first().click();
  await look('export-menu');
  await editor.page.keyboard.press('Escape');

  await editor.showDetails('Hot lines');
  await panel.getByText('Profile hot lines').click();
  await panel.getByText('Cancel', { exact: true }).waitFor();
  const hasHotLines = await clearReport('mandelbrotRow');
  await editor.chooseTheme('Light Modern');
  await editor.resize(1500, 800);
  await editor.showDetails('Hot lines');
  await panel.locator('.hot-basis').first().scrollIntoViewIfNeeded();
  await editor.runCommand('View: Focus Left Editor Group');
  await editor.openFile('mandelbrot.ts', 34);
  if (hasHotLines) await picture('hot-lines.png');
  else await look('hot-lines');

  for (const theme of ['Light Modern', 'Dark Modern', 'Dark High Contrast', 'Light High Contrast']) {
    await editor.chooseTheme(theme);
    const name = theme.toLowerCase().replaceAll(' ', '-');
    await scroll(0);
    await editor.resize(1500, 1000);
    await look(`panel ${name}`);
    await editor.resize(900, 1000);
    await look(`panel narrow ${name}`);
  }
  await editor.chooseTheme('Dark Modern');
  await editor.resize(1300, 900);
  const headings = await panel.locator('vscode-panel-tab').allInnerTexts();
  for (const heading of headings) {
    await editor.showDetails(heading.trim());
    await panel.locator('.detail-views').first().scrollIntoViewIfNeeded();
    await scroll(100_000);
    await look(`tab ${heading.trim().toLowerCase()}`);
  }

  // The list in the Explorer, with functions of every outcome.
  await editor.runCommand('View: Close All Editors');
  await editor.openFile('process-number.ts');
  await editor.codeLenses('Profile in parallel').first().click();
  await editor.report('processNumber');
  await editor.runCommand('View: Focus Left Editor Group');
  await editor.openFile('monte-carlo.ts');
  await editor.codeLenses('Profile in parallel').first().click();
  await clearReport('estimatePi');
  await editor.resize(1500, 1000);
  await editor.runCommand('View: Toggle Primary Side Bar Visibility');
  await editor.runCommand('Explorer: Focus on Parallel Profiler View');
  await editor.page.locator('.pane .monaco-list-row', { hasText: 'estimatePi' }).waitFor();
  await look('functions');
  await editor.runCommand('View: Toggle Primary Side Bar Visibility');
}

/** Pictures that are the same on a busy machine. */
async function pictureInputs(): Promise<void> {
  await openWindow();
  await editor.openFile('mandelbrot.ts');
  await editor.runCommand('View: Toggle Primary Side Bar Visibility');
  await editor.codeLenses('Profile in parallel').first().waitFor();
  await editor.resize(760, 560);
  await picture('walkthrough/demo.png');
  await editor.resize(1000, 700);
  await editor.openFile('word-frequencies.ts', 18);
  await editor.runCommand('Parallel Profiler: Profile with Other Inputs …');
  await editor.quickPickRows().filter({ hasText: '40 items: ' }).waitFor();
  await editor.quickPickRows().filter({ hasText: '32 items: ' }).waitFor();
  await picture('walkthrough/inputs.png', editor.page.locator('.quick-input-widget'));
  await editor.page.keyboard.press('Escape');
}

async function pictureScript(): Promise<void> {
  await openWindow();
  const panel = editor.panel();
  const enter = async (): Promise<void> => {
    await editor.page.locator('.quick-input-widget input.input').waitFor();
    await editor.page.waitForTimeout(500);
    await editor.page.keyboard.press('Enter');
  };
  await editor.openFile('primes-pool.mjs');
  await editor.runCommand('View: Toggle Primary Side Bar Visibility');
  await editor.runCommand('Parallel Profiler: Profile This Script in Parallel …');
  await editor.page.locator('.quick-input-widget input.input').waitFor();
  await look('script command');
  await enter();
  await panel
    .getByText(/^Effective parallelism/)
    .first()
    .waitFor();
  await editor.resize(1500, 1000);
  await panel.getByText('Profile with flame graph').click();
  await enter();
  await panel.getByText('Click a function to zoom').waitFor();
  await picture('script.png');
  await panel.getByText('Open CPU profile').click();
  await panel.locator('.flame-card').first().scrollIntoViewIfNeeded();
  await look('script flame graph');
  await panel.locator('.flame-card .menu-items button', { hasText: 'thread 1' }).click();
  await editor.page.locator('.tab.active', { hasText: '.cpuprofile' }).waitFor();
  await editor.page.waitForTimeout(3_000);
  await look('script CPU profile');
  await editor.runCommand('View: Close Editor');
  await scroll(100_000);
  await look('script end');
  await editor.resize(900, 1000);
  await scroll(0);
  await look('script narrow');
  await editor.resize(1200, 800);
  await panel.getByText('Profile in parallel', { exact: true }).click();
  await editor.page.getByText('Record the inputs of countPrimes from a run').waitFor();
  await look('task function consent');
  await editor.page.keyboard.press('Escape');
}

async function pictureAudit(): Promise<void> {
  await openWindow();
  await editor.openFile('thumbnails.ts');
  await editor.codeLenses('Profile in parallel').first().click();
  await editor.page.locator('.monaco-dialog-box').waitFor();
  await look('side effects');
  await editor.page.keyboard.press('Escape');
  await editor.panel().locator('h1').first().waitFor();
  await look('side effects refused');
}

async function pictureQueue(): Promise<void> {
  if (!hasRedis()) {
    console.error('redis-server is not installed: no picture of the queue.');
    return;
  }
  const redis = await RedisServer.start(false);
  try {
    await openWindow({ 'parallelProfiler.redisUrl': redis.url, 'parallelProfiler.budgetSeconds': 20 });
    await editor.openFile('monte-carlo.ts');
    await editor.runCommand('View: Toggle Primary Side Bar Visibility');
    await editor.codeLenses('Profile in parallel').first().click();
    await clearReport('estimatePi');
    await editor.resize(1500, 1000);
    await look('queue');
    await scroll(700);
    await look('queue below');
  } finally {
    await redis.kill();
  }
}

const parts = {
  inputs: pictureInputs,
  function: pictureFunction,
  script: pictureScript,
  audit: pictureAudit,
  queue: pictureQueue,
};
const wanted = process.argv.slice(2);
const host = await findHost();
try {
  for (const [name, takeAll] of Object.entries(parts)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    try {
      await takeAll();
    } catch (error) {
      if (windows.length > 0) await look(`failed ${name}`);
      throw error;
    } finally {
      for (const window of windows.splice(0)) await window.close();
    }
  }
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 5 });
}
