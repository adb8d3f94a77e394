import { importName } from '../edits/import-name.ts';
import { quoted, styleOf } from '../edits/source-style.ts';
import { withoutImport } from './moved-imports.ts';
import { kebab, plainCode, plainName, type PoolRequest, type WritePool } from './pool-code.ts';
import { moveToFile } from './task-file.ts';

/** The function as the new files see it. */
interface QueuedFunction {
  /** Specifier of its module. */
  specifier: string;
  exportName: string;
  /** Its name in the new files. */
  local: string;
  /** Names the queue in Redis. */
  queue: string;
}

/**
 * Writes the code for a queue of BullMQ: a producer, which the file calls, and a processor, which is a program to start on
 * each machine. Jobs hold several calls; their arguments and results are serialized by `node:v8`, because JSON would change
 * them. https://docs.bullmq.io
 */
export const writeBullMQ: WritePool = (request) => {
  const { task, items, references, choice, sourceFile } = request;
  if (!references.isEsModule) return { code: null, problem: 'the file is a CommonJS module; use another library' };
  const base = plainName(task);
  const usesType = items.text.includes(`typeof ${task.written}`);
  const moved =
    task.specifier === null ? moveToFile(request, `${kebab(base)}.task`, '', usesType ? [task.written] : []) : null;
  if (moved !== null && moved.problem !== null) return { code: null, problem: moved.problem };
  const specifier = moved?.specifier ?? task.specifier ?? '';
  const local = task.written.includes('.') || !/^[\w$]+$/.test(task.written) ? base : task.written;
  const queued = { specifier, exportName: task.exportName, local, queue: queueName(request, specifier, base) };
  const processor = siblingWith(request, `${kebab(base)}.processor`, processorText(request, queued));
  const name = `${base}InQueue`;
  const producer = siblingWith(request, `${kebab(base)}.queue`, producerText(request, queued, name));
  const imported = importName(sourceFile, producer.specifier, name);
  const chunk = choice.chunkSize === null ? '' : `, ${String(choice.chunkSize)}`;
  const code = plainCode((list) => {
    if (items.spread) return `${imported.expression}(${items.isArray ? list : `Array.from(${list})`}${chunk})`;
    const lists = items.isArray ? `${list}.map((item) => [item])` : `Array.from(${list}, (item) => [item])`;
    return `${imported.expression}(${lists}${chunk})`;
  }, moved?.edits ?? []);
  code.edits.push(...imported.edits);
  if (task.specifier !== null && !usesType)
    code.edits.push(...withoutImport(task.written, request.replaced, request.checker));
  if (moved?.newFile) code.newFiles.push(moved.newFile);
  for (const { newFile } of [processor, producer]) if (newFile !== null) code.newFiles.push(newFile);
  const program = fileName(processor.file);
  code.notes.push(
    `Start the processor on each machine, once for each core: REDIS_URL=redis://localhost:6379 node ${program}. A job may run more than once.`,
  );
  return { code, problem: null };
};

/** Returns the path of a new file, or of an existing one with this text. */
function siblingWith(
  { references }: PoolRequest,
  stem: string,
  text: string,
): { file: string; specifier: string; newFile: { file: string; text: string } | null } {
  const { file, specifier, isThere } = references.sibling(stem, text);
  return { file, specifier, newFile: isThere ? null : { file, text } };
}

/** Functions of one name in several files need queues of their own. */
function queueName({ sourceFile }: PoolRequest, specifier: string, base: string): string {
  const folder = sourceFile.fileName.split('/').at(-2) ?? '';
  const module = fileName(specifier).replace(/(\.task)?(\.[cm]?[jt]sx?)?$/, '');
  return [...new Set([folder, module, base].map(kebab))].filter((part) => part !== '').join('-');
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function importLine(
  { sourceFile, references }: PoolRequest,
  { specifier, exportName, local }: QueuedFunction,
  ofType: boolean,
): string {
  if (ofType && !references.isTypeScript) return '';
  const clause = exportName === 'default' ? local : `{ ${exportName === local ? local : `${exportName} as ${local}`} }`;
  return `import ${ofType ? 'type ' : ''}${clause} from ${quoted(specifier, styleOf(sourceFile))};\n`;
}

const connect = `new Redis(process.env['REDIS_URL'] ?? 'redis://localhost:6379', { maxRetriesPerRequest: null })`;

function processorText(request: PoolRequest, queued: QueuedFunction): string {
  const typed = (text: string): string => (request.references.isTypeScript ? text : '');
  const { local, queue } = queued;
  return `// Runs the calls of ${local} in the queue. Start this program on each machine, once for each core.
import { deserialize, serialize } from 'node:v8';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
${importLine(request, queued, false)}
const connection = ${connect};
const worker = new Worker(
  '${queue}',
  async ({ data }${typed(': { data: string }')}) => {
    const results${typed(`: Awaited<ReturnType<typeof ${local}>>[]`)} = [];
    for (const item of deserialize(Buffer.from(data, 'base64'))${typed(` as Parameters<typeof ${local}>[]`)})
      results.push(await ${local}(...item));
    return serialize(results).toString('base64');
  },
  // Calls block this thread, so it cannot renew its lock: a job that takes longer, in ms, would run again elsewhere.
  { connection, lockDuration: 300_000 },
);
process.once('SIGTERM', () => void worker.close().then(() => connection.disconnect()));
`;
}

function producerText(request: PoolRequest, queued: QueuedFunction, name: string): string {
  const typed = (text: string): string => (request.references.isTypeScript ? text : '');
  const { local, queue } = queued;
  const result = `Awaited<ReturnType<typeof ${local}>>`;
  return `import { deserialize, serialize } from 'node:v8';
import { Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
${importLine(request, queued, true)}
/**
 * Calls ${local} for each list of arguments, in the processors of the queue, and gives the results in the order of the items.
 * A job should last some 20 ms or more: raise chunkSize if calls are shorter.
 */
export async function ${name}(
  items${typed(`: readonly Parameters<typeof ${local}>[]`)},
  chunkSize = Math.ceil(items.length / 64),
)${typed(`: Promise<${result}[]>`)} {
  const connections = [${connect}, ${connect}]${typed(' as const')};
  const queue = new Queue('${queue}', { connection: connections[0] });
  let events${typed(': QueueEvents | undefined')};
  try {
    // Reads on from the last event: without its id, jobs that end before the first reading would never be seen to end.
    const [last] = await connections[0].xrevrange(queue.toKey('events'), '+', '-', 'COUNT', 1);
    events = new QueueEvents('${queue}', { connection: connections[1], lastEventId: last?.[0] ?? '0-0' });
    const jobs = [];
    for (let start = 0; start < items.length; start += chunkSize)
      jobs.push({
        name: '${local}',
        data: serialize(items.slice(start, start + chunkSize)).toString('base64'),
        opts: { attempts: 1, removeOnComplete: { age: 3600 }, removeOnFail: { age: 3600 } },
      });
    const answers${typed(': Promise<string>[]')} = [];
    for (const job of await queue.addBulk(jobs)) answers.push(job.waitUntilFinished(events));
    const results${typed(`: ${result}[]`)} = [];
    for (const answer of await Promise.all(answers))
      for (const result of deserialize(Buffer.from(answer, 'base64'))${typed(` as ${result}[]`)}) results.push(result);
    return results;
  } finally {
    await Promise.all([queue.close(), events?.close()]);
    for (const connection of connections) connection.disconnect();
  }
}
`;
}
