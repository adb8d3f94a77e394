import type { Finding, FindingCode } from '../../../src/model/finding.ts';
import type { Measurement } from '../../../src/model/measurement.ts';
import type { Report } from '../../../src/model/report.ts';
import { buildReport, type Run } from '../../../src/report/build-report.ts';
import { configurations, sampleMeasurements, type SampleRun } from '../sample-measurements.ts';
import { sampleRun } from '../sample-report.ts';

const standard = configurations(['threads'], [1, 2, 4]);

export function report(
  run: Partial<SampleRun>,
  rest: Partial<Run> = {},
  edit?: (measurement: Measurement) => Measurement,
): Report {
  const all = { configurations: standard, ...run };
  const measurements = sampleMeasurements(all).map(edit ?? ((measurement) => measurement));
  return buildReport(sampleRun(all, { measurements, ...rest }));
}

export const codes = ({ findings }: Report): FindingCode[] => findings.map(({ code }) => code);

export function find<Code extends FindingCode>(from: Report, code: Code): Extract<Finding, { code: Code }> {
  const found = from.findings.find((finding) => finding.code === code);
  if (!found) throw new Error(`expected ${code}, found ${codes(from).join(', ') || 'nothing'}`);
  return found as unknown as Extract<Finding, { code: Code }>;
}

export const different = { equal: false, differing: 3, first: { item: 1, path: '.total', expected: '1', found: '2' } };
export const isSerial = (measurement: Measurement): boolean => measurement.configuration.strategy === 'serial';
export const onSerial = (change: Partial<Measurement>) => (measurement: Measurement) =>
  isSerial(measurement) ? { ...measurement, ...change } : measurement;
export const onPool = (change: (measurement: Measurement) => Partial<Measurement>) => (measurement: Measurement) =>
  isSerial(measurement) ? measurement : { ...measurement, ...change(measurement) };
