import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { activeExtension } from './demo.ts';

describe('activation', () => {
  it('loads neither the compiler nor the bundler into the extension host', async () => {
    const extension = await activeExtension();
    const loaded = Object.keys(createRequire(`${extension.extensionPath}/`).cache);
    assert.ok(
      loaded.some((file) => /[/\\]test-artifacts[/\\]extension-host[/\\]index\.cjs$/.test(file)),
      'the module cache is the one of the extension host',
    );
    assert.deepEqual(
      loaded.filter((file) => /[/\\](typescript(\.cjs)?|esbuild)[/\\.]/.test(file)),
      [],
    );
  });

  it('runs the extension as an ES module', async () => {
    const extension = await activeExtension();
    assert.equal((extension.packageJSON as { main: string }).main, './dist/extension.mjs');
    const required = Object.keys(createRequire(`${extension.extensionPath}/`).cache);
    assert.deepEqual(
      required.filter((file) => file.startsWith(join(extension.extensionPath, 'dist', 'extension'))),
      [],
    );
  });
});
