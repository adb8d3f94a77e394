import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RealFunction } from './five-functions.ts';

/** A hand-written program in a separate process, timed from outside. */
export class RawProgram {
  readonly #child: ChildProcess;

  /** @param workers threads; 0 for the plain loop */
  constructor(subject: RealFunction, workers: number) {
    const folder = mkdtempSync(join(tmpdir(), 'raw-'));
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'subject.js'), subject.source);
    writeFileSync(join(folder, 'worker.js'), workerProgram(subject));
    writeFileSync(join(folder, 'main.js'), workers === 0 ? serialProgram(subject) : parallelProgram(subject, workers));
    this.#child = fork(join(folder, 'main.js'));
  }

  /** Milliseconds of one time through the items. */
  async pass(): Promise<number> {
    const started = performance.now();
    this.#child.send('go');
    await once(this.#child, 'message');
    return performance.now() - started;
  }

  end(): void {
    this.#child.kill('SIGKILL');
  }
}

function serialProgram({ name, inputs }: RealFunction): string {
  return `import { ${name} } from './subject.js';
const items = ${inputs};
process.on('message', () => {
  const results = [];
  for (const item of items) results.push(${name}(item));
  process.send(results.length);
});`;
}

/** A hand-written pool: chunks from a shared list, one message each; a free worker takes the next. */
function parallelProgram({ inputs }: RealFunction, workers: number): string {
  return `import { Worker } from 'node:worker_threads';
const items = ${inputs};
const size = Math.ceil(items.length / (4 * ${workers}));
const workers = Array.from({ length: ${workers} }, () => new Worker(new URL('./worker.js', import.meta.url)));
process.on('message', () => {
  const results = [];
  let next = 0;
  let done = 0;
  const give = (worker) => {
    if (next >= items.length) return;
    const from = next;
    next += size;
    worker.removeAllListeners('message');
    worker.once('message', (part) => {
      part.forEach((result, index) => (results[from + index] = result));
      done += part.length;
      if (done === items.length) process.send(results.length);
      else give(worker);
    });
    worker.postMessage(items.slice(from, from + size));
  };
  workers.forEach(give);
});`;
}

function workerProgram({ name }: RealFunction): string {
  return `import { parentPort } from 'node:worker_threads';
import { ${name} } from './subject.js';
parentPort.on('message', (items) => parentPort.postMessage(items.map((item) => ${name}(item))));`;
}
