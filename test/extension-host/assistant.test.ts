import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { toolNames } from '../../src/assistant/tool.ts';
import { activeExtension } from './demo.ts';

describe('the tools for language models', () => {
  it('are known to the editor', async () => {
    await activeExtension();
    const known = vscode.lm.tools.map(({ name }) => name).filter((name) => name.startsWith('parallel_profiler_'));
    assert.deepEqual(known.sort(), toolNames.map((name) => `parallel_profiler_${name}`).sort());
  });

  it('answer when the editor calls them', async () => {
    const { content } = await vscode.lm.invokeTool('parallel_profiler_list_functions', {
      input: { file: 'src/monte-carlo.ts' },
      toolInvocationToken: undefined,
    });
    const text = content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
    assert.match(text, /^src\/monte-carlo\.ts: .*\n- estimatePi\(/);
  });
});
