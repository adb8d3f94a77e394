import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirmEffects } from '../../src/cli/confirm-effects.ts';
import { UsageError } from '../../src/cli/usage.ts';

function terminal(isTTY: boolean, answer = '') {
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  if (answer !== '') stdin.write(`${answer}\n`);
  return { stdin, stderr } as unknown as Pick<NodeJS.Process, 'stdin' | 'stderr'>;
}

const { signal } = new AbortController();
const effects = 'One pass writes ./a.txt.';

describe('confirmEffects', () => {
  it.each([
    ['y', true],
    ['Yes', true],
    ['n', false],
    ['', false],
  ])('takes "%s" on a terminal as %s', async (answer, expected) => {
    const streams = terminal(true, answer === '' ? ' ' : answer);
    await expect(confirmEffects(effects, false, signal, streams)).resolves.toBe(expected);
    expect(String(streams.stderr.read())).toContain(`${effects}\nProfile it? [y/N]`);
  });

  it('refuses without a terminal, and names the option', async () => {
    const refused = confirmEffects(effects, false, signal, terminal(false));
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow('One pass writes ./a.txt. Give --yes to run it.');
  });

  it('asks nothing with --yes, and says what happens', async () => {
    const streams = terminal(false);
    await expect(confirmEffects(effects, true, signal, streams)).resolves.toBe(true);
    expect(String(streams.stderr.read())).toBe(`${effects}\n`);
  });
});
