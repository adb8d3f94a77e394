import { describe } from 'vitest';
import { shareWindow } from './open-editor.ts';

shareWindow();
// The first one, because a newcomer has not used the window before.
describe('a newcomer', async () => {
  await import('./newcomer-suite.ts');
});
describe('hostile reports', async () => {
  await import('./hostile-report-suite.ts');
});
describe('reports of others', async () => {
  await import('./report-file-suite.ts');
});
