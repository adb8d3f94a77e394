import { Ajv } from 'ajv';
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkFiles } from '../../src/analysis/check-files.ts';
import { staticCodes } from '../../src/model/findings/index.ts';
import { usage } from '../../src/cli/usage.ts';
import type { Comparison } from '../../src/model/comparison.ts';
import type { DescribedFinding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import type { ScriptReport } from '../../src/model/script-report.ts';
import { withMessage } from '../../src/report/describe-finding.ts';
import { writeExamples } from '../analysis/page-examples.ts';
import { runCommand, type CommandResult } from '../cli/run-command.ts';
import { commandOfAll, programs, workersOf } from '../script/programs.ts';
import { nodePath } from './install-node.ts';
import { nodeVersions, tooOldNode } from './node-versions.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'node-versions-')));
afterAll(() => rmSync(folder, { recursive: true }));

const demo = 'test/workspace/src';
const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../schema/report.schema.json'), 'utf8')) as Record<
  string,
  unknown
>;
const isReport = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** The examples that break: each rule fires once at least. */
const examples = writeExamples(folder, staticCodes, ['Fails']);
// The command checks the files of a pattern in the order of their names.
const expected = [...checkFiles(examples.toSorted())].flatMap(({ findings }) => findings.map(withMessage));

/** Runs the command on that Node, which is also the first on the PATH, for the engine. */
function runOn(version: string, args: readonly string[]): Promise<CommandResult> {
  const node = nodePath(version);
  return runCommand(args, undefined, {
    node,
    env: { PATH: `${dirname(node)}${delimiter}${process.env['PATH'] ?? ''}`, NODE_OPTIONS: '' },
  });
}

it('the examples reach every rule', () => {
  expect([...new Set(expected.map(({ code }) => code))].sort()).toEqual([...staticCodes].sort());
});

describe.each(nodeVersions)('the command on Node %s', (version) => {
  it('prints its help', async () => {
    expect(await runOn(version, ['--help'])).toEqual({ code: 0, stdout: `${usage.general}\n`, stderr: '' });
  });

  it('lists functions', async () => {
    const { code, stdout, stderr } = await runOn(version, ['list', `${demo}/class-instance.ts`, '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ profilable: true }));
  });

  it('finds the same in every rule', async () => {
    const { code, stdout, stderr } = await runOn(version, ['check', ...examples, '--format', 'json']);
    expect([code, stderr]).toEqual([1, '']);
    expect(JSON.parse(stdout) as DescribedFinding[]).toEqual(JSON.parse(JSON.stringify(expected)));
  });

  it('profiles, and compares reports', async () => {
    const file = join(folder, `${version}.json`);
    const run = await runOn(version, [
      ...['run', `${demo}/monte-carlo.ts#estimatePi`, '--inputs', 'range(4)'],
      ...['--workers', '1,2', '--budget', '1', '--format', 'json', '--out', file],
    ]);
    expect([run.code, run.stdout], run.stderr).toEqual([0, '']);
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
    isReport(report);
    expect(isReport.errors).toBeNull();
    expect(report.outcome).toEqual({ status: 'completed' });
    expect(report.machine?.nodeVersion).toMatch(new RegExp(`^v${version.replaceAll('.', '\\.')}\\b`));
    expect(report.strategies.map(({ name, workers }) => `${name} ${workers}`)).toEqual([
      'serial 1',
      ...['threads 1', 'threads 2', 'processes 1', 'processes 2'],
    ]);
    expect(report.strategies.flatMap(({ failures }) => failures)).toEqual([]);

    const { code, stdout, stderr } = await runOn(version, ['compare', file, file, '--format', 'json']);
    expect([code, stderr]).toEqual([0, '']);
    expect((JSON.parse(stdout) as Comparison).strategies).toHaveLength(5);
  });
});

describe.each(nodeVersions)('a command on Node %s', (version) => {
  it('is recorded with its terminated worker, messages, tasks and CPU profiles', async () => {
    const [out, profiles] = [join(folder, `script-${version}.json`), join(folder, `profiles-${version}`)];
    const { code, stderr } = await runOn(version, [
      ...['script', '--format', 'json', '--out', out, '--cpu-profile', profiles, '--time-limit', '60'],
      ...['--', 'node', 'test/script/fixtures/raw.mjs'],
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const report = JSON.parse(readFileSync(out, 'utf8')) as ScriptReport;
    isReport(report);
    expect(isReport.errors).toBeNull();
    const workers = report.threads.filter(({ role }) => role === 'worker');
    expect(workers.map(({ stopped }) => stopped).sort()).toEqual([false, true]);
    expect(workers.map(({ tasks }) => tasks?.count)).toEqual([5, 5]);
    expect(workers.map(({ messages }) => messages.sent)).toEqual([5, 5]);
    expect(report.limits).toEqual([]);
    expect(report.cpuProfiles).toHaveLength(3);
    expect(report.flames[0]?.threads).toHaveLength(2);
  }, 60_000);

  it('is recorded with the workers of all its programs, unchanged', async () => {
    const out = join(folder, `programs-${version}.json`);
    const command = commandOfAll('node');
    const result = await runOn(version, ['script', '--format', 'json', '--out', out, '--', ...command]);
    expect(result).toEqual({ code: 3, stdout: 'all done\n', stderr: '' });
    const report = JSON.parse(readFileSync(out, 'utf8')) as ScriptReport;
    const found = programs.map(({ name }) => ({ name, workers: workersOf(report, name).length }));
    expect(found).toEqual(programs.map(({ name, workers }) => ({ name, workers })));
  }, 120_000);
});

describe(`the command on Node ${tooOldNode}`, () => {
  it.each([[['--help']], [['check', `${demo}/square.ts`]]])('refuses %j and says which Node it needs', async (args) => {
    const { code, stdout, stderr } = await runOn(tooOldNode, args);
    expect(stderr).toBe(
      `parallel-profiler: Expected Node.js 20.12+ or 22+, found v${tooOldNode} at ${nodePath(tooOldNode)}. ` +
        'Install a newer one from https://nodejs.org.\n',
    );
    expect([code, stdout]).toEqual([2, '']);
  });
});
