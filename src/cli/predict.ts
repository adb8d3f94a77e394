import { formatForecastText } from '../report/formats/format-forecast.ts';
import { forecast } from '../report/prediction/forecast.ts';
import type { PredictCommand } from './commands.ts';
import type { Installation } from './installation.ts';
import { checkOut, colours, writeResult } from './output.ts';
import { readReportFile } from './read-report-file.ts';
import { UsageError } from './usage.ts';

const MEASURE_THREADS = 'parallel-profiler run … --strategies serial,threads --format json --out report.json';
const MEASURE_PROCESSES = 'parallel-profiler run … --strategies serial,processes --format json --out report.json';

/**
 * Prints the speedup to expect on other machines. Runs nothing.
 * @throws UsageError if the file is not a report, or the report has no pool to predict from
 */
export async function predict(command: PredictCommand, installation: Installation): Promise<number> {
  const { file, out, kind } = command;
  checkOut(out);
  const report = await readReportFile(file, installation);
  if ('kind' in report) throw new UsageError(`Expected the report of a function, found that of a command in ${file}.`);
  const result = forecast(report, command);
  if (!result) {
    const measured = report.poolModels.map((model) => model.kind).join(' and ') || 'no pool';
    throw new UsageError(
      `Expected a report that measured ${kind ?? 'threads or processes'}, found ${measured} in ${file}. ` +
        `Measure with: ${kind === 'processes' ? MEASURE_PROCESSES : MEASURE_THREADS}`,
    );
  }
  const text =
    command.format === 'json' ? JSON.stringify(result, null, 2) : formatForecastText(result, { colour: colours(out) });
  await writeResult(text, out);
  return 0;
}
