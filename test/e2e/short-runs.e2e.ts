import { describe } from 'vitest';
import { shareWindow } from './open-editor.ts';

// The least there can be: the suites are about what comes before a measurement, and what ends it.
shareWindow({
  'parallelProfiler.budgetSeconds': 1,
  'parallelProfiler.workers': [1],
  'parallelProfiler.strategies': ['threads'],
});
describe('inputs', async () => {
  await import('./inputs-suite.ts');
});
describe('code fixes', async () => {
  await import('./code-fixes-suite.ts');
});
describe('wrong use', async () => {
  await import('./wrong-use-suite.ts');
});
// The last one, because it closes the window.
describe('cancelling', async () => {
  await import('./cancel-suite.ts');
});
