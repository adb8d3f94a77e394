import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canAudit } from '../../src/engine/host/effects-audit.ts';
import { toolNames } from '../../src/assistant/tool.ts';
import { McpClient } from './mcp-client.ts';
import { findVerdict, quick, tokenIn } from './mcp-journey.ts';

const demo = join(import.meta.dirname, '../workspace');

let folder: string;
let marker: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-')));
  marker = join(folder, 'ran.txt');
  writeFileSync(
    join(folder, 'leaves-a-mark.ts'),
    `import { writeFileSync } from 'node:fs';\n/** @inputs [1, 2, 3] */\nexport function mark(n: number): number {\n  writeFileSync(${JSON.stringify(marker)}, 'ran');\n  return n;\n}\n`,
  );
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(folder, 'squares.ts'),
    'export function square(n: number): number {\n  return n * n;\n}\n\nexport function all(): number[] {\n  return [1, 2, 3].map(square);\n}\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('the MCP server', () => {
  it('describes each tool with its arguments and all hints', async () => {
    await using client = await McpClient.start([demo]);
    const { tools } = (await client.request('tools/list', {})) as {
      tools: {
        name: string;
        description: string;
        inputSchema: { type: string; properties: Record<string, { description: string }> };
        annotations: Record<string, unknown>;
      }[];
    };
    expect(tools.map(({ name }) => name)).toEqual([...toolNames]);
    for (const { name, description, inputSchema, annotations } of tools) {
      const runs = ['profile_function', 'profile_script', 'compare_commits'].includes(name);
      expect(description.length).toBeGreaterThan(60);
      expect(inputSchema.type).toBe('object');
      expect(Object.values(inputSchema.properties).every((property) => property.description !== '')).toBe(true);
      expect(annotations).toEqual({
        title: expect.any(String) as string,
        readOnlyHint: !runs,
        destructiveHint: runs,
        idempotentHint: !runs,
        openWorldHint: runs,
      });
      expect('confirm' in inputSchema.properties, name).toBe(runs);
    }
    expect(await client.close()).toBe(0);
  });

  // All six demo functions take half a minute: `npm run soak`.
  it('reaches the verdict on a demo function in at most four calls', async () => {
    await using client = await McpClient.start([demo]);
    const { answers, verdict, problem } = await findVerdict(client, 'module-state.ts#nextTicket');
    expect(verdict).toMatch(/^Keep it serial\. .* results differ/);
    expect(problem).toContain('module-state-written');
    for (const text of answers) expect(text.length).toBeLessThan(3_300);
    const page = await client.call('check_pitfalls', { file: 'src/module-state.ts', code: 'module-state-written' });
    expect(page.text).toMatch(/^# /m);
  });

  it('runs nothing without the token for exactly that run', async () => {
    await using client = await McpClient.start([folder]);
    const asked = { file: 'leaves-a-mark.ts', function: 'mark', ...quick };
    const shown = await client.call('profile_function', { ...asked, inputs: '[4, 5]' });
    expect(shown.isError).toBe(true);
    expect(shown.text).toMatch(/^Nothing ran yet\./);
    expect(shown.text).toContain('File: leaves-a-mark.ts\nFunction: mark\n');
    expect(shown.text).toContain('\n[4, 5]\n');
    expect(shown.text).toMatch(/Calls: each item up to 80 times.*serial, threads \(2 workers\)/);
    expect(shown.text).toContain('Budget: 0.5 s');
    const token = tokenIn(shown);
    for (const other of [
      { ...asked, inputs: '[6]', confirm: token },
      { ...asked, inputs: '[4, 5]', confirm: token },
      { ...asked, inputs: '[4, 5]', confirm: 'yes' },
    ]) {
      const refused = await client.call('profile_function', other);
      expect(refused.text).toMatch(/^Nothing ran: the token is not for this run/);
    }
    const script = await client.call('profile_script', { command: ['node', '-e', 'throw 1'] });
    expect(script.text).toContain("Command: node -e 'throw 1'\n");
    expect(existsSync(marker)).toBe(false);
    const again = await client.call('profile_function', asked);
    expect(again.text).toContain('[1, 2, 3]');
    // The file that was confirmed is the one that runs.
    writeFileSync(
      join(folder, 'leaves-a-mark.ts'),
      `${readFileSync(join(folder, 'leaves-a-mark.ts'), 'utf8')}// later\n`,
    );
    const changed = await client.call('profile_function', { ...asked, confirm: tokenIn(again) });
    expect(changed.text).toMatch(/^Nothing ran: .*the code has changed/);
    expect(existsSync(marker)).toBe(false);
  });

  it('asks in the dialog of a client that has one', async () => {
    const messages: string[] = [];
    let agrees = false;
    await using client = await McpClient.start([folder], (message) => {
      messages.push(message);
      return agrees ? { action: 'accept', content: { run: true } } : { action: 'decline' };
    });
    const asked = { file: 'leaves-a-mark.ts', function: 'mark', ...quick, allowEffects: true };
    const declined = await client.call('profile_function', asked);
    expect(declined).toMatchObject({ isError: true, text: expect.stringMatching(/^Nothing ran: the user/) as string });
    expect(existsSync(marker)).toBe(false);
    expect(messages[0]).toContain('Function: mark\nInputs (TypeScript, evaluated in that file):\n[1, 2, 3]\n');
    agrees = true;
    const report = await client.call('profile_function', asked);
    expect(report).toMatchObject({ isError: false });
    expect(existsSync(marker)).toBe(true);
    const script = await client.call('profile_script', { command: [process.execPath, '-e', 'console.log(6 * 7)'] });
    expect(script.text).toMatch(/^No workers: [\s\S]*Last output:\n42$/);
    const predicted = await client.call('predict_speedup', { report: 'mark-1', cores: [8] });
    expect(predicted.text).toContain('Expected speedup of mark with threads');
  });

  it.skipIf(!canAudit())('lists side effects after one pass, and measures only with consent to them', async () => {
    await using client = await McpClient.start([folder]);
    const asked = { file: 'leaves-a-mark.ts', function: 'mark', ...quick, budgetSeconds: 0.2 };
    const confirmed = async (args: Record<string, unknown>) => {
      const shown = await client.call('profile_function', args);
      return { shown: shown.text, answer: await client.call('profile_function', { ...args, confirm: tokenIn(shown) }) };
    };
    const first = await confirmed(asked);
    expect(first.shown).toContain('\nSide effects: one pass runs first.');
    expect(first.answer.isError).toBe(true);
    const effects =
      /One pass over 3 items writes .*ran\.txt\. This run repeats that about [\d,]+ times, in parallel too/;
    expect(first.answer.text).toMatch(/^Not measured: the function has side effects\. /);
    expect(first.answer.text).toMatch(effects);
    expect(first.answer.text).toMatch(/"allowEffects": true only if they agree\.$/);
    // Nothing was measured.
    expect((await client.call('get_report', {})).text).toMatch(/found none in this session/);
    const second = await confirmed({ ...asked, allowEffects: true });
    expect(second.shown).toMatch(new RegExp(`\\nSide effects: allowed\\. ${effects.source}\\n`));
    expect(second.answer.isError).toBe(false);
    expect(second.answer.text).toMatch(/\nA pass writes .*ran\.txt\.\nReport mark-1\./);
    // Consent to one function is none to another.
    const other = await client.call('profile_function', { ...asked, inputs: '[7]', allowEffects: true });
    expect(other.text).toContain('\nSide effects: allowed. They are not known\n');
  });

  it('answers a mistake with the next step', async () => {
    await using client = await McpClient.start([folder]);
    const mistakes: [tool: string, args: Record<string, unknown>, answer: RegExp][] = [
      ['list_functions', {}, /^Expected "file", found nothing\. Path of/],
      ['list_functions', { file: 'none.ts' }, /^Expected an existing file, found no none\.ts in .* Give the path/],
      ['list_functions', { file: '/etc/hosts' }, /^Expected a file inside the workspace .* found \/etc\/hosts\. Give/],
      ['list_functions', { file: '../x.ts' }, /^Expected a file inside the workspace/],
      ['list_functions', { path: 'x.ts' }, /^Expected a known argument, found "path"\. The arguments are: file/],
      ['get_report', {}, /^Expected a report, found none in this session\. Call profile_function first/],
      ['get_report', { part: 'all' }, /^Expected "part" to be one of verdict, factors/],
      ['predict_speedup', { cores: [0] }, /^Expected "cores" to be a list .* whole number from 1 to 1024, found \[0\]/],
      ['profile_function', { file: 'squares.ts', function: 'cube' }, /There is no function named cube\./],
      [
        'profile_function',
        { file: 'squares.ts', function: 'square', inputsFile: '/etc/hosts' },
        /inside the workspace/,
      ],
      ['generate_parallel_version', { file: 'leaves-a-mark.ts' }, /^Expected a call that runs a function on each item/],
      ['check_pitfalls', { file: 'squares.ts', code: '../../README' }, /^Expected the code of a finding/],
    ];
    for (const [tool, args, answer] of mistakes) {
      const { isError, text } = await client.call(tool, args);
      expect(text, `${tool} ${JSON.stringify(args)}`).toMatch(answer);
      expect(isError).toBe(true);
    }
  });

  it('returns a parallel version as a diff that git applies, and changes no file', async () => {
    await using client = await McpClient.start([folder]);
    const before = readFileSync(join(folder, 'squares.ts'), 'utf8');
    // A long answer comes in parts.
    const parts: string[] = [];
    for (let offset: number | undefined = 0; offset !== undefined;) {
      const asked = { file: 'squares.ts', library: 'worker_threads', offset };
      const { text, isError } = await client.call('generate_parallel_version', asked);
      expect(isError, text).toBe(false);
      const [shown = '', next] = text.split(/\n\n\d+ more lines: call again with "offset": (\d+)\.$/);
      parts.push(shown);
      offset = next === undefined ? undefined : Number(next);
    }
    const text = parts.join('\n');
    const diff = text.slice(text.indexOf('--- '));
    expect(diff).toContain('+++ b/squares.ts');
    expect(readFileSync(join(folder, 'squares.ts'), 'utf8')).toBe(before);
    execFileSync('git', ['apply', '--check', '-'], { cwd: folder, input: `${diff}\n` });
  });
});
