import { forecastFormats, type PredictCommand, type PredictFarmCommand } from './commands.ts';
import {
  items,
  MOST_CORES,
  MOST_WORKERS,
  oneOf,
  positive,
  positiveInteger,
  redisOf,
  textOf,
  upTo,
  type Values,
} from './option-values.ts';
import { UsageError } from './usage.ts';

const text = { type: 'string' } as const;
/** Options for queues. */
const ofFarms = { machines: text, 'chunk-size': text, redis: text } as const;
/** The options of `predict`, without those that all commands have. */
export const predictOptions = {
  ...{ cores: text, workers: text, items: text, bandwidth: text, strategy: text },
  ...ofFarms,
} as const;

const poolKinds = ['threads', 'processes'] as const;

function predictFarmCommand(file: string, cores: string | null, values: Values): PredictFarmCommand {
  const machines = textOf(values, 'machines');
  if (machines === null)
    throw new UsageError('Expected --machines <list>, found none. For instance: --machines 2,4 --cores 8');
  for (const option of ['workers', 'bandwidth'])
    if (values[option] !== undefined)
      throw new UsageError(`--${option} goes with threads and processes, found --machines. Leave it out.`);
  oneOf('--strategy', textOf(values, 'strategy') ?? 'bullmq', ['bullmq']);
  const count = textOf(values, 'items');
  const chunkSize = textOf(values, 'chunk-size');
  return {
    command: 'predict-farm',
    file,
    machines: items('--machines', machines).map((item) => upTo(MOST_CORES, '--machines', item)),
    cores: cores === null ? null : upTo(MOST_WORKERS, '--cores', cores),
    items: count === null ? null : positiveInteger('--items', count),
    chunkSize: chunkSize === null ? null : positiveInteger('--chunk-size', chunkSize),
    redis: redisOf(values),
    format: oneOf('--format', textOf(values, 'format') ?? 'text', forecastFormats),
    out: textOf(values, 'out'),
  };
}

/**
 * Parses the arguments of `predict`, for cores of one machine or for machines that share a queue.
 * @throws UsageError without a report and a number of cores
 */
export function parsePredictCommand(values: Values, file: string): PredictCommand | PredictFarmCommand {
  const cores = textOf(values, 'cores');
  if (values['strategy'] === 'bullmq' || values['machines'] !== undefined)
    return predictFarmCommand(file, cores, values);
  for (const option of Object.keys(ofFarms))
    if (values[option] !== undefined)
      throw new UsageError(
        `--${option} goes with --machines <list>, found none. For instance: --machines 2,4 --cores 8`,
      );
  if (cores === null) throw new UsageError('Expected --cores <list>, found none. For instance: --cores 8,16,64');
  const workers = textOf(values, 'workers');
  const count = textOf(values, 'items');
  const strategy = textOf(values, 'strategy');
  return {
    command: 'predict',
    file,
    cores: items('--cores', cores).map((item) => upTo(MOST_CORES, '--cores', item)),
    workers: workers === null ? null : upTo(MOST_CORES, '--workers', workers),
    items: count === null ? null : positiveInteger('--items', count),
    bandwidth: positive('--bandwidth', textOf(values, 'bandwidth') ?? '1'),
    kind: strategy === null ? null : oneOf('--strategy', strategy, poolKinds),
    format: oneOf('--format', textOf(values, 'format') ?? 'text', forecastFormats),
    out: textOf(values, 'out'),
  };
}
