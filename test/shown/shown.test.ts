import { globSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { listFunctions } from '../../src/analysis/functions/list-functions.ts';
import { parseArguments } from '../../src/cli/parse-arguments.ts';
import { usage } from '../../src/cli/usage.ts';
import type { TeamFile } from '../../src/model/team-file.ts';
import { previewInputs } from '../../src/profile/preview-inputs.ts';
import { runCommand } from '../cli/run-command.ts';
import { programs } from '../profile/profile-source.ts';
import { readBlocks, readCode, readCommands, readLiterals, readScripts, readTags } from './read-shown.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const pages = ['README.md', 'EXTENSION.md', ...globSync('docs/**/*.md', { cwd: root }), 'src/README.md'].map(read);
const texts = [
  ...pages.flatMap(readCode),
  ...Object.values(usage),
  ...globSync('{src,webview}/**/*.{ts,tsx}', { cwd: root }).flatMap((file) => readLiterals(read(file), file)),
  ...Object.values(JSON.parse(read('package.nls.json')) as Record<string, string>),
];
const names = Object.keys(usage).filter((name) => name !== 'general');
const commands = unique(texts.flatMap((text) => readCommands(text, names)));
const expressions = unique([
  ...texts.flatMap(readTags),
  ...pages.flatMap(readBlocks).flatMap(({ language, code }) => (language === 'ts' ? readTags(code) : [])),
  ...commands.flatMap((args) => args.flatMap((arg, index) => (args[index - 1] === '--inputs' ? [arg] : []))),
  ...teamFiles().flatMap(({ profiles }) =>
    Object.values(profiles ?? {}).flatMap((profile) => (typeof profile.inputs === 'string' ? [profile.inputs] : [])),
  ),
]);

function unique<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

function teamFiles(): TeamFile[] {
  const blocks = pages.flatMap(readBlocks).filter(({ language }) => language === 'json');
  return blocks.flatMap(({ code }) => (code.includes('"profiles"') ? [JSON.parse(code) as TeamFile] : []));
}

describe('a command in a text', () => {
  it('is found in each kind of text', () => {
    const shown = commands.map((args) => args.join(' '));
    expect(shown).toContain('compare before.json after.json --max-slowdown 10');
    expect(shown).toContain('run src/images.ts#resize --inputs range(1000) --workers 1,2,4');
    expect(shown).toContain('check src/**/*.ts');
  });

  it.each(commands.map((args) => [args.join(' '), args] as const))('can be given: %s', (_shown, args) => {
    expect(() => parseArguments(args)).not.toThrow();
  });

  const overDemo = commands.filter((args) => args.some((arg) => arg.startsWith('test/workspace/')));
  it.each(overDemo.map((args) => [args.join(' '), args] as const))(
    'runs over the demo: %s',
    { timeout: 180_000 },
    async (_shown, args) => {
      const quick = args[0] === 'run' ? ['--budget', '1'] : [];
      const { code, stderr } = await runCommand([...args, ...quick]);
      expect(code, stderr).toBe(0);
    },
  );

  it('runs over the demo at all', () => {
    expect(overDemo.length).toBeGreaterThan(2);
  });
});

it('scripts of npm in a text exist', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  const shown = unique(texts.flatMap(readScripts));
  expect(shown.length).toBeGreaterThan(3);
  expect(shown.filter((name) => scripts[name] === undefined)).toEqual([]);
});

describe('an inputs expression in a text', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'shown-')));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'subject.ts');
  const source = 'export const subject = (value: unknown): unknown => value;\n';
  writeFileSync(file, source);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');

  it('is found in each kind of text', () => {
    expect(expressions).toEqual(expect.arrayContaining(['range(64)', 'range(1000)', '[2, 3, 4]', '[]']));
  });

  it.each(expressions)('evaluates where nothing else is declared: %s', async (expression) => {
    const [target] = listFunctions(source, file);
    if (target?.profilable !== true) throw new Error('there is no subject');
    const preview = await previewInputs({
      target,
      inputs: { kind: 'expression', source: 'argument', expression, spread: false },
      cwd: folder,
      node: { settingName: '--node', searchPath: null, own: { path: process.execPath, source: 'self' } },
      programs,
      cacheFolder: join(folder, 'cache'),
      limitMs: 30_000,
    });
    // Examples for `check` have an empty list, which a run rejects with a message.
    if (expression === '[]')
      expect(preview).toMatchObject({ message: expect.stringContaining('an empty array') as string });
    else expect(preview).toMatchObject({ status: 'evaluated' });
  });
});
