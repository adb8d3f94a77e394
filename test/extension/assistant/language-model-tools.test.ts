import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import * as vscode from 'vscode';
import { makeToolEntries, makeToolTitles } from '../../../schema/make-tool-entries.ts';
import { KeptResults } from '../../../src/assistant/kept-results.ts';
import type { ToolName, ToolParts } from '../../../src/assistant/tool.ts';
import { LanguageModelTool } from '../../../src/extension/assistant/language-model-tools.ts';
import { AnalysisClient } from '../../../src/profile/analysis-client.ts';
import { builtFilesIn } from '../../../src/profile/built-files.ts';

const root = join(import.meta.dirname, '../../..');
const built = builtFilesIn(join(root, 'dist'));
const read = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'));

let folder: string;
let marker: string;
let analysis: AnalysisClient;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'editor-tools-')));
  marker = join(folder, 'ran.txt');
  writeFileSync(
    join(folder, 'marks.mjs'),
    `import { writeFileSync } from 'node:fs';\nwriteFileSync('ran.txt', 'ran');\n`,
  );
  analysis = new AnalysisClient(built.analysis.thread);
});
afterAll(async () => {
  await analysis.dispose();
  rmSync(folder, { recursive: true });
});

const toolFor = (name: ToolName): LanguageModelTool => {
  const parts: ToolParts = {
    roots: () => [folder],
    analysis,
    built,
    pages: join(root, 'docs/pitfalls'),
    cacheFolder: join(folder, 'cache'),
    environment: (_file, cwd) => ({
      cwd,
      workspace: cwd,
      node: { settingName: '--node', searchPath: null, own: { path: process.execPath, source: 'self' } },
    }),
    measureAlone: async (_name, signal, measure) => await measure(signal),
    kept: new KeptResults(),
  };
  return new LanguageModelTool(name, parts);
};
const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
const asked = { input: { command: [process.execPath, 'marks.mjs'] }, toolInvocationToken: undefined };
const textOf = ({ content }: vscode.LanguageModelToolResult): string =>
  content.map((part) => (part as vscode.LanguageModelTextPart).value).join('');

it('package.json has the tools as the code defines them', () => {
  const manifest = read('package.json') as { contributes: { languageModelTools: object[] } };
  expect(manifest.contributes.languageModelTools).toEqual(makeToolEntries());
  expect(read('package.nls.json')).toMatchObject(makeToolTitles());
});

it('runs only the run that the editor has shown, and once', async () => {
  const tool = toolFor('profile_script');
  expect(textOf(await tool.invoke(asked, token))).toMatch(/^Nothing ran: the user has not confirmed/);
  const prepared = await tool.prepareInvocation(asked, token);
  const message = (prepared.confirmationMessages?.message as vscode.MarkdownString).value;
  expect(message).toContain(`Command: ${process.execPath} marks.mjs\nFolder: ${folder}\n`);
  const other = { ...asked, input: { command: [process.execPath, 'marks.mjs', '--other'] } };
  expect(textOf(await tool.invoke(other, token))).toMatch(/^Nothing ran:/);
  expect(existsSync(marker)).toBe(false);
  expect(textOf(await tool.invoke(asked, token))).toMatch(/^No workers: /);
  expect(existsSync(marker)).toBe(true);
  expect(textOf(await tool.invoke(asked, token))).toMatch(/^Nothing ran:/);
});

it('refuses in Restricted Mode, where tools that read still answer', async () => {
  const trust = vi.spyOn(vscode.workspace, 'isTrusted', 'get').mockReturnValue(false);
  try {
    const tool = toolFor('profile_script');
    expect((await tool.prepareInvocation(asked, token)).confirmationMessages).toBeUndefined();
    expect(textOf(await tool.invoke(asked, token))).toMatch(/Restricted Mode\. Ask the user to trust it/);
    const list = { input: { file: 'marks.mjs' }, toolInvocationToken: undefined };
    expect((await toolFor('list_functions').prepareInvocation(list, token)).confirmationMessages).toBeUndefined();
    expect(textOf(await toolFor('list_functions').invoke(list, token))).toBe('marks.mjs: 0 functions can be profiled.');
  } finally {
    trust.mockRestore();
  }
});
