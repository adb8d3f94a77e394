/**
 * `npm run sample-findings`: checks published packages that ship their TypeScript sources, and prints a seeded sample of
 * the findings with their code, to be read one by one. `docs/false-alarms.md` has the outcome of such a reading.
 * `--seed 7 --size 150` are the defaults. The packages are installed into a temporary folder, or into `--folder`, which stays.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { listFunctions } from '../src/analysis/functions/list-functions.ts';
import { randomIndex, seededRandom } from '../src/math/seeded-random.ts';
import type { DescribedFinding } from '../src/model/finding.ts';

/** Packages with the folder of their sources, in exact versions: a seed always chooses the same findings of the same rules. */
const packages: readonly [specifier: string, sources: string][] = [
  ['zod@4.6.7', 'src'],
  ['rxjs@7.8.2', 'src'],
  ['piscina@5.3.2', 'src'],
  ['immer@10.2.0', 'src'],
  ['@reduxjs/toolkit@2.15.0', 'src'],
  ['reselect@5.3.0', 'src'],
  ['@tanstack/query-core@5.108.4', 'src'],
  ['@tanstack/table-core@8.21.3', 'src'],
  ['@noble/hashes@1.8.0', 'src'],
  ['@noble/curves@1.9.7', 'src'],
  ['@msgpack/msgpack@3.1.3', 'src'],
];

/** Lines of code that are shown around a finding. */
const CONTEXT = 4;

const { values: asked } = parseArgs({
  options: {
    seed: { type: 'string', default: '7' },
    size: { type: 'string', default: '150' },
    folder: { type: 'string' },
  },
});
const [seed, size] = [Number(asked.seed), Number(asked.size)];
if (!Number.isInteger(seed) || !(size > 0)) {
  console.error(`Expected a whole --seed and a --size above 0, found ${asked.seed} and ${asked.size}.`);
  process.exit(2);
}

const root = join(import.meta.dirname, '..');
const folder = asked.folder === undefined ? mkdtempSync(join(tmpdir(), 'sample-findings-')) : resolve(asked.folder);
mkdirSync(folder, { recursive: true });
try {
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const names = packages.map(([specifier]) => specifier);
  run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--loglevel=error',
    ...names,
    '@types/node@24.19.4',
  ]);
  const all: DescribedFinding[] = [];
  let functions = 0;
  console.log('package, files, functions, errors, warnings, information, hints');
  for (const [specifier, sources] of packages) {
    const name = specifier.replace(/(?<=.)@.*$/, '');
    // Outside of node_modules, where nothing is checked; its dependencies are found above it.
    const copy = join(folder, 'checked', name);
    mkdirSync(copy, { recursive: true });
    cpSync(join(folder, 'node_modules', name), copy, { recursive: true });
    const found = check(copy, sources);
    const { files, profilable } = count(join(copy, sources));
    const of = (severity: string): number => found.filter((one) => one.severity === severity).length;
    console.log([name, files, profilable, ...['error', 'warning', 'information', 'hint'].map(of)].join(', '));
    functions += profilable;
    all.push(...found);
  }
  console.log(`${all.length} findings, ${functions} functions`);
  const counts = new Map<string, number>();
  for (const { code } of all) counts.set(code, (counts.get(code) ?? 0) + 1);
  console.log([...counts].map(([code, count]) => `${code} ${count}`).join(', '), '\n');
  const random = seededRandom(seed);
  for (let index = 1; index <= size && all.length > 0; index++) {
    const [finding] = all.splice(randomIndex(random, all.length), 1);
    if (finding) console.log(shown(index, finding));
  }
} finally {
  if (asked.folder === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function run(program: string, args: string[], cwd = folder): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 29,
    shell: process.platform === 'win32',
  });
  if (status === null || status > 1) throw new Error(`${program} ${args.join(' ')}: ${stderr}`);
  return stdout;
}

function check(copy: string, sources: string): DescribedFinding[] {
  const options = ['--pitfalls', 'all', '--format', 'json', '--allow-syntax-errors'];
  return JSON.parse(
    run(process.execPath, [join(root, 'dist/cli.mjs'), 'check', sources, ...options], copy),
  ) as DescribedFinding[];
}

function count(sources: string): { files: number; profilable: number } {
  const files = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.[mc]?tsx?$/.test(file) && !/\.d\.[mc]?ts$/.test(file),
  );
  const profilable = files.map((file) => {
    const path = join(sources, file);
    return listFunctions(readFileSync(path, 'utf8'), path).filter((one) => one.profilable).length;
  });
  return { files: files.length, profilable: profilable.reduce((sum, one) => sum + one, 0) };
}

function shown(index: number, { code, severity, message, location }: DescribedFinding): string {
  const lines = readFileSync(location.file, 'utf8').split('\n');
  const from = Math.max(0, location.line - 1 - CONTEXT);
  const text = lines
    .slice(from, location.line + CONTEXT)
    .map((line, at) => `${from + at + 1 === location.line ? '>' : ' '} ${line}`)
    .join('\n');
  return `#${index} ${severity} ${code} ${relative(join(folder, 'checked'), location.file)}:${location.line}:${location.column}\n${message}\n${text}\n`;
}
