import fc from 'fast-check';
import { expect, it } from 'vitest';
import { quoteWord, splitCommand } from '../../../src/profile/script/command-line.ts';

it.each([
  ['node app.js', ['node', 'app.js']],
  ['  node   "my app.js"  ', ['node', 'my app.js']],
  ['sh -c \'echo "a b"\'', ['sh', '-c', 'echo "a b"']],
  ['tsx --title="a b" job.ts', ['tsx', '--title=a b', 'job.ts']],
  ['node "" x', ['node', '', 'x']],
  ['node C:\\app\\main.js "C:\\my app\\\\" x', ['node', 'C:\\app\\main.js', 'C:\\my app\\', 'x']],
  ['node -e "console.log(\\"a\\")"', ['node', '-e', 'console.log("a")']],
  ['node "open end', ['node', 'open end']],
  ['', []],
])('splits %s', (text, words) => {
  expect(splitCommand(text)).toEqual(words);
});

it('splits what it quoted into the same words', () => {
  const word = fc.string({ unit: fc.constantFrom('a', ' ', '"', "'", '\\', '\n', '&', 'ö') });
  fc.assert(
    fc.property(fc.array(word), (words) => {
      expect(splitCommand(words.map(quoteWord).join(' '))).toEqual(words);
    }),
  );
});
