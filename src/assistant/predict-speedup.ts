import { formatForecastText } from '../report/formats/format-forecast.ts';
import { forecast } from '../report/prediction/forecast.ts';
import { shared } from './arguments.ts';
import { readKept } from './read-kept.ts';
import { shorten } from './shorten.ts';
import { ToolError } from './tool-error.ts';
import { readOnly, type ReadingTool } from './tool.ts';

const MOST_CORES = 1024;

interface PredictArguments {
  report?: string;
  cores: number[];
  workers?: number;
  items?: number;
  bandwidth?: number;
  strategy?: 'threads' | 'processes';
}

/** Predicts the speedup on other machines. */
export const predictSpeedupTool: ReadingTool = {
  name: 'predict_speedup',
  title: 'Predict Speedup',
  description:
    'Predicts the speedup on machines with other numbers of cores, workers or items from a report, with a 95% interval. Runs nothing.',
  inputSchema: {
    type: 'object',
    properties: {
      report: shared.report,
      cores: {
        type: 'array',
        items: { type: 'integer', minimum: 1, maximum: MOST_CORES },
        minItems: 1,
        description: 'Numbers of cores to predict for, such as [8, 16].',
      },
      workers: {
        type: 'integer',
        minimum: 1,
        maximum: MOST_CORES,
        description: 'Workers in the pool. Default: as many as cores.',
      },
      items: { type: 'integer', minimum: 1, description: 'Items per pass. Default: as measured.' },
      bandwidth: {
        type: 'number',
        exclusiveMinimum: 0,
        description: 'Memory bandwidth relative to the measured machine. Default: 1.',
      },
      strategy: {
        type: 'string',
        enum: ['threads', 'processes'],
        description: 'Kind of pool. Default: that of the report.',
      },
    },
    required: ['cores'],
    additionalProperties: false,
  },
  annotations: readOnly,
  answer: async (input, parts) => {
    const asked = input as unknown as PredictArguments;
    const result = await readKept(asked.report, parts);
    if (result.kind !== 'function')
      throw new ToolError(
        `Expected the report of a function, found ${result.id}, the report of a ${result.kind === 'script' ? 'script' : 'comparison'}. Call profile_function first.`,
      );
    const { cores, workers = null, items = null, bandwidth = 1, strategy: kind = null } = asked;
    const predicted = forecast(result.report, { cores, workers, items, bandwidth, kind });
    if (predicted) return shorten(formatForecastText(predicted, { colour: false }));
    const measured = result.report.poolModels.map((model) => model.kind).join(' and ') || 'no pool';
    throw new ToolError(
      `Expected a report that measured ${kind ?? 'threads or processes'}, found ${measured} in ${result.id}. Call profile_function with "strategies": ["serial", "${kind ?? 'threads'}"].`,
    );
  },
};
