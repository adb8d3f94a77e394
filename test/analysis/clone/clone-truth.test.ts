import { deepEqual } from 'node:assert';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import { findCloneProblems, type CloneProblem } from '../../../src/analysis/find-clone-problems.ts';
import { Projects } from '../../../src/analysis/projects.ts';
import { values } from './one-of-each.ts';

const { program, sourceFile } = new Projects().open(join(import.meta.dirname, 'one-of-each.ts'));
const checker = program.getTypeChecker();

/** What the types say, by name of the value. */
function predictions(): Map<string, CloneProblem[]> {
  const module = checker.getSymbolAtLocation(sourceFile);
  const exported = module && checker.getExportsOfModule(module).find(({ name }) => name === 'values');
  if (!exported) throw new Error('one-of-each.ts exports no values');
  const properties = checker.getTypeOfSymbol(exported).getProperties();
  return new Map(
    properties.map((property) => [
      property.name,
      findCloneProblems(checker.getTypeOfSymbol(property), 'value', sourceFile, program),
    ]),
  );
}

/** What structured cloning, which is what `postMessage` to a thread does, makes of a value. */
function truth(value: unknown): { refused: true } | { refused: false; clone: unknown } {
  try {
    return { refused: false, clone: structuredClone(value) };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'DataCloneError') return { refused: true };
    throw error;
  }
}

describe('what the types say about cloning agrees with what happens', () => {
  const predicted = predictions();

  it('for at least 80 kinds of values', () => {
    expect(predicted.size).toBe(Object.keys(values).length);
    expect(predicted.size).toBeGreaterThanOrEqual(80);
  });

  it.each(Object.entries(values))('%s', (name, value) => {
    const [problem, ...others] = predicted.get(name) ?? [];
    const seen = truth(value);
    expect(others).toEqual([]);
    switch (problem?.kind) {
      case undefined:
        if (seen.refused) throw new Error('the types saw no problem, and it was refused');
        // Without a look at prototypes: that of a class without methods is no loss.
        deepEqual(seen.clone, value);
        return;
      case 'refused':
        expect(seen).toEqual({ refused: true });
        expect(problem.always).toBe(true);
        return;
      case 'empty':
        // Refused or a husk without methods, depending on the version of Node.
        if (!seen.refused) expect(Object.getPrototypeOf(seen.clone)).toBe(Object.prototype);
        return;
      case 'class':
        if (seen.refused) throw new Error('the types said that the class is lost, and it was refused');
        expect(isDeepStrictEqual(seen.clone, value)).toBe(false);
        return;
      case 'buffer':
        expect(seen).toMatchObject({ clone: expect.any(Uint8Array) as Uint8Array });
        expect(!seen.refused && Buffer.isBuffer(seen.clone)).toBe(false);
        return;
    }
  });
});
