import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { withoutOwnFrames } from '../../../src/engine/values/error-data.ts';

const engine = join(import.meta.dirname, '../../../src/engine');
const own = [
  `    at evaluateExpression (${join(engine, 'evaluate-inputs.ts')}:68:18)`,
  '    at process.processTicksAndRejections (node:internal/process/task_queues:104:5)',
  `    at async handle (${join(engine, 'strategy-host.ts')}:23:14)`,
];

describe('a stack without the frames that led to user code', () => {
  const thrown = ['RangeError: none today', '    at items (/home/me/code.ts:3:9)'];

  it('ends with the last frame of user code', () => {
    expect(withoutOwnFrames([...thrown, ...own].join('\n'))).toBe(thrown.join('\n'));
  });

  it.each([
    ['of Node', '    at JSON.parse (<anonymous>)'],
    ['of Node, with a location', '    at node:internal/modules/esm/loader:647:26'],
    ['of this tool, called back', own[0] ?? ''],
  ])('keeps frames above it, even if they are %s', (_, frame) => {
    const stack = [thrown[0], frame, thrown[1]];
    expect(withoutOwnFrames([...stack, ...own].join('\n'))).toBe(stack.join('\n'));
  });

  it('knows frames without a name, by URL and asynchronous ones', () => {
    const { href } = pathToFileURL(join(engine, 'a b.ts'));
    const frames = [`    at ${href}:1:2`, `    at async ${href}:1:2`, `    at async Promise.all (index 0)`];
    expect(withoutOwnFrames([...thrown, ...frames.slice(0, 2)].join('\n'))).toBe(thrown.join('\n'));
    expect(withoutOwnFrames([...thrown, ...frames].join('\n'))).toBe([...thrown, ...frames].join('\n'));
  });

  it.each([
    ['has no others', ['Error: of the tool itself', ...own].join('\n')],
    ['has none at all', 'Error: short'],
    ['says something else', 'what somebody wrote to error.stack'],
    ['is of a folder whose name begins alike', [...thrown, `    at f (${engine}s/b.ts:1:2)`].join('\n')],
  ])('is unchanged if it %s', (_, stack) => {
    expect(withoutOwnFrames(stack)).toBe(stack);
  });
});
