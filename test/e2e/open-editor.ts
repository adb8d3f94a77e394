import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { findHost } from '../host/find-host.ts';
import type { OpenRequest, WorkbenchHost } from '../host/workbench-host.ts';
import { EditorPage } from './editor-page.ts';

const root = join(import.meta.dirname, '../..');

/** The workspace that F5 and the README show. */
export const demoWorkspace = join(root, 'test/workspace');

/** The extension as it is in the source tree, built. */
const fromSource: OpenRequest['extension'] = { kind: 'source', folder: root };

/** Short runs: the tests look at what is shown, not at how precise it is. */
const shortRuns = { 'parallelProfiler.budgetSeconds': 2 };

let host: WorkbenchHost | undefined;

/** A window on the demo workspace, unless told otherwise. `await using` closes it. */
export async function openEditor(
  request: Partial<OpenRequest> = {},
): Promise<{ editor: EditorPage; [Symbol.asyncDispose](): Promise<void> }> {
  host ??= await findHost();
  const workbench = await host.open({
    folder: demoWorkspace,
    extension: fromSource,
    ...request,
    settings: { ...shortRuns, ...request.settings },
  });
  const editor = new EditorPage(workbench);
  return {
    editor,
    async [Symbol.asyncDispose]() {
      // The last state, which explains a failure.
      await editor.screenshot(`end of ${expect.getState().currentTestName ?? 'a window'}`);
      await workbench.close();
    },
  };
}

/** A copy of the demo workspace with more files in it, for tests that edit. */
function copyOfDemo(files: Record<string, string>): { folder: string; [Symbol.dispose](): void } {
  const folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-demo-'));
  cpSync(join(demoWorkspace, 'src'), join(folder, 'src'), { recursive: true });
  for (const name of ['package.json', 'tsconfig.json']) cpSync(join(demoWorkspace, name), join(folder, name));
  addFiles(folder, files);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

function addFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'src', name), text);
}

/** A window that several suites share. Opening one takes as long as most suites take. */
interface SharedWindow {
  demo: ReturnType<typeof copyOfDemo>;
  settings: OpenRequest['settings'];
  open: Awaited<ReturnType<typeof openEditor>> | null;
}

let shared: SharedWindow | null = null;

/** One window on one copy of the demo workspace for all suites of a file, which `describe` imports one after another. */
export function shareWindow(settings: OpenRequest['settings'] = {}): void {
  const demo = copyOfDemo({});
  shared = { demo, settings, open: null };
  afterAll(async () => {
    await closeShared();
    demo[Symbol.dispose]();
  });
}

/**
 * Gives a suite the shared window, with nothing open in it, and adds files to its workspace.
 * @param opened gets the window before the first test
 * @param options.resultsBefore whether an earlier suite of the window left results
 * @param options.newForRetry whether a test that failed gets a new window for its second attempt: for suites of one test
 */
export function useWindow(
  files: Record<string, string>,
  opened: (editor: EditorPage) => void,
  { resultsBefore = false, newForRetry = false } = {},
): { folder: string } {
  const { demo } = sharedWindow();
  addFiles(demo.folder, files);
  beforeAll(async () => {
    const isUsed = sharedWindow().open !== null;
    const editor = await openShared();
    if (isUsed) await closeEverything(editor, resultsBefore);
    opened(editor);
  });
  beforeEach(async ({ task }) => {
    if (!newForRetry || (task.result?.retryCount ?? 0) === 0) return;
    addFiles(demo.folder, files);
    await closeShared();
    opened(await openShared());
  });
  return demo;
}

async function closeEverything(editor: EditorPage, hasResults: boolean): Promise<void> {
  await editor.page.keyboard.press('Escape');
  await editor.runCommand('Notifications: Clear All Notifications');
  await editor.runCommand('View: Close All Editors');
  if (hasResults) await editor.runCommand('Parallel Profiler: Clear Results');
}

/** Returns the shared window, which is opened if it is closed. */
export async function openShared(): Promise<EditorPage> {
  const window = sharedWindow();
  const request = { folder: window.demo.folder, ...(window.settings && { settings: window.settings }) };
  // Hooks are not repeated, as tests are.
  window.open ??= await openEditor(request).catch(() => openEditor(request));
  return window.open.editor;
}

export async function closeShared(): Promise<void> {
  const window = sharedWindow();
  await window.open?.[Symbol.asyncDispose]();
  window.open = null;
}

function sharedWindow(): SharedWindow {
  if (shared === null) throw new Error('Expected shareWindow() before the first suite of the window.');
  return shared;
}
