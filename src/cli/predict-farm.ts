import { cwd, execPath } from 'node:process';
import type { Report } from '../model/report.ts';
import { inspectFarm } from '../profile/find-farm.ts';
import { ProfileError } from '../profile/profile-error.ts';
import { formatFarmForecastText } from '../report/formats/format-farm-forecast.ts';
import { forecastFarm } from '../report/prediction/forecast-farm.ts';
import type { ProbedQueue } from '../report/prediction/predict-farm.ts';
import type { PredictFarmCommand } from './commands.ts';
import type { Installation } from './installation.ts';
import { checkOut, colours, writeResult } from './output.ts';
import { readReportFile } from './read-report-file.ts';
import { UsageError } from './usage.ts';

/**
 * Prints the speedup to expect from workers of a queue on several machines. Runs nothing of the user's code.
 * @throws UsageError if the file is not a report, or nothing is known about the queue
 */
export async function predictFarm(command: PredictFarmCommand, installation: Installation): Promise<number> {
  const { file, out } = command;
  checkOut(out);
  const report = await readReportFile(file, installation);
  if ('kind' in report) throw new UsageError(`Expected the report of a function, found that of a command in ${file}.`);
  const queue = command.redis === null ? ofReport(report) : await probe(command.redis, installation);
  if (queue === null)
    throw new UsageError(
      `Expected --redis <url>, found none, and ${file} has no probe of a queue. For instance: --redis redis://localhost:6379`,
    );
  const result = forecastFarm(report, queue, command);
  if (result === null) throw new UsageError(`Expected a report with a serial run, found none in ${file}.`);
  const text =
    command.format === 'json'
      ? JSON.stringify(result, null, 2)
      : formatFarmForecastText(result, { colour: colours(out) });
  await writeResult(text, out);
  return 0;
}

function ofReport({ farm }: Report): (ProbedQueue & { redis: string }) | null {
  return farm?.probe ? { redis: farm.redis, probe: farm.probe, isLocal: farm.isLocal } : null;
}

async function probe(redis: string, { programs }: Installation): Promise<(ProbedQueue & { redis: string }) | null> {
  const node = { path: execPath, version: process.version, source: 'self', environment: {} } as const;
  try {
    const address = { redis, queue: 'parallel-profiler', root: cwd() };
    const found = await inspectFarm(address, { node, programs, signal: undefined });
    return found.probe && { redis: found.shownRedis, probe: found.probe, isLocal: found.isLocal };
  } catch (error) {
    if (error instanceof ProfileError) throw new UsageError(error.message);
    throw error;
  }
}
