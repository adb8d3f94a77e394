import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { History } from '../../../src/extension/history/history.ts';
import { ReportSeals } from '../../../src/extension/history/report-seals.ts';
import { ReportOrigins } from '../../../src/extension/run/run-origin.ts';
import type { Report } from '../../../src/model/report.ts';
import { onlyFunctionReport, readReport } from '../../../src/report/read-report.ts';
import { validateReport } from '../../report/report-validator.ts';
import { cpuBoundReport } from '../../report/sample-report.ts';

type Secrets = ConstructorParameters<typeof ReportSeals>[0];

/** Where VS Code keeps secrets, of one machine. */
function machine(): Secrets {
  const kept = new Map<string, string>();
  return {
    get: (name) => Promise.resolve(kept.get(name)),
    store: (name, value) => {
      kept.set(name, value);
      return Promise.resolve();
    },
  };
}

const ignore = (): void => undefined;
const report = (): Report => structuredClone(cpuBoundReport);

async function isVouchedFor(secrets: Secrets, file: string, text: string, seal: string | undefined): Promise<boolean> {
  const origins = new ReportOrigins();
  const read = report();
  await new ReportSeals(secrets, origins, ignore).vouch(read, file, text, seal);
  return origins.of(read) === 'own-report';
}

describe('ReportSeals', () => {
  test('recognizes only what it sealed, also in the next window', async () => {
    const secrets = machine();
    const origins = new ReportOrigins();
    const own = report();
    origins.add(own);
    const seals = new ReportSeals(secrets, origins, ignore);
    await fc.assert(
      fc.asyncProperty(fc.string(), fc.string(), fc.string(), fc.string(), async (file, text, other, forged) => {
        const seal = (await seals.seal(own, file, text)) ?? '';
        expect(await isVouchedFor(secrets, file, text, seal)).toBe(true);
        expect(await isVouchedFor(secrets, file, text, forged)).toBe(false);
        expect(await isVouchedFor(secrets, file, text, undefined)).toBe(false);
        expect(await isVouchedFor(secrets, file, `${text}${other} `, seal)).toBe(false);
        expect(await isVouchedFor(secrets, `${file}${other} `, text, seal)).toBe(false);
        expect(await isVouchedFor(machine(), file, text, seal)).toBe(false);
      }),
      { numRuns: 25 },
    );
  });

  test('seals no report from a file, and none whose inputs came from one', async () => {
    const origins = new ReportOrigins();
    const seals = new ReportSeals(machine(), origins, ignore);
    expect(await seals.seal(report(), 'a', 'text')).toBeNull();
    const quoting = report();
    origins.add(quoting, 'report-file');
    expect(await seals.seal(quoting, 'a', 'text')).toBeNull();
  });

  test.each([
    ['fails', () => Promise.reject(new Error('locked'))],
    ['never answers', () => new Promise<undefined>(() => undefined)],
  ])('seals nothing, and reports this once, if the secret storage %s', async (_what, get) => {
    const notes: string[] = [];
    const origins = new ReportOrigins();
    const own = report();
    origins.add(own);
    const seals = new ReportSeals({ ...machine(), get }, origins, (message) => notes.push(message));
    expect(await seals.seal(own, 'a', 'text')).toBeNull();
    await seals.vouch(report(), 'a', 'text', '0'.repeat(64));
    expect(notes).toHaveLength(1);
  });
});

describe('History', () => {
  let folder: string;
  let secrets: Secrets;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'parallel-profiler-seals-'));
    secrets = machine();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** The origin that a new window gives the only kept run. */
  const originInNextWindow = async (): Promise<string> => {
    const origins = new ReportOrigins();
    const read = (text: string) => Promise.resolve(onlyFunctionReport(readReport(text, validateReport)));
    const history = new History(folder, read, undefined, new ReportSeals(secrets, origins, ignore));
    const [entry] = (await history.list(cpuBoundReport.target)).entries;
    const found = entry && (await history.read(entry.id)).report;
    return found ? origins.of(found) : 'nothing';
  };
  const keep = async (): Promise<string> => {
    const origins = new ReportOrigins();
    const own = report();
    origins.add(own);
    const read = (text: string) => Promise.resolve(onlyFunctionReport(readReport(text, validateReport)));
    await new History(folder, read, undefined, new ReportSeals(secrets, origins, ignore)).add(own);
    const name = readdirSync(folder).find((each) => each.endsWith('.parallel.json'));
    return join(folder, name ?? '');
  };
  const changed = JSON.stringify({ ...cpuBoundReport, inputs: { ...cpuBoundReport.inputs, expression: 'evil()' } });

  test('returns an own run as own', async () => {
    await keep();
    expect(await originInNextWindow()).toBe('own-report');
  });

  test.each([
    ['was changed', (file: string) => writeFileSync(file, changed)],
    ['was renamed to that of another run', (file: string) => rename(file, '20250101000000-00000000')],
    ['is the only thing left', () => rmSync(join(folder, 'index.json'))],
    ['was written on another machine', () => void (secrets = machine())],
  ])('treats a stored report as a foreign file if it %s', async (_what, damage) => {
    damage(await keep());
    expect(await originInNextWindow()).toBe('report-file');
  });

  const rename = (file: string, id: string): void => {
    const index = join(folder, 'index.json');
    const old = /([\w-]+)\.parallel\.json$/.exec(file)?.[1] ?? '';
    writeFileSync(index, readFileSync(index, 'utf8').replaceAll(old, id));
    renameSync(file, join(folder, `${id}.parallel.json`));
  };
});
