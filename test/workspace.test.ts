import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findInputs } from '../src/analysis/inputs/find-inputs.ts';
import { listFunctions } from '../src/analysis/functions/list-functions.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'test/workspace/src');

/** The first source of inputs of every function of the demo that is there to be profiled. */
const lessons: Record<string, ['tag' | 'call-site', expression: string]> = {
  'callback-argument.ts#totalPrice': ['tag', '[[[1000, 250], halfPrice], [[4000], (price) => price - 100]]'],
  'class-instance.ts#areaOf': ['tag', '[new Circle(1), new Circle(2), new Circle(3)]'],
  'exits-the-process.ts#doubleOrExit': ['tag', '[1, 2, -1, 3]'],
  'mandelbrot.ts#mandelbrotRow': ['tag', 'range(height)'],
  'module-state.ts#nextTicket': ['tag', "['Ada', 'Alan', 'Edsger', 'Grace', 'John', 'Barbara', 'Donald', 'Leslie']"],
  'monte-carlo.ts#estimatePi': ['tag', 'range(64)'],
  'mutated-argument.ts#median': ['tag', 'samples'],
  'never-returns.ts#neverReturns': ['tag', '[1, 2, 3]'],
  'power.ts#power': ['tag', '[[2, 3], [3, 3], [4, 3]]'],
  'process-number.ts#processNumber': ['tag', 'numbers'],
  'process-number.ts#processNumberUncapped': ['tag', 'numbers'],
  'square.ts#square': ['tag', 'numbers'],
  'square-call-site.ts#square': ['call-site', '[2, 3, 4]'],
  'throws-for-one-input.ts#parsePort': ['tag', "['80', '443', 'http', '8080', '65535']"],
  'wait-for-reply.ts#waitForReply': ['tag', "['north', 'east', 'south', 'west']"],
  'wait-for-reply.ts#waitForReplySync': ['tag', "['north', 'east', 'south', 'west']"],
  'word-frequencies.ts#countWords': ['call-site', 'texts'],
  'worker.ts#worker': ['call-site', '[0, 1, 2, 3, 4]'],
};

describe('the demo workspace', () => {
  it.each(Object.entries(lessons))('has inputs for %s', (name, [source, expression]) => {
    const [file = '', functionName = ''] = name.split('#');
    const path = join(folder, file);
    const text = readFileSync(path, 'utf8');
    const target = listFunctions(text, path).find((listed) => listed.name === functionName);
    expect(target).toMatchObject({ profilable: true, exported: true });
    if (target === undefined) throw new Error('unreachable');
    expect(findInputs(text, path, target)[0]).toMatchObject({ source, expression });
  });

  it('has no exported function with a tag that is not in this table', () => {
    const tagged = readdirSync(folder).flatMap((file) => {
      const path = join(folder, file);
      const text = readFileSync(path, 'utf8');
      return listFunctions(text, path)
        .filter((listed) => findInputs(text, path, listed)[0]?.source === 'tag')
        .map(({ name }) => `${file}#${name}`);
    });
    expect(tagged.filter((name) => !(name in lessons))).toEqual([]);
  });

  it('is what `npm start` profiles', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string } };
    const [, file, name] = /run (\S+)#(\w+)/.exec(scripts.start) ?? [];
    expect([file, name]).toEqual(['test/workspace/src/monte-carlo.ts', 'estimatePi']);
  });
});
