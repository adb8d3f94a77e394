import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { demoWorkspace, openEditor } from './open-editor.ts';
import { profileJourney } from './profile-journey.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-vsix-'));
const file = join(folder, 'parallel-profiler.vsix');

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'package-extension.mjs'), file], { cwd: root, stdio: 'pipe' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// Every user has the packaged extension, so the whole path from the line above a function to its findings is taken there.
test('the packaged extension leads from the CodeLens to the verdict, and findings link to their lines', async () => {
  await using window = await openEditor({
    file: join(demoWorkspace, 'src/mandelbrot.ts'),
    extension: { kind: 'vsix', file },
  });
  const { editor } = window;
  await profileJourney(editor, 'installed');

  // Findings are on their lines: every worker counts for itself, so the tickets differ.
  await editor.openFile('module-state.ts', 9);
  await editor.runCommand('Parallel Profiler: Profile in parallel');
  const report = await editor.report('nextTicket');
  const finding = (await editor.problems()).filter({ hasText: 'Parallel Profiler' });
  await finding.first().waitFor();
  const problems = (await finding.allTextContents()).join('\n');
  expect(problems).toContain('ticketsGiven');
  expect(problems).toContain('shared-state');
  await editor.screenshot('findings');

  // And a click in the panel leads there.
  await editor.openFile('power.ts', 1);
  await report
    .getByText(/module-state\.ts:\d+/)
    .first()
    .click();
  await editor.page.locator('.tab.active', { hasText: 'module-state.ts' }).waitFor();
});
