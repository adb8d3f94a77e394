import ts from 'typescript';
import { expect, test } from 'vitest';
import { bindFile } from '../../../src/analysis/syntax/bind-file.ts';
import { parallelConstructs } from '../../../src/analysis/tasks/parallel-constructs.ts';
import { workerFile } from '../../../src/analysis/tasks/worker-file.ts';

function fileOf(expression: string): ReturnType<typeof workerFile> {
  const text = `import { Worker } from 'node:worker_threads';\nimport { join } from 'node:path';\nnew Worker(${expression});`;
  const sourceFile = ts.createSourceFile('/app/src/main.ts', text, ts.ScriptTarget.Latest, true);
  const checker = bindFile(sourceFile);
  const [construct] = parallelConstructs(sourceFile, checker);
  if (!construct) throw new Error(`Expected a construct in ${text}, found none.`);
  return workerFile(construct, checker);
}

test.each<[expression: string, file: string | null, form: string]>([
  ["new URL('./task.ts', import.meta.url)", '/app/src/task.ts', 'url'],
  ["new URL('../task.ts', import.meta.url)", '/app/task.ts', 'url'],
  ["join(import.meta.dirname, 'task.ts')", '/app/src/task.ts', 'joined'],
  ["join(import.meta.dirname, '..', 'jobs', 'task.ts')", '/app/jobs/task.ts', 'joined'],
  ['`${import.meta.dirname}/task.ts`', '/app/src/task.ts', 'joined'],
  ['`${__dirname}/jobs/task.js`', '/app/src/jobs/task.js', 'joined'],
  ['`${__dirname}/../task.js`', '/app/task.js', 'joined'],
  ["'./task.js'", null, 'cwd'],
  ["'/srv/task.js'", '/srv/task.js', 'absolute'],
  ['import.meta.filename', '/app/src/main.ts', 'own'],
])('new Worker(%s) loads %s', (expression, file, form) => {
  expect(fileOf(expression)).toMatchObject({ file, form });
});
