import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { StrategyName } from '../model/plan.ts';
import {
  findingFormats,
  listFormats,
  reportFormats,
  scriptFormats,
  type CheckCommand,
  type Command,
  type ListCommand,
  type RunCommand,
  type ScriptCommand,
  comparisonFormats,
  type CompareCommand,
  type CompareCommitsCommand,
  type CompareTeamCommand,
  type McpCommand,
  type WorkerCommand,
} from './commands.ts';
import { closest } from '../report/closest.ts';
import { parsePredictCommand, predictOptions } from './parse-predict.ts';
import { parseInputsOptions, splitTarget } from './parse-inputs-options.ts';
import {
  items,
  MOST_CORES,
  MOST_WORKERS,
  oneOf,
  percentOf,
  positive,
  positiveInteger,
  redisOf,
  severitiesOf,
  textOf,
  upTo,
  type Values,
  wholeNumber,
} from './option-values.ts';
import { usage, UsageError, type CommandName } from './usage.ts';

const strategyNames: readonly StrategyName[] = ['serial', 'async', 'threads', 'processes', 'bullmq'];

const text = { type: 'string' } as const;
const shared = { format: text, out: text, help: { type: 'boolean', short: 'h' } } as const;
const inputs = {
  inputs: text,
  'inputs-file': text,
  'inputs-generated': text,
  seed: text,
  'inputs-size': text,
  'inputs-count': text,
  spread: { type: 'boolean' },
  'no-spread': { type: 'boolean' },
} as const;
/** Options of `compare` that only one of its two forms accepts. */
const ofCommits = { ...inputs, budget: text, node: text, team: { type: 'boolean' } } as const;
const ofReports = { 'max-speedup-loss': text } as const;
const options = {
  run: {
    ...shared,
    ...inputs,
    'inputs-recorded': text,
    workers: text,
    strategies: text,
    'chunk-size': text,
    redis: text,
    queue: text,
    budget: text,
    'time-limit': text,
    'no-wait': { type: 'boolean' },
    yes: { type: 'boolean' },
    'target-cores': text,
    'hot-lines': { type: 'boolean' },
    'cpu-profile': text,
    'min-speedup': text,
    node: text,
  },
  check: {
    ...shared,
    'max-warnings': text,
    pitfalls: text,
    severity: { type: 'string', multiple: true },
    exclude: { type: 'string', multiple: true },
    'allow-syntax-errors': { type: 'boolean' },
  },
  list: shared,
  mcp: { help: { type: 'boolean', short: 'h' }, root: { type: 'string', multiple: true } },
  worker: {
    help: { type: 'boolean', short: 'h' },
    redis: text,
    queue: text,
    concurrency: text,
    'lost-after': text,
  },
  script: { ...shared, 'time-limit': text, 'cpu-profile': text, scaling: text },
  predict: { ...shared, ...predictOptions },
  compare: { ...shared, commits: text, 'max-slowdown': text, ...ofCommits, ...ofReports },
} as const;

/**
 * Parses the arguments.
 * @throws UsageError with what was expected, what was found and what to do
 */
export function parseArguments(args: readonly string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined) throw new UsageError(`Expected a command, found none.\n\n${usage.general}`);
  if (name === '--help' || name === '-h' || name === 'help') {
    const topic = rest[0];
    return { command: 'help', text: topic !== undefined && isCommand(topic) ? usage[topic] : usage.general };
  }
  if (name === '--version' || name === '-v') return { command: 'version' };
  if (!isCommand(name)) {
    const meant = closest(name, Object.keys(options));
    throw new UsageError(
      `Expected a command (run, script, check, list, compare, predict, worker or mcp), found "${name}".` +
        (meant === null ? ' See parallel-profiler --help.' : ` Did you mean ${meant}?`),
    );
  }
  if (name === 'script') return scriptCommand(rest);
  const { values, positionals } = parse(name, rest);
  if (values['help'] === true) return { command: 'help', text: usage[name] };
  if (name === 'predict') return parsePredictCommand(values, only(positionals, 'predict', '<report.json>'));
  if (name === 'compare') return parseCompareCommand(values, positionals);
  if (name === 'mcp') return mcpCommand(values, positionals);
  if (name === 'worker') return workerCommand(values, positionals);
  if (name === 'run') return runCommand(values, positionals);
  return name === 'check' ? checkCommand(values, positionals) : listCommand(values, positionals);
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(options, name);
}

function parse(name: CommandName, args: string[]): { values: Values; positionals: string[] } {
  const config: ParseArgsConfig = {
    args: joinNegative(args),
    options: options[name],
    allowPositionals: true,
    strict: true,
  };
  try {
    const { values, positionals } = parseArgs(config);
    return { values: values as Values, positionals };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    const unknown = /^Unknown option '(--?[^']*)'/.exec(error.message)?.[1];
    if (unknown === undefined)
      throw new UsageError(
        `${error.message.replace(/\.? ?To specify.*$/s, '')}. See parallel-profiler ${name} --help.`,
      );
    const meant = closest(
      unknown,
      Object.keys(options[name]).map((option) => `--${option}`),
    );
    const advice = meant === null ? `See parallel-profiler ${name} --help.` : `Did you mean ${meant}?`;
    throw new UsageError(`${name} has no option ${unknown}. ${advice}`);
  }
}

/**
 * Joins an option with a value that begins with a minus (`--budget -1`, `--inputs -x`), which would otherwise be read
 * as another option.
 */
function joinNegative(args: string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const [argument = '', next = ''] = [args[index], args[index + 1]];
    if (/^--[a-z-]+$/.test(argument) && /^-([^-a-z]|[a-z].)/.test(next)) {
      joined.push(`${argument}=${next}`);
      index++;
    } else joined.push(argument);
  }
  return joined;
}

function runCommand(values: Values, positionals: string[]): RunCommand {
  const { file, functionName } = splitTarget(only(positionals, 'run', '<file>#<function>'));
  const workers = textOf(values, 'workers');
  const strategies = textOf(values, 'strategies');
  const chunkSize = textOf(values, 'chunk-size');
  const budget = textOf(values, 'budget');
  const timeLimit = textOf(values, 'time-limit');
  const targetCores = textOf(values, 'target-cores');
  const minSpeedup = textOf(values, 'min-speedup');
  return {
    command: 'run',
    file,
    functionName,
    ...parseInputsOptions(values),
    inputsRecorded: textOf(values, 'inputs-recorded'),
    workers:
      workers === 'auto' || workers === null
        ? workers
        : items('--workers', workers).map((item) => upTo(MOST_WORKERS, '--workers', item, ', or auto')),
    strategies:
      strategies === null
        ? null
        : items('--strategies', strategies).map((item) => oneOf('--strategies', item, strategyNames)),
    chunkSize:
      chunkSize === 'auto' || chunkSize === null ? chunkSize : positiveInteger('--chunk-size', chunkSize, ', or auto'),
    redis: redisOf(values),
    queue: textOf(values, 'queue'),
    budgetSeconds: budget === null ? null : positive('--budget', budget),
    timeLimitSeconds: timeLimit === null ? null : positive('--time-limit', timeLimit),
    waitForQuiet: values['no-wait'] !== true,
    isConfirmed: values['yes'] === true,
    targetCores: targetCores === null ? null : upTo(MOST_CORES, '--target-cores', targetCores),
    nodePath: textOf(values, 'node'),
    hotLines: values['hot-lines'] === true,
    cpuProfileFolder: textOf(values, 'cpu-profile'),
    format: oneOf('--format', textOf(values, 'format') ?? 'text', reportFormats),
    out: textOf(values, 'out'),
    minSpeedup: minSpeedup === null ? null : positive('--min-speedup', minSpeedup),
  };
}

/** Splits off the profiled command: everything after the options, with or without `--`. */
function scriptCommand(args: string[]): Command {
  const end = endOfOptions(args);
  const { values } = parse('script', args.slice(0, end));
  if (values['help'] === true) return { command: 'help', text: usage.script };
  const program = args.slice(args[end] === '--' ? end + 1 : end);
  if (program.length === 0 || program[0] === '')
    throw new UsageError(
      'Expected a command to profile, found none. For instance: parallel-profiler script -- node app.js',
    );
  const limit = textOf(values, 'time-limit');
  const scaling = textOf(values, 'scaling');
  return {
    command: 'script',
    program,
    timeLimitSeconds: limit === null ? null : positive('--time-limit', limit),
    cpuProfileFolder: textOf(values, 'cpu-profile'),
    scaling: scaling === null ? [] : items('--scaling', scaling).map((item) => upTo(MOST_WORKERS, '--scaling', item)),
    format: oneOf('--format', textOf(values, 'format') ?? 'text', scriptFormats),
    out: textOf(values, 'out'),
  } satisfies ScriptCommand;
}

/** Index of the first argument that is neither an option nor the value of one. */
function endOfOptions(args: readonly string[]): number {
  let index = 0;
  for (; index < args.length; index++) {
    const argument = args[index] ?? '';
    if (argument === '--' || !argument.startsWith('-')) break;
    if (argument.startsWith('--') && argument !== '--help' && !argument.includes('=')) index++;
  }
  return Math.min(index, args.length);
}

function checkCommand(values: Values, patterns: string[]): CheckCommand {
  if (patterns.length === 0)
    throw new UsageError(
      'Expected at least one file or glob, found none. For instance: parallel-profiler check "src/**/*.ts"',
    );
  const maxWarnings = textOf(values, 'max-warnings');
  return {
    command: 'check',
    patterns,
    format: oneOf('--format', textOf(values, 'format') ?? 'text', findingFormats),
    pitfalls: oneOf('--pitfalls', textOf(values, 'pitfalls') ?? 'candidates', ['candidates', 'all']),
    severities: severitiesOf(values),
    exclude: (values['exclude'] ?? []) as string[],
    allowSyntaxErrors: values['allow-syntax-errors'] === true,
    maxWarnings: maxWarnings === null ? null : wholeNumber('--max-warnings', maxWarnings),
    out: textOf(values, 'out'),
  };
}

function listCommand(values: Values, positionals: string[]): ListCommand {
  return {
    command: 'list',
    file: only(positionals, 'list', '<file>'),
    format: oneOf('--format', textOf(values, 'format') ?? 'text', listFormats),
    out: textOf(values, 'out'),
  };
}

function mcpCommand(values: Values, positionals: string[]): McpCommand {
  const [first] = positionals;
  if (first !== undefined)
    throw new UsageError(`mcp expects only options, found "${first}". Give a folder with --root ${first}.`);
  return { command: 'mcp', roots: (values['root'] ?? []) as string[] };
}

function workerCommand(values: Values, positionals: string[]): WorkerCommand {
  const [first] = positionals;
  if (first !== undefined)
    throw new UsageError(
      `worker expects only options, found "${first}". Start it in the folder of the project; each job names its module.`,
    );
  const concurrency = textOf(values, 'concurrency');
  const lostAfter = textOf(values, 'lost-after');
  return {
    command: 'worker',
    redis: redisOf(values),
    queue: textOf(values, 'queue'),
    concurrency: concurrency === null ? null : upTo(MOST_WORKERS, '--concurrency', concurrency),
    lostAfterSeconds: lostAfter === null ? null : positive('--lost-after', lostAfter),
  };
}

function only(positionals: string[], command: CommandName, what: string): string {
  const [first, ...others] = positionals;
  if (first === undefined)
    throw new UsageError(`Expected ${what}, found nothing. See parallel-profiler ${command} --help.`);
  if (others.length > 0)
    throw new UsageError(`Expected one ${what}, found also "${others.join(' ')}". Quote what belongs together.`);
  return first;
}

/**
 * Parses the arguments of `compare`.
 * @throws UsageError unless there are two files, or two commits and a function with --commits
 */
function parseCompareCommand(
  values: Values,
  positionals: string[],
): CompareCommand | CompareCommitsCommand | CompareTeamCommand {
  const commits = textOf(values, 'commits');
  for (const option of Object.keys(commits === null ? ofCommits : ofReports))
    if (values[option] !== undefined)
      throw new UsageError(
        commits === null
          ? `--${option} goes with --commits <base> <head> <file>#<function>, found two reports. Leave it out.`
          : `--${option} goes with two reports, found --commits. Leave it out.`,
      );
  if (commits === null) return compareReportsCommand(values, positionals);
  return values['team'] === true
    ? compareTeamCommand(values, commits, positionals)
    : compareCommitsCommand(values, commits, positionals);
}

function compareTeamCommand(values: Values, base: string, positionals: string[]): CompareTeamCommand {
  const [head, ...others] = positionals;
  if (head === undefined || others.length > 0)
    throw new UsageError(
      `Expected --commits <base> <head> --team, found --commits ${[base, ...positionals].join(' ')} --team. For instance: parallel-profiler compare --commits main HEAD --team`,
    );
  for (const option of Object.keys(inputs))
    if (values[option] !== undefined)
      throw new UsageError(`--team takes the inputs of the team file, found --${option}. Leave it out.`);
  return { command: 'compare-team', base, head, ...commitOptions(values) };
}

function commitOptions(
  values: Values,
): Pick<CompareCommitsCommand, 'budgetSeconds' | 'nodePath' | 'format' | 'maxSlowdown' | 'out'> {
  const budget = textOf(values, 'budget');
  return {
    budgetSeconds: budget === null ? null : positive('--budget', budget),
    nodePath: textOf(values, 'node'),
    format: oneOf('--format', textOf(values, 'format') ?? 'text', comparisonFormats),
    maxSlowdown: percentOf(values, 'max-slowdown'),
    out: textOf(values, 'out'),
  };
}

function compareCommitsCommand(values: Values, base: string, positionals: string[]): CompareCommitsCommand {
  const [head, written, ...others] = positionals;
  if (head === undefined || written === undefined || others.length > 0)
    throw new UsageError(
      `Expected --commits <base> <head> <file>#<function>, found --commits ${[base, ...positionals].join(' ')}. For instance: parallel-profiler compare --commits main HEAD src/images.ts#resize`,
    );
  const { file, functionName } = splitTarget(written);
  return {
    command: 'compare-commits',
    base,
    head,
    file,
    functionName,
    ...parseInputsOptions(values),
    ...commitOptions(values),
  };
}

function compareReportsCommand(values: Values, positionals: string[]): CompareCommand {
  const [before, after, ...others] = positionals;
  if (before === undefined || after === undefined || others.length > 0)
    throw new UsageError(
      `Expected two reports, <before.json> <after.json>, found ${positionals.length === 0 ? 'none' : positionals.map((file) => `"${file}"`).join(' ')}. Write them with: parallel-profiler run … --format json --out before.json`,
    );
  return {
    command: 'compare',
    before,
    after,
    format: oneOf('--format', textOf(values, 'format') ?? 'text', comparisonFormats),
    maxSlowdown: percentOf(values, 'max-slowdown'),
    maxSpeedupLoss: percentOf(values, 'max-speedup-loss'),
    out: textOf(values, 'out'),
  };
}
