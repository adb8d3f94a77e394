import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { checkSource } from '../../../src/analysis/check-source.ts';
import { Projects } from '../../../src/analysis/project/projects.ts';
import type { Finding } from '../../../src/model/finding.ts';

const options = { module: 'nodenext', target: 'esnext', strict: true, lib: ['esnext', 'dom'], types: [] };

/**
 * A package whose modules are written while the tests are collected, so that one program has all of them: a program for each
 * text would take most of the time of the tests.
 */
export class WrittenModules {
  readonly folder: string;
  readonly #projects = new Projects();
  #count = 0;

  constructor(prefix: string) {
    this.folder = realpathSync(mkdtempSync(join(tmpdir(), prefix)));
    afterAll(() => {
      rmSync(this.folder, { recursive: true });
    });
    this.write('tsconfig.json', JSON.stringify({ compilerOptions: options }));
    this.write('package.json', '{ "type": "module" }');
  }

  write(path: string, content: string): string {
    const file = join(this.folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  /** Writes a text as a separate module. */
  module(text: string): string {
    return this.write(`text-${++this.#count}.ts`, `${text}\nexport {};\n`);
  }

  /** Titles of tests with the code before a task and its body, written as modules. */
  tasks(rows: readonly [title: string, before: string, body: string][]): [title: string, file: string][] {
    return rows.map(([title, before, body]) => [
      title,
      this.module(`${before}\n/** @inputs [] */\nexport function task(x: number, y = 0): unknown { ${body} }`),
    ]);
  }

  check(file: string): Finding[] {
    const { program, sourceFile } = this.#projects.open(file);
    return checkSource(program, sourceFile);
  }
}
