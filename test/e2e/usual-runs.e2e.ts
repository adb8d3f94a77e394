import { describe } from 'vitest';
import { shareWindow } from './open-editor.ts';

shareWindow();
describe('other measurements', async () => {
  await import('./other-measurements-suite.ts');
});
describe('comparisons', async () => {
  await import('./compare-suite.ts');
});
// The last one, because it changes the theme and the size of the window.
describe('looks', async () => {
  await import('./looks-suite.ts');
});
