import { join } from 'node:path';
import { expect, test } from 'vitest';
import { demoWorkspace, openEditor } from './open-editor.ts';
import { profileJourney } from './profile-journey.ts';

test('a click on the CodeLens leads to the verdict, and findings link to their lines', async () => {
  await using window = await openEditor({ file: join(demoWorkspace, 'src/mandelbrot.ts') });
  const { editor } = window;
  await profileJourney(editor, 'profile');

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
