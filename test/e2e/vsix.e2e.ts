import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { demoWorkspace, openEditor } from './open-editor.ts';
import { profileJourney } from './profile-journey.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-vsix-'));
const file = join(folder, 'parallel-profiler.vsix');

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'package-extension.mjs'), file], { cwd: root, stdio: 'pipe' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the packaged extension works after installation', async () => {
  await using window = await openEditor({
    file: join(demoWorkspace, 'src/mandelbrot.ts'),
    extension: { kind: 'vsix', file },
  });
  await profileJourney(window.editor, 'installed');
});
