import { importName } from '../edits/import-name.ts';
import { withoutImport } from './moved-imports.ts';
import { kebab, plainCode, plainName, type PoolRequest, type WritePool } from './pool-code.ts';
import { moveToFile, wrapInFile } from './task-file.ts';

/**
 * Writes the code for Node's worker threads: a module that contains the function, starts itself as workers and
 * distributes the items.
 */
export const writeWorkerThreads: WritePool = (request) => {
  const { task, items, references, choice, sourceFile } = request;
  const name = `${plainName(task)}InThreads`;
  const stem = `${kebab(plainName(task))}-in-threads`;
  const local = task.specifier !== null && task.written.includes('.') ? task.exportName : task.written;
  const imports = `import { availableParallelism } from 'node:os';\nimport { parentPort, Worker, workerData } from 'node:worker_threads';`;
  const body = threadsText(request, name, local);
  const call = callOf(items.spread, local);
  // An earlier call wrote it into the module that the function was moved to.
  const there = task.specifier === null ? null : references.textOf(task.specifier);
  const isThere = there !== null && there.includes(`export async function ${name}(`) && there.includes(call);
  // The mapping of the items may refer to the function's type.
  const names = items.text.includes(`typeof ${task.written}`) ? [name, task.written] : [name];
  const file =
    task.specifier === null
      ? moveToFile(request, stem, body, names, imports)
      : isThere
        ? { newFile: null, specifier: task.specifier, edits: [], problem: null }
        : wrapInFile(request, stem, body, imports);
  if (file.problem !== null) return { code: null, problem: file.problem };
  const imported = task.specifier === null ? null : importName(sourceFile, file.specifier, name);
  const numbers = [choice.workers, choice.chunkSize];
  const given = numbers.slice(0, numbers.findLastIndex((number) => number !== null) + 1);
  const tail = given.map((number) => `, ${number === null ? 'undefined' : String(number)}`).join('');
  const callee = imported?.expression ?? name;
  const code = plainCode((list) => `${callee}(${items.isArray ? list : `Array.from(${list})`}${tail})`, file.edits);
  code.edits.push(...(imported?.edits ?? []));
  if (imported && file.specifier !== task.specifier && !names.includes(task.written))
    code.edits.push(...withoutImport(task.written, request.replaced, request.checker));
  if (file.newFile) code.newFiles.push(file.newFile);
  if (choice.kind === 'processes') code.notes.push('worker_threads has no processes, so these are threads.');
  if (!references.isEsModule) return { code: null, problem: 'the file is a CommonJS module; use a library instead' };
  return { code, problem: null };
};

function callOf(spread: boolean, local: string): string {
  return `await ${local}(${spread ? '...item' : 'item'})`;
}

function threadsText({ items, references }: PoolRequest, name: string, local: string): string {
  const prefix = `${name[0]?.toUpperCase() ?? ''}${name.slice(1).replace(/InThreads$/, '')}`;
  const typed = (text: string): string => (references.isTypeScript ? text : '');
  const item = `${prefix}Input`;
  const result = `${prefix}Result`;
  const idle = `idle${prefix}Threads`;
  const start = `start${prefix}Thread`;
  const types = `type ${item} = Parameters<typeof ${local}>${items.spread ? '' : '[0]'};
type ${result} = Awaited<ReturnType<typeof ${local}>>;

`;
  return `${typed(types)}/** Threads without work, kept for the next call. They do not keep the program running. */
const ${idle} = new Set${typed('<Worker>')}();

function ${start}()${typed(': Worker')} {
  const thread = new Worker(new URL(import.meta.url), { workerData: import.meta.url });
  return thread.on('exit', () => ${idle}.delete(thread));
}

/** Calls ${local} for every item in worker threads and gives the results in the order of the items. */
export async function ${name}(
  items${typed(`: readonly ${item}[]`)},
  workers = availableParallelism(),
  chunkSize = Math.max(1, Math.ceil(items.length / (4 * workers))),
)${typed(`: Promise<${result}[]>`)} {
  const results${typed(`: ${result}[]`)} = [];
  let next = 0;
  const work = ()${typed(': Promise<void>')} =>
    new Promise((resolve, reject) => {
      const thread = [...${idle}].pop() ?? ${start}();
      ${idle}.delete(thread);
      const send = ()${typed(': void')} => {
        try {
          if (next < items.length) {
            thread.postMessage({ start: next, items: items.slice(next, next + chunkSize) });
            next += chunkSize;
            return;
          }
          resolve();
        } catch (error) {
          // An item cannot be copied.
          fail(error);
        }
        thread.off('message', receive).off('error', fail).off('exit', exit).unref();
        ${idle}.add(thread);
      };
      const receive = (done${typed(`: { start: number; results: ${result}[] }`)})${typed(': void')} => {
        done.results.forEach((result, index) => (results[done.start + index] = result));
        send();
      };
      const fail = (error${typed(': unknown')})${typed(': void')} => {
        next = items.length;
        reject(error);
      };
      const exit = (code${typed(': number')})${typed(': void')} => fail(new Error(\`A worker ended early, with exit code \${code}.\`));
      thread.on('message', receive).on('error', fail).on('exit', exit).ref();
      send();
    });
  await Promise.all(Array.from({ length: Math.min(workers, Math.ceil(items.length / chunkSize)) }, work));
  return results;
}

// Only in the workers that were started above; an error ends the worker and reaches the caller.
if (workerData === import.meta.url) {
  parentPort?.on('message', async ({ start, items }${typed(`: { start: number; items: ${item}[] }`)}) => {
    try {
      const results${typed(`: ${result}[]`)} = [];
      for (const item of items) results.push(${callOf(items.spread, local)});
      parentPort?.postMessage({ start, results });
    } catch (error) {
      // Modules may listen for uncaught errors, and the caller would wait forever.
      process.removeAllListeners('uncaughtException');
      process.nextTick(() => {
        throw error;
      });
    }
  });
}`;
}
