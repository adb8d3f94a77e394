import { Ajv } from 'ajv';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { makeTeamFileSchema, schemaText, teamFileSchemaFile } from '../../schema/make-schema.ts';
import { checkTeamFile } from '../../src/profile/check-team-file.ts';
import { parseJson } from '../../src/profile/parse-json.ts';
import { readTeamProfile } from '../../src/profile/read-team-profile.ts';
import { writeTeamProfile } from '../../src/profile/write-team-profile.ts';

const root = mkdtempSync(join(tmpdir(), 'team-file-'));
const file = join(root, '.vscode/parallel-profiler.json');
const source = join(root, 'packages/images/src/resize.ts');
const key = 'packages/images/src/resize.ts#resize';
beforeEach(() => {
  for (const folder of ['.vscode', 'packages/images/src', 'packages/images/.vscode'])
    mkdirSync(join(root, folder), { recursive: true });
  rmSync(join(root, 'packages/images/.vscode/parallel-profiler.json'), { force: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const read = (text: string, within: string | null = root) => {
  writeFileSync(file, text);
  return readTeamProfile({ file: source, functionName: 'resize', within });
};

const whole = `{
  // Shared by all of us.
  "$schema": "x",
  "profiles": {
    "${key}": { "inputs": "range(10)", "count": 5, "budgetSeconds": 2.5, "workers": [1, 2], "strategies": ["threads"], },
  },
}`;

describe('reading a team file', () => {
  it('finds the profile of a function despite comments and trailing commas', () => {
    expect(read(whole)).toEqual({
      profile: { inputs: 'range(10)', count: 5, budgetSeconds: 2.5, workers: [1, 2], strategies: ['threads'] },
      file,
      root,
    });
  });

  it('defaults the seed to 1', () => {
    expect(read(`{ "profiles": { "${key}": { "generated": { "count": 3 } } } }`)?.profile).toEqual({
      generated: { count: 3, seed: 1 },
    });
  });

  it.each(['{}', '{ "profiles": {} }', '{ "profiles": { "other.ts#f": {} } }'])('finds nothing in %s', (text) => {
    expect(read(text)).toBeNull();
  });

  it('takes the nearest file, and none above the workspace folder', () => {
    expect(read(whole, join(root, 'packages'))).toBeNull();
    const nearer = join(root, 'packages/images/.vscode/parallel-profiler.json');
    writeFileSync(nearer, '{ "profiles": { "src/resize.ts#resize": { "inputs": "[1]" } } }');
    expect(read(whole)).toMatchObject({ profile: { inputs: '[1]' }, file: nearer });
  });

  const inProfile = (fields: string): string => `{\n  "profiles": {\n    "${key}": {\n      ${fields}\n    }\n  }\n}`;
  it.each([
    ['', 'line 1, column 1: expected a value, found the end of the file.'],
    ['{ "profiles": { "a" } }', 'line 1, column 21: expected a colon, found }.'],
    ['{ "profiles": [] }', 'line 1, column 15: expected an object for "profiles", found an array.'],
    ['{ "profile": {} }', 'line 1, column 3: expected $schema, profiles in the file, found "profile".'],
    ['{ "profiles": { "resize": {} } }', 'expected a function such as "src/images.ts#resize", found "resize".'],
    [inProfile('"input": "x"'), `line 4, column 7: expected inputs, inputsFile`],
    [inProfile('"inputs": 3'), 'line 4, column 17: expected a string for "inputs", found 3.'],
    [inProfile('"count": 0'), 'line 4, column 16: expected a number from 1 for "count", found 0.'],
    [inProfile('"workers": [1, "2"]'), 'line 4, column 22: expected an integer for "workers[1]", found "2".'],
    [inProfile('"workers": []'), 'expected at least 1 item for "workers", found 0 items.'],
    [
      inProfile('"strategies": ["gpu"]'),
      'expected one of "serial", "async", "threads", "processes", "bullmq" for "strategies[0]", found "gpu".',
    ],
    [
      inProfile('"generated": { "count": 3, "size": 41 }'),
      'expected a number up to 40 for "generated.size", found 41.',
    ],
    [inProfile('"generated": {}'), 'expected a value for "generated.count", found none.'],
    [inProfile('"inputs": " "'), 'line 4, column 17: expected a text that is not blank for "inputs", found " ".'],
    [
      inProfile('"count": 1e300'),
      'line 4, column 16: expected a number up to 9007199254740991 for "count", found 1e+300.',
    ],
    [inProfile('"__proto__": {}'), 'line 4, column 7: expected inputs, inputsFile'],
    [
      inProfile('"workers": [1], "workers": [0]'),
      'line 4, column 35: expected a number from 1 for "workers[0]", found 0.',
    ],
    [inProfile('"inputs": "x", "inputsFile": "y"'), 'found inputs and inputsFile. Leave the others out.'],
    [inProfile('"inputs": "x'), 'line 4, column 17: expected a closing quote, found the end of the line.'],
    [inProfile('"budgetSeconds": -1'), 'expected a number above 0 for "budgetSeconds", found -1.'],
  ])('%s: names the file, the position, what was expected and what was found', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(file);
  });
});

describe('writing a team file', () => {
  const reread = (text: string) => checkTeamFile(parseJson(text)).profiles;

  it('creates a new file', () => {
    expect(reread(writeTeamProfile(null, key, { inputs: 'range(3)' }))).toEqual({ [key]: { inputs: 'range(3)' } });
  });

  it('keeps the rest unchanged, comments included', () => {
    const written = writeTeamProfile(whole, 'src/other.ts#other', { inputsFile: 'a.json', count: 2 });
    expect(written).toContain('// Shared by all of us.');
    expect(reread(written)).toEqual({ ...reread(whole), 'src/other.ts#other': { inputsFile: 'a.json', count: 2 } });
  });

  it('replaces the inputs of a function and keeps its other fields', () => {
    const written = writeTeamProfile(whole, key, { generated: { count: 4, seed: 2 } });
    expect(reread(written)).toEqual({
      [key]: { generated: { count: 4, seed: 2 }, budgetSeconds: 2.5, workers: [1, 2], strategies: ['threads'] },
    });
  });

  it.each([
    '{}',
    '{ "profiles": {} }',
    '{ "$schema": "x" }',
    '{ "profiles": { "a.ts#a": { "count": 1 } /* one, */ } }',
  ])('adds to %s', (text) => {
    const written = writeTeamProfile(text, key, { inputs: '[1]' });
    expect(reread(written)).toEqual({ ...reread(text), [key]: { inputs: '[1]' } });
  });

  it('refuses to change an invalid file', () => {
    expect(() => writeTeamProfile('{ "profiles": 3 }', key, { inputs: '[1]' })).toThrow('expected an object');
  });
});

describe('the JSON Schema', () => {
  const accepts = new Ajv({ allowUnionTypes: true }).compile(makeTeamFileSchema());

  it('is up to date; else run npm run schema', () => {
    expect(readFileSync(teamFileSchemaFile, 'utf8')).toBe(schemaText(makeTeamFileSchema()));
  });

  it('accepts what the reader accepts', () => {
    const profiles = { [key]: { inputs: 'x', count: 1, budgetSeconds: 0.5, workers: [1], strategies: ['threads'] } };
    expect(accepts({ $schema: 'x', profiles })).toBe(true);
  });

  it.each([
    { input: 'x' },
    { inputs: 3 },
    { count: 0 },
    { count: 1.5 },
    { workers: [0] },
    { workers: [] },
    { strategies: ['gpu'] },
    { generated: {} },
    { budgetSeconds: 0 },
  ])('rejects %j, as the reader does', (profile) => {
    expect(accepts({ profiles: { [key]: profile } })).toBe(false);
    expect(() => checkTeamFile(parseJson(JSON.stringify({ profiles: { [key]: profile } })))).toThrow('expected');
  });
});
