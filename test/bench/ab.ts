import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommitComparison } from '../../src/model/commit-comparison.ts';
import { AnalysisClient } from '../../src/profile/analysis-client.ts';
import { compareCommits, defaultComparisonSeconds } from '../../src/profile/compare-commits.ts';
import { writeCommitVerdict } from '../../src/report/write-commit-comparison.ts';
import { CommitRepository, workSource } from '../cli/commit-repository.ts';
import { analysisPrograms, programs } from '../profile/profile-source.ts';
import type { Bench, Claims } from './bench.ts';

/** Each takes up to 20 s; set `AB_RUNS=100` for the rates themselves. */
const RUNS = Number(process.env['AB_RUNS'] ?? 4);
/** Of runs, that may miss the slowdown. */
const MISSED_SHARE = 0.1;
/** Of runs, that may call identical code different. */
const FALSE_SHARE = 0.01;
const SLOWDOWN = 0.05;
/** Times the unit of work, so that a pass takes some 10 ms. */
const WORK = 1;

/** Two commits of one function, identical or 5% apart, through the whole comparison. */
export const ab: Bench = {
  name: 'ab',
  about: 'compare --commits on a generated repository: false alarms and a slowdown of 5%',
  cases: [
    {
      name: 'identical',
      about: 'identical code at two commits',
      run: async (claims) => {
        const found = await compareOften(`${workSource(WORK)}// Another commit.\n`);
        const different = found.filter(({ outcome }) => outcome === 'slower' || outcome === 'faster').length;
        const allowed = Math.floor(FALSE_SHARE * RUNS);
        claims.check(
          `identical code is called different in at most ${allowed} of ${RUNS} runs`,
          `${different}`,
          different <= allowed,
        );
        checkLengths(claims, found);
      },
    },
    {
      name: 'slowdown',
      about: 'a slowdown of 5% at the second commit',
      run: async (claims) => {
        const found = await compareOften(workSource(WORK * (1 + SLOWDOWN)));
        const slower = found.filter(({ outcome }) => outcome === 'slower').length;
        const wanted = RUNS - Math.max(1, Math.floor(MISSED_SHARE * RUNS));
        claims.check(`a slowdown of 5% is found in at least ${wanted} of ${RUNS} runs`, `${slower}`, slower >= wanted);
        const contains = found.filter(
          ({ ratio }) => ratio !== null && ratio.ci95[0] <= 1 + SLOWDOWN && 1 + SLOWDOWN <= ratio.ci95[1],
        ).length;
        claims.check(
          `the interval contains 5% in at least ${wanted} of ${RUNS} runs`,
          `${contains}`,
          contains >= wanted,
        );
        checkLengths(claims, found);
      },
    },
  ],
};

async function compareOften(head: string): Promise<CommitComparison[]> {
  const repository = new CommitRepository();
  const base = repository.commit('Base', { 'work.ts': workSource(WORK) });
  const changed = repository.commit('Head', { 'work.ts': head });
  const cacheFolder = mkdtempSync(join(tmpdir(), 'ab-'));
  await using analysis = new AnalysisClient(analysisPrograms);
  const found: CommitComparison[] = [];
  for (let run = 0; run < RUNS; run++) {
    const comparison = await compareCommits({
      file: join(repository.folder, 'work.ts'),
      functionName: 'work',
      base,
      head: changed,
      inputs: {},
      budgetSeconds: defaultComparisonSeconds,
      cwd: repository.folder,
      node: { settingName: '--node', searchPath: null, own: { path: process.execPath, source: 'self' } },
      programs,
      cacheFolder,
      analysis,
    });
    const { replicas, measuredMs } = comparison;
    console.log(
      `    ${replicas.length} pairs in ${(measuredMs / 1000).toFixed(1)} s: ${writeCommitVerdict(comparison)}`,
    );
    found.push(comparison);
  }
  return found;
}

function checkLengths(claims: Claims, found: readonly CommitComparison[]): void {
  const longestMs = Math.max(...found.map(({ measuredMs }) => measuredMs));
  const limitSeconds = defaultComparisonSeconds + 2;
  claims.check(
    `a run ends within ${limitSeconds} s`,
    `${(longestMs / 1000).toFixed(1)} s`,
    longestMs <= limitSeconds * 1000,
  );
}
