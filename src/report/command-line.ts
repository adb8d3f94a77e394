import type { Report } from '../model/report.ts';

/** Control characters apart from tabs and line breaks: a terminal obeys them when they are pasted, quoted or not. */
const COMMANDS_TERMINAL = /(?![\t\n])\p{Cc}/u;

/** Quoted for a POSIX shell where it holds anything but plain characters. */
function shellWord(text: string): string {
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

/** The line that does the same run in a terminal: same function, inputs, strategies, worker counts and budget. */
export function commandLine(report: Pick<Report, 'target' | 'inputs' | 'strategies' | 'plan'>): string {
  const { target, inputs, strategies, plan } = report;
  const parallel = strategies.filter((strategy) => strategy.kind !== 'baseline');
  const workers = distinct(parallel.map((strategy) => strategy.workers)).sort((a, b) => a - b);
  const options: [name: string, value: string | null][] = [
    ['--inputs-file', inputs.file],
    // A tag or a call site is found again by itself, but only as long as the file stays as it is.
    ['--inputs', inputs.file === null && !inputs.generated ? inputs.expression : null],
    ['--inputs-generated', inputs.generated ? String(inputs.generated.count) : null],
    ['--seed', inputs.generated ? String(inputs.generated.seed) : null],
    ['--inputs-count', inputs.asked === undefined ? null : String(inputs.asked)],
    ['--strategies', parallel.length > 0 ? distinct(strategies.map((strategy) => strategy.name)).join(',') : null],
    ['--workers', workers.length > 0 ? workers.join(',') : null],
    // One size for different worker counts was asked for; the pool's default differs with the workers.
    ['--chunk-size', commonChunkSize(strategies)?.toString() ?? null],
    ['--budget', String(plan.budgetSeconds)],
  ];
  const words = options.flatMap(([name, value]) => (value === null ? [] : [name, shellWord(value)]));
  return ['npx', 'parallel-profiler', 'run', shellWord(`${target.file}#${target.name}`), ...words].join(' ');
}

/** The one size that pools with different numbers of workers had; `null` where there is none. */
function commonChunkSize(strategies: Report['strategies']): number | null {
  const pools = strategies.filter((strategy) => strategy.kind === 'pool');
  const [size, ...others] = distinct(pools.map((pool) => pool.chunkSize));
  if (size === undefined || others.length > 0) return null;
  return distinct(pools.map((pool) => pool.workers)).length > 1 ? size : null;
}
