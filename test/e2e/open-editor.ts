import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
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
export function copyOfDemo(files: Record<string, string>): { folder: string; [Symbol.dispose](): void } {
  const folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-demo-'));
  cpSync(join(demoWorkspace, 'src'), join(folder, 'src'), { recursive: true });
  for (const name of ['package.json', 'tsconfig.json']) cpSync(join(demoWorkspace, name), join(folder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'src', name), text);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * One window for all tests of a file, on a copy of the demo workspace or, with `null`, on the workspace itself; `opened`
 * gets it before the first.
 */
export function shareWindow(
  demo: ReturnType<typeof copyOfDemo> | null,
  opened: (editor: EditorPage) => void,
  settings: OpenRequest['settings'] = {},
): void {
  let window: Awaited<ReturnType<typeof openEditor>>;
  beforeAll(async () => {
    window = await openEditor({ ...(demo && { folder: demo.folder }), settings });
    opened(window.editor);
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    demo?.[Symbol.dispose]();
  });
}
