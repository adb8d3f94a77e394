import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCloneProblems, type CloneProblem } from '../../../src/analysis/cloning/find-clone-problems.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';
import { majorOf, observeWith } from './observe-with.ts';
import type { Arrival, Observations } from './observe.ts';

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

/** By major version: structured cloning, `postMessage` to a thread, and `fork` with `serialization: 'advanced'`. */
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'observed.json'), 'utf8')) as Record<
  string,
  Observations
>;

describe('the recorded clone results', () => {
  const named = (process.env['PARALLEL_PROFILER_NODES'] ?? '').split(':').filter((path) => path !== '');
  const found = [process.execPath, 'node', '/usr/bin/node', ...named].flatMap((node): [string, string][] => {
    const major = majorOf(node);
    return major !== null && major in recorded ? [[major, node]] : [];
  });

  it.each([...new Map(found)])('match Node %s (%s)', (major, node) => {
    expect(observeWith(node)).toEqual(recorded[major]);
  });

  it('cover Node 20, 22 and 24', () => {
    expect(Object.keys(recorded)).toEqual(['20', '22', '24']);
    expect(found.length).toBeGreaterThan(0);
  });
});

describe('the clone verdicts on types', () => {
  const predicted = predictions();
  const [names = []] = Object.values(recorded).map((observations) => Object.keys(observations));

  it('cover at least 80 kinds of values', () => {
    expect([...predicted.keys()]).toEqual(names);
    expect(predicted.size).toBeGreaterThanOrEqual(80);
  });

  describe.each(Object.entries(recorded))('on Node %s', (major, observations) => {
    it.each(names)('agree with the recorded result: %s', (name) => {
      const [problem, ...others] = predicted.get(name) ?? [];
      const seen = observations[name];
      if (!seen) throw new Error(`${name} was not recorded`);
      expect(others).toEqual([]);
      // A thread is sent what structuredClone makes.
      expect(seen.thread).toEqual(seen.clone);
      expect({ thread: fate(seen.thread), process: fate(seen.process) }).toEqual(expected(problem, major));
    });
  });
});

/** How a value fares: as it was, refused, or as something else. */
function fate(arrival: Arrival): 'fine' | 'refused' | 'husk' | 'other class' | 'bytes' {
  if (arrival === 'refused' || arrival === 'deadly') return 'refused';
  if (arrival.identical) return 'fine';
  if (arrival.className === 'Uint8Array') return 'bytes';
  return arrival.equal ? 'other class' : 'husk';
}

function expected(problem: CloneProblem | undefined, major: string): { thread: unknown; process: unknown } {
  const fine = expect.stringMatching(/^fine$|^other class$/) as unknown;
  const lost = expect.stringMatching(/^husk$|^other class$/) as unknown;
  switch (problem?.kind) {
    case undefined:
      // That of a class without methods is no loss.
      return { thread: fine, process: fine };
    case 'refused':
      if (problem.channel === 'processes') return { thread: fine, process: 'refused' };
      return { thread: 'refused', process: problem.channel === 'threads' ? lost : 'refused' };
    case 'empty': {
      if (problem.channel === 'processes') return { thread: fine, process: 'husk' };
      const isRefused = problem.refusedLater && Number(major) >= 24;
      const mayBe =
        problem.refusedLater && major === '22'
          ? (expect.stringMatching(/^husk$|^other class$|^refused$/) as unknown)
          : lost;
      return { thread: isRefused ? 'refused' : mayBe, process: lost };
    }
    case 'class':
      return { thread: lost, process: lost };
    case 'buffer':
      return { thread: 'bytes', process: 'fine' };
  }
}
