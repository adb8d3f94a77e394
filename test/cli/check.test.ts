import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DescribedFinding } from '../../src/model/finding.ts';
import { runCommand } from './run-command.ts';

const fixtures = 'test/cli/fixtures/check';
const counts = `${fixtures}/counts.ts`;
const quiet = `${fixtures}/quiet.ts`;

describe('check', () => {
  it('prints findings by file, each with its location, message and code', async () => {
    const { code, stdout, stderr } = await runCommand(['check', counts, quiet]);
    const lines = stdout.split('\n');
    expect(lines[0]).toBe(counts);
    expect(lines[1]).toMatch(/^ {5}5:3 {2}warning {2}Each worker has its own copy of count\..* module-state-written$/);
    expect(lines[2]).toMatch(/count is declared here: line 1$/);
    expect(lines[3]).toMatch(/^ {3}10:22 {2}error {4}.*done is a function.* argument-not-cloneable$/);
    expect(lines.at(-2)).toBe('1 error, 1 warning in 1 of 2 files.');
    expect(stderr).toBe('');
    expect(code).toBe(1);
  });

  it('prints no findings for correct files', async () => {
    expect(await runCommand(['check', quiet])).toEqual({ code: 0, stdout: 'No findings in 1 file.\n', stderr: '' });
  });

  it('prints the findings as JSON like the report', async () => {
    const { code, stdout } = await runCommand(['check', counts, '--format', 'json']);
    const findings = JSON.parse(stdout) as DescribedFinding[];
    expect(findings).toMatchObject([
      {
        code: 'module-state-written',
        severity: 'warning',
        origin: 'static',
        args: { variable: 'count' },
        location: { line: 5, column: 3 },
        evidence: {},
        message: expect.stringContaining('count') as string,
        related: [{ location: { line: 1 } }],
      },
      { code: 'argument-not-cloneable', severity: 'error', args: { path: 'done', what: 'a function' } },
    ]);
    expect(findings[0]?.location.file).toBe(join(import.meta.dirname, 'fixtures/check/counts.ts'));
    expect(code).toBe(1);
  });

  it('prints lines that the problem matcher of the editor reads', async () => {
    const { contributes } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      contributes: {
        problemMatchers: {
          pattern: { regexp?: string } & Partial<
            Record<'file' | 'line' | 'column' | 'severity' | 'message' | 'code', number>
          >;
        }[];
      };
    };
    const { regexp = '', ...groups } = contributes.problemMatchers[0]?.pattern ?? {};
    const { stdout, code } = await runCommand(['check', counts, quiet, '--format', 'unix']);
    const found = stdout
      .trimEnd()
      .split('\n')
      .map((line) => {
        const match = new RegExp(regexp).exec(line);
        return Object.fromEntries(Object.entries(groups).map(([name, group]) => [name, match?.[group]]));
      });
    expect(found).toMatchObject([
      { file: counts, line: '5', column: '3', severity: 'warning', code: 'module-state-written' },
      { file: counts, line: '10', column: '22', severity: 'error', code: 'argument-not-cloneable' },
    ]);
    expect(found[0]?.['message']).toMatch(/^Each worker has its own copy of count\./);
    expect(code).toBe(1);
  });

  it('prints SARIF', async () => {
    const { stdout } = await runCommand(['check', counts, '--format', 'sarif']);
    const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(JSON.parse(stdout)).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: {
              name: 'Parallel Profiler',
              version,
              rules: [{ id: 'argument-not-cloneable' }, { id: 'module-state-written' }],
            },
          },
          results: [
            {
              ruleId: 'module-state-written',
              ruleIndex: 1,
              level: 'warning',
              locations: [
                { physicalLocation: { artifactLocation: { uri: counts }, region: { startLine: 5, startColumn: 3 } } },
              ],
              relatedLocations: [{ id: 0, physicalLocation: { region: { startLine: 1 } } }],
            },
            { ruleId: 'argument-not-cloneable', ruleIndex: 0, level: 'error' },
          ],
        },
      ],
    });
  });

  it('prints annotations for GitHub', async () => {
    const { stdout } = await runCommand(['check', counts, '--format', 'github']);
    const [first, second] = stdout.split('\n');
    expect(first).toMatch(
      /^::warning file=test\/cli\/fixtures\/check\/counts\.ts,line=5,col=3,endColumn=14,endLine=5,title=Parallel Profiler%3A module-state-written::Each worker has its own copy of count\./,
    );
    expect(second).toMatch(/^::error file=/);
  });

  it.each([
    [['--max-warnings', '0'], 1, '1 warning, at most 0 allowed'],
    [['--max-warnings', '1'], 1, ''],
  ])('%j', async (options, expected, said) => {
    const { code, stderr } = await runCommand(['check', counts, ...options]);
    expect(stderr).toContain(said);
    expect(code).toBe(expected);
  });
});

describe('findings of a check', () => {
  it('have the requested severities', async () => {
    const options = ['--severity', 'argument-not-cloneable=hint', '--severity', 'module-state-written=off'];
    const { code, stdout } = await runCommand(['check', counts, ...options]);
    expect(stdout).toContain('hint');
    expect(stdout).not.toContain('module-state-written');
    expect(code).toBe(0);
  });

  it.each([
    ['module-state-writen=off', 'Did you mean module-state-written?'],
    ['module-state-written', '--severity expects <code>=<level>'],
    ['module-state-written=loud', '--severity expects error, warning, information, hint or off'],
  ])('reject --severity %s', async (option, said) => {
    const { code, stderr } = await runCommand(['check', counts, '--severity', option]);
    expect(stderr).toContain(said);
    expect(code).toBe(2);
  });

  it('cover all functions on request', async () => {
    const file = 'test/cli/fixtures/check-scope/later.ts';
    expect((await runCommand(['check', file])).stdout).toContain('No findings');
    const { stdout } = await runCommand(['check', file, '--pitfalls', 'all']);
    expect(stdout).toContain('argument-not-cloneable');
  });
});

describe('the files of a check', () => {
  it.each([
    [[`${fixtures}/{quiet,functions}.ts`], 2],
    [[`${fixtures}/q*.ts`], 1],
    [['test/cli/fixtures/**/quiet.ts'], 1],
    [[`${fixtures}/qui?t.ts`, quiet], 1],
  ])('match %j: %i', async (patterns, files) => {
    const { code, stdout } = await runCommand(['check', ...patterns]);
    expect(stdout).toBe(`No findings in ${files} file${files === 1 ? '' : 's'}.\n`);
    expect(code).toBe(0);
  });

  it('are all those of a folder; one that does not parse is reported separately', async () => {
    const { code, stdout, stderr } = await runCommand(['check', fixtures]);
    expect(stdout).toContain('1 error, 1 warning in 1 of 3 files. 1 file not checked.');
    expect(stderr).toMatch(/^test\/cli\/fixtures\/check\/broken\.ts:1:36: not checked, it does not parse: /);
    expect(code).toBe(2);
  });

  it('says nothing about findings of a file that it did not check', async () => {
    const file = `${fixtures}/broken.ts`;
    expect(await runCommand(['check', file])).toMatchObject({ code: 2, stdout: '1 file not checked.\n' });
    const tolerant = await runCommand(['check', file, quiet, '--allow-syntax-errors']);
    expect(tolerant).toMatchObject({ code: 0, stdout: 'No findings in 1 file. 1 file not checked.\n' });
    expect(tolerant.stderr).toContain('not checked, it does not parse');
  });

  it.each(['src/**/*.nothing', 'not-there.ts', 'not-there/**/*.ts'])('do not match %s', async (pattern) => {
    const { code, stdout, stderr } = await runCommand(['check', pattern]);
    expect(stderr).toContain(`Expected files to check, found none for "${pattern}"`);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('are required', async () => {
    const { code, stderr } = await runCommand(['check']);
    expect(stderr).toContain('Expected at least one file or glob, found none.');
    expect(code).toBe(2);
  });
});
