import type { Report } from '../model/report.ts';

/** Control characters except tabs and line breaks: a terminal executes them when pasted, quoted or not. */
const COMMANDS_TERMINAL = /(?![\t\n])\p{Cc}/u;

/** Returns text quoted for a POSIX shell if it contains anything but plain characters. */
export function shellWord(text: string): string {
  if (COMMANDS_TERMINAL.test(text)) {
    const escaped = text.replace(/[\\']/g, '\\$&');
    const code = (character: string): string => character.charCodeAt(0).toString(16).padStart(4, '0');
    return `$'${escaped.replace(/\p{Cc}/gu, (character) => `\\u${code(character)}`)}'`;
  }
  return /^[\w@%+=:,./#-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** Returns the command line that repeats the run: same function, inputs, strategies, worker counts and budget. */
export function commandLine(
  report: Pick<Report, 'target' | 'inputs' | 'strategies' | 'plan' | 'hotLines' | 'farm'>,
): string {
  const { target, inputs, strategies, plan, hotLines, farm } = report;
  const parallel = strategies.filter((strategy) => strategy.kind !== 'baseline');
  // All workers of a queue take part.
  const counted = parallel.filter(({ name }) => name !== 'bullmq');
  const workers = distinct(counted.map((strategy) => strategy.workers)).sort((a, b) => a - b);
  const options: [name: string, value: string | null][] = [
    ['--inputs-file', inputs.file],
    // A tag or a call site is found again only while the file is unchanged.
    ['--inputs', inputs.file === null && !inputs.generated ? inputs.expression : null],
    ['--inputs-generated', inputs.generated ? String(inputs.generated.count) : null],
    ['--seed', inputs.generated ? String(inputs.generated.seed) : null],
    ['--inputs-size', inputs.generated?.size === undefined ? null : String(inputs.generated.size)],
    [inputs.spread === false ? '--no-spread' : '--spread', inputs.parameters === undefined ? null : ''],
    ['--inputs-count', inputs.asked === undefined ? null : String(inputs.asked)],
    ['--strategies', parallel.length > 0 ? distinct(strategies.map((strategy) => strategy.name)).join(',') : null],
    ['--workers', workers.length > 0 ? workers.join(',') : null],
    // Equal sizes for different worker counts were requested; the pool's default varies with the workers.
    ['--chunk-size', commonChunkSize(strategies)?.toString() ?? null],
    ['--redis', farm?.redis ?? null],
    ['--queue', farm && farm.queue !== 'parallel-profiler' ? farm.queue : null],
    ['--budget', String(plan.budgetSeconds)],
    ['--hot-lines', hotLines ? '' : null],
  ];
  const words = options.flatMap(([name, value]) =>
    value === null ? [] : value === '' ? [name] : [name, shellWord(value)],
  );
  return ['npx', 'parallel-profiler', 'run', shellWord(`${target.file}#${target.name}`), ...words].join(' ');
}

/** Returns the chunk size shared by pools with different numbers of workers; `null` if there is none. */
function commonChunkSize(strategies: Report['strategies']): number | null {
  const pools = strategies.filter((strategy) => strategy.kind === 'pool');
  const [size, ...others] = distinct(pools.map((pool) => pool.chunkSize));
  if (size === undefined || others.length > 0) return null;
  return distinct(pools.map((pool) => pool.workers)).length > 1 ? size : null;
}
