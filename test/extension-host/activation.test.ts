import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { activeExtension } from './demo.ts';

describe('activation', () => {
  it('loads neither the compiler nor the bundler into the extension host, nor what only commands need', async () => {
    const extension = await activeExtension();
    const loaded = Object.keys(createRequire(`${extension.extensionPath}/`).cache);
    assert.ok(
      loaded.some((file) => file.endsWith('/dist/extension.cjs')),
      'the module cache is the one of the extension host',
    );
    assert.deepEqual(
      loaded.filter((file) => /[/\\](typescript(\.cjs)?|esbuild|extension-later)[/\\.]/.test(file)),
      [],
    );
  });
});
