import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { EditorPage } from './editor-page.ts';
import { useWindow } from './open-editor.ts';

let editor: EditorPage;
const demo = useWindow(
  {
    'sources.ts': `export function half(value: number): number {
  return value / 2;
}
export const halves = [2, 4, 6].map(half);

/** @inputs [10, 20] */
export function twice(value: number): number {
  return value * 2;
}

export function triple(value: number): number {
  return value * 3;
}

export function power(base: number, exponent: number): number {
  return base ** exponent;
}

export function apply(action: () => number): number {
  return action();
}
`,
    '../items.json': '[7, 8, 9, 10, 11]',
  },
  (opened) => (editor = opened),
);

const profile = 'Parallel Profiler: Profile in parallel';
const withInputs = 'Parallel Profiler: Profile with Other Inputs …';
const row = (text: string | RegExp) => editor.quickPickRows().filter({ hasText: text }).first();
const at = async (line: number, command: string): Promise<void> => {
  await editor.openFile('sources.ts', line);
  await editor.runCommand(command);
};
const reported = async (name: string, text: string | RegExp): Promise<void> => {
  await (await editor.report(name)).getByText(text).first().waitFor();
};

test('inputs of a call site are shown with their first items, and used', async () => {
  await at(1, withInputs);
  await row('[2, 4, 6].map(half), line 4').getByText('3 items: 2, 4, 6').waitFor();
  await editor.screenshot('inputs call site');
  await row('[2, 4, 6].map(half), line 4').click();
  await reported('half', /3 items from the call at line 4/);
});

test('inputs of a tag are shown first, and used', async () => {
  await at(7, withInputs);
  await row('@inputs [10, 20], line 6').getByText('2 items: 10, 20').waitFor();
  await editor.page.keyboard.press('Enter');
  await reported('twice', /2 items from the @inputs tag/);
});

test('inputs are generated with one key if none are found', async () => {
  await at(11, profile);
  await row('from the parameter types').getByText('32 items: ').waitFor();
  await editor.screenshot('inputs generated');
  await row('from the parameter types').hover();
  await row('from the parameter types').getByLabel('Generate Others').click();
  await row('seed 2').getByText('32 items: ').waitFor();
  await editor.page.keyboard.press('Enter');
  await reported('triple', /32 items generated from the parameter types, seed 2/);
});

test('inputs of an expression are previewed during typing, with errors', async () => {
  await at(11, withInputs);
  await row('Write an Expression').click();
  const box = editor.page.locator('.quick-input-widget');
  const input = box.locator('input.input');
  await box.getByText('Inputs of triple: an array').waitFor();
  await input.fill('[1, 2');
  await box.getByText('Syntax error').waitFor();
  await input.fill('nowhere');
  await box.getByText(/nowhere is not defined/).waitFor();
  await input.fill('[0, 1, 4]');
  await box.getByText('3 items: 0, 1, 4').waitFor();
  await input.fill('Array.from({ length: 40 }, (_, i) => i * i)');
  // Half of a call may call something else: it is evaluated only after Enter.
  await box.getByText('Press Enter to evaluate').waitFor();
  await editor.screenshot('inputs expression');
  await editor.page.keyboard.press('Enter');
  await reported('triple', /40 items from the given expression/);

  // And the next time nobody is asked.
  await at(11, profile);
  await reported('triple', /40 items as used the last time/);
});

test('inputs of a JSON file are used in exactly the requested number', async () => {
  await at(11, withInputs);
  await row('How Many Items').click();
  const input = editor.page.locator('.quick-input-widget input.input');
  await editor.page.locator('.quick-input-widget').getByText('Uses exactly this many').waitFor();
  await input.fill('7');
  await editor.page.keyboard.press('Enter');
  await row('Choose a JSON File').click();
  await editor.chooseFile('A JSON file with an array of items', '/src', join(demo.folder, 'items.json'));
  await reported('triple', /7 items from the file .*items\.json/);
});

test('inputs saved for the team are written to the team file, and used', async () => {
  await editor.runCommand('Parallel Profiler: Save These Inputs for the Team');
  const team = join(demo.folder, '.vscode/parallel-profiler.json');
  await expect.poll(() => readFileSync(team, 'utf8'), { timeout: 30_000 }).toContain('"inputsFile": "items.json"');
  await editor.openFile('sources.ts', 11);
  await editor.page.keyboard.press('ControlOrMeta+Shift+Alt+P');
  await reported('triple', /7 items from \.vscode\/parallel-profiler\.json: .*items\.json/);
  await editor.screenshot('team inputs');
});

test('functions of the team file are run in the Testing view', async () => {
  await editor.runCommand('View: Show Testing');
  const tests = editor.page.locator('.test-explorer .monaco-list-row');
  await tests.filter({ hasText: '.vscode/parallel-profiler.json' }).waitFor();
  await editor.runCommand('Test: Run All Tests');
  await editor.page.locator('.test-explorer').getByText('1/1').waitFor();
  await tests.filter({ hasText: '.vscode/parallel-profiler.json' }).click();
  await editor.screenshot('team tests');
  await editor.runCommand('View: Show Explorer');
});

test('inputs with too few arguments are rejected before anything runs', async () => {
  await at(15, withInputs);
  await row('Write an Expression').click();
  const box = editor.page.locator('.quick-input-widget');
  await box.getByText('an array of argument lists [base, exponent]').waitFor();
  await box.locator('input.input').fill('[1, 2]');
  await box.getByText(/expected 2 arguments \(base, exponent\) for each call of power, found 1 argument/).waitFor();
  await editor.screenshot('inputs too few');
  await editor.page.keyboard.press('Escape');
});

test('inputs that cannot be generated name the parameter and the reason', async () => {
  await at(19, profile);
  await row('From the parameter types').getByText('functions cannot be sent to a worker').waitFor();
  await editor.screenshot('inputs impossible');
  await editor.page.keyboard.press('Escape');
});

test('the selected functions of a file are run in order and summarized', async () => {
  await editor.openFile('sources.ts', 1);
  await editor.runCommand('Parallel Profiler: Profile Functions in This File …');
  await row('apply').getByText('no inputs').waitFor();
  await editor.screenshot('functions of a file');
  await row('triple').click();
  await editor.page.locator('.quick-input-widget').getByText('OK', { exact: true }).click();
  await editor.page.locator('.quick-input-widget').getByText('Profiled 2 of 2').waitFor({ timeout: 120_000 });
  await row('twice').waitFor();
  await editor.screenshot('summary of a file');
  const listed = editor.page.locator('.pane', { hasText: 'Parallel Profiler' }).locator('.monaco-list-row');
  const outcome = 'Parallel pays|Keep it serial|No verdict';
  for (const name of ['twice', 'half']) await listed.filter({ hasText: new RegExp(`${name}.*(${outcome})`) }).waitFor();
  await row('half').click();
  await reported('half', /3 items/);
  await editor.page.keyboard.press('Escape');
});
