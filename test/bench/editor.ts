import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { median } from '../../src/math/median.ts';
import { descendants } from '../descendants.ts';
import { EditorPage } from '../e2e/editor-page.ts';
import { findHost } from '../host/find-host.ts';
import type { WorkbenchHost } from '../host/workbench-host.ts';
import type { Bench, Claims } from './bench.ts';

const root = join(import.meta.dirname, '../..');
const BUDGET_SECONDS = 5;
const TIMES = 3;
/** After which a window that nobody uses has loaded what it loads. */
const SETTLE_MS = 15_000;
/** The analysis ends after five minutes without a question. */
const IDLE_MS = 310_000;
const MOST_MB = 120;
const LARGE_LINES = 5_000;

/** Memory and waiting in a real editor, compared with the barest extension. */
export const editor: Bench = {
  name: 'editor',
  about: 'memory and waiting in a real editor',
  cases: [
    { name: 'memory', about: 'of the extension host and its processes, one TypeScript file open', run: memory },
    { name: 'lens', about: `in a file of ${LARGE_LINES.toLocaleString('en')} lines`, run: lens },
    { name: 'click', about: 'from the click on the lens to the verdict', run: click },
  ],
};

async function memory(claims: Claims): Promise<void> {
  using folder = makeProject();
  const host = await findHost();
  const grown: number[] = [];
  const idle: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    await using bare = await openWindow(host, folder.path, folder.bare, 'small.ts');
    await sleep(SETTLE_MS);
    const bareMb = hostMegabytes();
    await bare.close();
    await using used = await openWindow(host, folder.path, root, 'small.ts');
    await used.page.codeLenses('Profile in parallel').first().waitFor();
    await sleep(SETTLE_MS);
    grown.push(hostMegabytes() - bareMb);
    if (time < TIMES - 1) continue;
    await sleep(IDLE_MS);
    idle.push(hostMegabytes() - bareMb);
  }
  const inMb = (figures: readonly number[]): string =>
    `${median(figures).toFixed(0)} MB (${figures.map((mb) => mb.toFixed(0)).join(', ')})`;
  claims.check(`at most ${MOST_MB} MB over the bare editor`, inMb(grown), median(grown) <= MOST_MB);
  claims.check('less than half of it after five idle minutes', inMb(idle), median(idle) < median(grown) / 2);
}

async function lens(claims: Claims): Promise<void> {
  using folder = makeProject();
  const host = await findHost();
  const measure = async (extension: string): Promise<number> => {
    await using window = await openWindow(host, folder.path, extension, 'small.ts');
    await window.page.codeLenses('Profile in parallel').first().waitFor();
    await sleep(SETTLE_MS);
    const text = `[...document.querySelectorAll('.view-line')].some((line) => line.textContent.includes('work0'))`;
    const found = watch(window.page.page, {
      text,
      lens: `document.querySelector('.codelens-decoration a') !== null && ${text}`,
    });
    await window.page.openFile('large.ts');
    const { text: shown = 0, lens: drawn = 0 } = await found;
    return drawn - shown;
  };
  const { own, bare } = await interleave(measure, folder.bare);
  claims.check('a lens within 500 ms of the text', against(own, bare), median(own) <= 500);
}

async function click(claims: Claims): Promise<void> {
  using folder = makeProject();
  const host = await findHost();
  const points: number[] = [];
  const verdicts: number[] = [];
  const measure = async (extension: string): Promise<number> => {
    await using window = await openWindow(host, folder.path, extension, 'small.ts');
    const link = window.page.codeLenses('Profile in parallel').first();
    await link.waitFor();
    await sleep(SETTLE_MS);
    const began = performance.now();
    await link.click();
    const panel = window.page.panel();
    const since = async (selector: string, text: RegExp): Promise<number> => {
      await panel.locator(selector, { hasText: text }).first().waitFor({ timeout: 120_000 });
      return performance.now() - began;
    };
    const first = await since('body', /Starting|Profiling/);
    if (extension === root) {
      points.push(await since('.live, .verdict', /\dx/));
      verdicts.push(await since('.verdict h1', /./));
    }
    return first;
  };
  const { own, bare } = await interleave(measure, folder.bare);
  const most = 1_000 * BUDGET_SECONDS + 2_000;
  claims.check('the first text within 500 ms', against(own, bare), median(own) <= 500);
  claims.check('the first speedup within 2 s', listed(points), median(points) <= 2_000);
  claims.check(
    `the verdict within the budget of ${BUDGET_SECONDS} s and 2 s`,
    listed(verdicts),
    median(verdicts) <= most,
  );
}

/** Measures the extension and the barest one in turn. */
async function interleave(
  measure: (extension: string) => Promise<number>,
  barest: string,
): Promise<{ own: number[]; bare: number[] }> {
  const own: number[] = [];
  const bare: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    bare.push(await measure(barest));
    own.push(await measure(root));
  }
  return { own, bare };
}

function against(own: readonly number[], bare: readonly number[]): string {
  return `${listed(own)}, the barest extension ${listed(bare)}`;
}

function listed(times: readonly number[]): string {
  return `${median(times).toFixed(0)} ms (${times.map((ms) => ms.toFixed(0)).join(', ')})`;
}

/** The least that an extension can do: a lens for each line that begins a function, and a page with one line. */
const barest = `const vscode = require('vscode');
exports.activate = () => {
  vscode.languages.registerCodeLensProvider('typescript', {
    provideCodeLenses: (document) =>
      document.getText().split('\\n').flatMap((text, line) =>
        text.startsWith('export function')
          ? [new vscode.CodeLens(new vscode.Range(line, 0, line, 1), { title: 'Profile in parallel', command: 'bare.open' })]
          : []),
  });
  vscode.commands.registerCommand('bare.open', () => {
    const panel = vscode.window.createWebviewPanel('bare', 'bare', vscode.ViewColumn.Beside, { enableScripts: true });
    panel.webview.html = '<!doctype html><html><body><h1>Profiling hash</h1></body></html>';
  });
};
`;

/** A folder with a small file, a large one, and the barest extension. */
function makeProject(): { path: string; bare: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'bench-editor-'));
  const bare = join(path, 'bare');
  mkdirSync(bare);
  writeFileSync(join(bare, 'extension.js'), barest);
  const manifest = { name: 'bare', publisher: 'none', version: '1.0.0', engines: { vscode: '^1.100.0' } };
  writeFileSync(
    join(bare, 'package.json'),
    JSON.stringify({ ...manifest, main: 'extension.js', activationEvents: ['*'] }),
  );
  writeFileSync(join(path, 'package.json'), '{ "type": "module" }\n');
  writeFileSync(join(path, 'tsconfig.json'), '{ "compilerOptions": { "module": "nodenext" } }\n');
  writeFileSync(
    join(path, 'small.ts'),
    `/** @inputs range(200) */
export function hash(seed: number): number {
  let sum = seed;
  for (let index = 0; index < 100_000; index++) sum = (sum * 31 + index) % 1_000_003;
  return sum;
}
`,
  );
  const functions = Array.from(
    { length: LARGE_LINES / 5 },
    (_, index) => `export function work${index}(count: number): number {
  let sum = 0;
  for (let step = 0; step < count; step++) sum += step % ${index + 2};
  return sum;
}`,
  );
  writeFileSync(join(path, 'large.ts'), `${functions.join('\n')}\n`);
  return { path, bare, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}

interface OpenWindow {
  page: EditorPage;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function openWindow(host: WorkbenchHost, folder: string, extension: string, file: string): Promise<OpenWindow> {
  const workbench = await host.open({
    folder,
    file: join(folder, file),
    extension: { kind: 'source', folder: extension },
    settings: { 'parallelProfiler.budgetSeconds': BUDGET_SECONDS, 'parallelProfiler.waitForQuiet': false },
  });
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (isOpen) await workbench.close();
    isOpen = false;
  };
  const page = new EditorPage(workbench);
  await page.page.locator('.tab.active', { hasText: file }).waitFor();
  return { page, close, [Symbol.asyncDispose]: close };
}

/** Evaluates expressions in the page with every frame, and resolves to the moments at which each first held. */
function watch(page: Page, expressions: Record<string, string>): Promise<Record<string, number>> {
  const looks = Object.entries(expressions).map(([name, look]) => `${name}: () => ${look}`);
  return page.evaluate<Record<string, number>>(`new Promise((resolve) => {
    const looks = { ${looks.join(', ')} };
    const found = {};
    const look = () => {
      for (const name in looks) if (!(name in found) && looks[name]()) found[name] = performance.now();
      if (Object.keys(found).length === Object.keys(looks).length) resolve(found);
      else requestAnimationFrame(look);
    };
    look();
  })`);
}

/**
 * Memory of the extension host and of what it has started, in MB; pages that processes share count once. Without the
 * language servers of the editor's own extensions, which start in the bare editor as well, at some time.
 */
function hostMegabytes(): number {
  const running = descendants();
  const hosts = running.filter(({ command }) => command.includes('--type=extensionHost'));
  const counted = [...hosts, ...hosts.flatMap(({ pid }) => descendants(pid))];
  const kilobytes = counted
    .filter(({ command }) => !/tsserver|language-features/.test(command))
    .map(({ pid }) => pssOf(pid));
  return kilobytes.reduce((sum, each) => sum + each, 0) / 1_000;
}

/** Memory of a process in kB, its part of shared pages included; 0 if it has just ended. */
function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}
