import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { joinVerdict } from '../../src/report/write-verdict.ts';
import { cpuBoundReport } from '../report/sample-report.ts';
import type { EditorPage } from './editor-page.ts';
import { useWindow } from './open-editor.ts';

let editor: EditorPage;
const demo = useWindow(
  {
    'pi.parallel.json': JSON.stringify(cpuBoundReport),
    'cut.parallel.json': JSON.stringify(cpuBoundReport).slice(0, 2000),
  },
  (opened) => (editor = opened),
  { resultsBefore: true, newForRetry: true },
);

test('a report file opens in the panel and follows its changes, and a damaged one shows the reason', async () => {
  const file = join(demo.folder, 'src/pi.parallel.json');
  await editor.openReportFile('pi.parallel.json');
  const report = await editor.report('estimatePi');
  expect(await report.locator('.verdict-sentence').textContent()).toBe(joinVerdict(cpuBoundReport.verdict));
  await editor.screenshot('report-file');

  const exported = async (format: string, name: string): Promise<string> => {
    const path = join(demo.folder, name);
    await editor.exportReport(format, path);
    await expect.poll(() => existsSync(path), { timeout: 30_000 }).toBe(true);
    await editor.notification(`Wrote ${name}.`);
    await editor.page.keyboard.press('Escape');
    return readFileSync(path, 'utf8');
  };
  expect(JSON.parse(await exported('Report', 'again.parallel.json'))).toEqual(cpuBoundReport);
  expect(await exported('Web page', 'pi.html')).toMatch(/^<!doctype html>.*estimatePi/s);
  expect(await exported('Markdown', 'pi.md')).toContain(joinVerdict(cpuBoundReport.verdict));
  expect(await exported('Comma-separated values', 'pi.csv')).toMatch(/^[^\n]*strategy/);
  expect(JSON.parse(await exported('Trace', 'pi.trace.json'))).toHaveProperty('traceEvents');

  // It was made on another machine: its function is not here to be profiled again.
  await report.getByText('Profile again', { exact: true }).click();
  await editor.notification('/workspace/src/monte-carlo.ts is not on this machine');
  await editor.page.keyboard.press('Escape');

  writeFileSync(file, JSON.stringify({ ...cpuBoundReport, verdict: [{ role: 'answer', text: 'Written again.' }] }));
  await expect
    .poll(() => report.locator('.verdict-sentence').textContent(), { timeout: 30_000 })
    .toBe('Written again.');

  writeFileSync(file, JSON.stringify({ ...cpuBoundReport, version: cpuBoundReport.version + 1 }));
  await report.getByText(/^pi\.parallel\.json: .* newer version .* Update it/).waitFor();

  await editor.openReportFile('cut.parallel.json');
  await editor
    .panel()
    .getByText(/^cut\.parallel\.json: Expected a report as JSON/)
    .waitFor();
  await editor.screenshot('report-file-damaged');
});
