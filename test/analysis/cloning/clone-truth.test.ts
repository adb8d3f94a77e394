import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findCloneProblems, type CloneProblem } from '../../../src/analysis/cloning/find-clone-problems.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';
import { majorOf, observeWith } from './observe-with.ts';
import type { Arrival, Observations } from './observe.ts';

const { program, sourceFile } = new Projects().open(join(import.meta.dirname, 'one-of-each.ts'));
const checker = program.getTypeChecker();

/** Verdicts of the types, by name of the value. */
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

  it('cover Node 20 to 26', () => {
    expect(Object.keys(recorded)).toEqual(['20', '22', '24', '26']);
    expect(found.length).toBeGreaterThan(0);
  });
});

/**
 * Values whose fate the verdicts do not give. An error that lost its own fields is still an error, which is not worth a
 * finding; the others changed between versions of Node.
 */
const exceptions: Record<string, string[]> = {
  '20': ['script', 'file', 'domException', 'readError'],
  '22': ['script', 'file', 'readError'],
  '24': ['readError'],
  '26': ['readError'],
};

describe('the clone verdicts on types', () => {
  const predicted = predictions();
  const [names = []] = Object.values(recorded).map((observations) => Object.keys(observations));

  it('cover at least 140 kinds of values, with few exceptions', () => {
    expect([...predicted.keys()]).toEqual(names);
    expect(predicted.size).toBeGreaterThanOrEqual(140);
    for (const each of Object.values(exceptions)) expect(each.length).toBeLessThan(0.03 * names.length);
  });

  it.each(Object.entries(recorded))('agree with the recorded results on Node %s', (major, observations) => {
    const wrong = names.filter((name) => {
      const [problem, ...others] = predicted.get(name) ?? [];
      const seen = observations[name];
      if (!seen) throw new Error(`${name} was not recorded`);
      // A thread is sent what structuredClone makes.
      expect([name, seen.thread]).toEqual([name, seen.clone]);
      const { threads, processes } = expected(problem, major);
      const isRight = threads.includes(fate(seen.thread)) && processes.includes(fate(seen.process));
      return !isRight || (others.length > 0 && name !== 'globalThis');
    });
    expect(wrong).toEqual(exceptions[major]);
  });
});

type Fate = 'fine' | 'refused' | 'husk' | 'other class' | 'bytes';

/** How a value fares: as it was, refused, or as something else. */
function fate(arrival: Arrival): Fate {
  if (arrival === 'refused' || arrival === 'deadly') return 'refused';
  if (arrival.identical) return 'fine';
  if (arrival.className === 'Uint8Array') return 'bytes';
  return arrival.equal ? 'other class' : 'husk';
}

function expected(problem: CloneProblem | undefined, major: string): { threads: Fate[]; processes: Fate[] } {
  const fine: Fate[] = ['fine', 'other class'];
  const lost: Fate[] = ['husk', 'other class'];
  const refused: Fate[] = ['refused'];
  switch (problem?.kind) {
    case undefined:
      // That of a class without methods is no loss.
      return { threads: fine, processes: fine };
    case 'refused':
      if (problem.until !== undefined && Number(major) >= problem.until) return { threads: lost, processes: lost };
      if (problem.channel === 'processes') return { threads: fine, processes: refused };
      return { threads: refused, processes: problem.channel === 'threads' ? lost : refused };
    case 'empty': {
      if (problem.channel === 'processes') return { threads: fine, processes: lost };
      const isRefused = problem.refusedLater && Number(major) >= 24;
      if (isRefused) return { threads: refused, processes: lost };
      return { threads: problem.refusedLater && major === '22' ? [...lost, ...refused] : lost, processes: lost };
    }
    case 'class':
      // A subclass of a typed array arrives as one.
      return { threads: [...lost, 'bytes'], processes: [...lost, 'bytes'] };
    case 'buffer':
      return { threads: ['bytes', 'other class'], processes: fine };
  }
}
