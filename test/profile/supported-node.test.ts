import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isSupportedNode, supportedNode } from '../../src/profile/supported-node.ts';

test.each([
  ['v18.20.8', false],
  ['v20.0.0', false],
  ['v20.11.1', false],
  ['v20.12.0', true],
  ['v20.20.2', true],
  ['v21.7.3', false],
  ['v22.0.0', true],
  ['v26.10.0', true],
  ['v100.0.0', true],
  ['no version', false],
])('isSupportedNode of %s is %s', (version, supported) => {
  expect(isSupportedNode(version)).toBe(supported);
});

test('the manifest allows the same versions', () => {
  const manifest = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  const { engines } = JSON.parse(manifest) as { engines: { node: string } };
  const [first, second] = /^\^(\d+\.\d+)\.0 \|\| >=(\d+)$/.exec(engines.node)?.slice(1) ?? [];
  expect(supportedNode).toBe(`${first}+ or ${second}+`);
});
