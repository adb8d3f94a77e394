import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { median } from '../../src/math/median.ts';
import type { Bench, Claims } from './bench.ts';

const root = join(import.meta.dirname, '../..');
const compiler = join(root, 'node_modules/typescript/lib/tsc.js');
const commandLine = join(root, 'dist/cli.mjs');

const ROUNDS = 3;
/** The goal for CPU time and for memory. */
const MOST_RATIO = 1.5;

/** Compares `check` with `tsc`: ratios of CPU time and memory within interleaved runs. */
export const checkVsTsc: Bench = {
  name: 'check-vs-tsc',
  about: 'CPU time and memory of check, against tsc --noEmit',
  cases: [
    { name: 'plain', about: '400 files of one project that import each other', run: compare(plainProject) },
    { name: 'copies', about: '400 files, and two copies of one package version', run: compare(copiesOfPackage) },
    { name: 'references', about: '400 files that reference a project of 2,000', run: compare(referencingProject) },
  ],
};

interface Usage {
  cpuMs: number;
  memoryMb: number;
}

/** @param write writes a project into a folder and returns the folder of its tsconfig.json, with sources in `src` */
function compare(write: (folder: string) => string): (claims: Claims) => Promise<void> {
  return (claims) => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'check-vs-tsc-')));
    try {
      const project = write(folder);
      const ratios = { cpu: [] as number[], memory: [] as number[] };
      const usages: Record<'check' | 'tsc', Usage[]> = { check: [], tsc: [] };
      for (let round = 0; round <= ROUNDS; round++) {
        const tsc = usageOf([compiler, '--noEmit', '-p', project], project);
        const check = usageOf([commandLine, 'check', 'src'], project);
        // The first round fills the caches of compiled code.
        if (round === 0) continue;
        usages.tsc.push(tsc);
        usages.check.push(check);
        ratios.cpu.push(check.cpuMs / tsc.cpuMs);
        ratios.memory.push(check.memoryMb / tsc.memoryMb);
      }
      const show = (key: keyof Usage, unit: string): string =>
        `${shown(usages.check, key)} against ${shown(usages.tsc, key)} ${unit}`;
      const [cpu, memory] = [median(ratios.cpu), median(ratios.memory)];
      claims.check(
        `CPU time at most ${MOST_RATIO} times`,
        `${cpu.toFixed(2)} (${show('cpuMs', 'ms')})`,
        cpu <= MOST_RATIO,
      );
      claims.check(
        `memory at most ${MOST_RATIO} times`,
        `${memory.toFixed(2)} (${show('memoryMb', 'MB')})`,
        memory <= MOST_RATIO,
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    return Promise.resolve();
  };
}

function shown(usages: readonly Usage[], key: keyof Usage): string {
  return median(usages.map((usage) => usage[key])).toFixed(0);
}

/** Reports the resources of the whole process, threads included, when it exits. */
const report = `import { isMainThread } from 'node:worker_threads';
import { writeSync } from 'node:fs';
if (isMainThread) process.on('exit', () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  writeSync(3, JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, memoryMb: maxRSS / 1024 }));
});`;

function usageOf(args: readonly string[], cwd: string): Usage {
  const preload = `data:text/javascript,${encodeURIComponent(report)}`;
  const { output, signal, stderr } = spawnSync(process.execPath, ['--import', preload, ...args], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
  const written = output[3]?.toString() ?? '';
  if (signal !== null || written === '') throw new Error(`${args.join(' ')} ended early: ${stderr.toString()}`);
  return JSON.parse(written) as Usage;
}

const options = {
  strict: true,
  module: 'esnext',
  moduleResolution: 'bundler',
  target: 'esnext',
  skipLibCheck: true,
};

function plainProject(folder: string): string {
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
  writeConfig(folder, { compilerOptions: { ...options, noEmit: true, types: ['node'] }, include: ['src'] });
  for (let index = 0; index < 400; index++) {
    // Chains of ten files: in a longer one, the types would cost more than the files.
    const isFirst = index % 10 === 0;
    const before = isFirst ? '' : `import { sum${index - 1}, type Item${index - 1} } from './f${index - 1}';\n`;
    const parent = isFirst ? 'object' : `Item${index - 1}`;
    const rest = isFirst ? '0' : `sum${index - 1}(items, options)`;
    write(
      folder,
      `src/f${index}.ts`,
      `import { createHash } from 'node:crypto';
${before}
export type Item${index} = Partial<${parent}> & { value${index}: number; name?: string };
const known = new Map<string, number>();

/** @inputs [] */
export function sum${index}(items: readonly Partial<Item${index}>[], options: { scale: number } = { scale: 1 }): number {
  let total = 0;
  for (const { value${index}: value = 0, name = '' } of items) {
    known.set(name, value);
    total += value * options.scale + createHash('sha256').update(name).digest().length;
  }
  return total + items.map((item) => item.name ?? '').filter((name) => name !== '').length + ${rest};
}
`,
    );
  }
  return folder;
}

/** Any node_modules has such: two packages that each bring the same version of a third, installed at different times. */
function copiesOfPackage(folder: string): string {
  for (const [index, name] of ['a', 'b'].entries()) {
    const manifest = (of: string): string => JSON.stringify({ name: of, version: '1.0.0', types: 'index.d.ts' });
    write(folder, `node_modules/${name}/package.json`, manifest(name));
    write(folder, `node_modules/${name}/index.d.ts`, `import { Dup } from 'dup'; export declare const ${name}: Dup;`);
    write(folder, `node_modules/${name}/node_modules/dup/package.json`, manifest('dup'));
    const types = write(
      folder,
      `node_modules/${name}/node_modules/dup/index.d.ts`,
      'export interface Dup { n: number }',
    );
    const seconds = 1_767_225_600 + index;
    utimesSync(types, seconds, seconds);
  }
  writeConfig(folder, { compilerOptions: { ...options, noEmit: true }, include: ['src'] });
  for (let index = 0; index < 400; index++) {
    write(
      folder,
      `src/f${index}.ts`,
      `import { a } from 'a';
import { b } from 'b';
export function f${index}(x: number, y: Date): number { return a.n + b.n + x + y.getTime(); }
`,
    );
  }
  return folder;
}

/** A package of a monorepo that refers to a larger one. */
function referencingProject(folder: string): string {
  const composite = { ...options, composite: true, outDir: 'dist', rootDir: 'src', types: [] };
  writeConfig(join(folder, 'lib'), { compilerOptions: composite, include: ['src'] });
  writeConfig(join(folder, 'app'), { compilerOptions: composite, include: ['src'], references: [{ path: '../lib' }] });
  for (let index = 0; index < 400; index++)
    write(folder, `app/src/f${index}.ts`, `export function f${index}(x: number): number { return x * ${index}; }\n`);
  for (let index = 0; index < 2000; index++)
    write(folder, `lib/src/c${index}.ts`, `export const c${index} = ${index};\n`);
  return join(folder, 'app');
}

function writeConfig(folder: string, config: object): void {
  write(folder, 'tsconfig.json', JSON.stringify(config));
}

function write(folder: string, path: string, content: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}
