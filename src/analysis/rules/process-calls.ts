import ts from 'typescript';
import type { Finding } from '../../model/finding.ts';
import { apiName } from '../syntax/node-api.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { isForMainThread } from '../tasks/runs-on-load.ts';
import { isWorkerProgram } from '../tasks/worker-tasks.ts';
import { chanceOf, returnedChance, runsDirectly } from '../tasks/chance-and-clock.ts';
import { alsoComputes, waitsForIo } from '../tasks/waits-for-io.ts';
import { taskReader, type TaskFact } from '../tasks/walk-task.ts';
import { findingAt, type Rule } from './rule.ts';

const threadsOnly = new Set(['process-only-call', 'process-exit']);
/** They are about single tasks: reported for a listener, which serves a whole program, they would be noise. */
const tasksOnly = new Set(['chance-or-clock', 'shares-io-threads']);
const processOnly = /^process\.(chdir|setuid|setgid|seteuid|setegid|setgroups|initgroups|abort)$/;
/** Blocking calls that `terminate()` cannot interrupt, from https://nodejs.org/api/child_process.html and fs. */
const uninterruptible = /^child_process\.(execSync|spawnSync|execFileSync)$/;
/** Functions that run on libuv's thread pool, https://docs.libuv.org/en/v1.x/threadpool.html. */
const onIoThreads =
  /^(crypto\.(pbkdf2|scrypt|hkdf|generateKeyPair|generatePrime|checkPrime)|zlib\.(gzip|gunzip|deflate|deflateRaw|inflate|inflateRaw|unzip|brotliCompress|brotliDecompress|zstdCompress|zstdDecompress)|dns\.lookup|(fs\.promises|fs)\.(readFile|writeFile|appendFile|copyFile|readdir|stat|open|rm|cp))$/;
/** Those that compute there; the others wait for a disk or a network. */
const computesOnIoThreads = /^(crypto|zlib)\./;

/** All calls worth judging; the verdict depends on the path that leads there. */
const calls = taskReader((node, checker) => judge({ node, via: null, within: node }, checker));

/** Reports platform calls that behave differently, or have no effect, inside a worker. */
export const processCalls: Rule = {
  codes: [
    'process-only-call',
    'process-exit',
    'environment-written',
    'cannot-be-interrupted',
    'shares-io-threads',
    'chance-or-clock',
  ],
  check(context) {
    const inTasks = context.candidates.flatMap((candidate) => {
      const found = new Map<string, Finding>();
      // If the function only waits, the finding about waiting says enough.
      const onlyWaits = waitsForIo(candidate, context) !== null;
      // Next to computing, one file that is read is too little to occupy the threads that all workers share.
      const isBusy = alsoComputes(candidate, context);
      for (const task of calls(candidate, context)) {
        const finding = judge(task, context.checker);
        if (finding && candidate.channel === 'processes' && threadsOnly.has(finding.code)) continue;
        if (finding && candidate.role === 'listener' && tasksOnly.has(finding.code)) continue;
        // There is nothing to compare: a random delay, a time for pauses.
        if (finding?.code === 'chance-or-clock' && !returnsValue(candidate.node)) continue;
        if (finding?.code === 'shares-io-threads') {
          if (onlyWaits || (isBusy && !computesOnIoThreads.test(finding.args.call))) continue;
        }
        // One finding for each kind of call is enough, however often it occurs.
        if (finding && !found.has(keyOf(finding))) found.set(keyOf(finding), finding);
      }
      if (candidate.role !== 'listener')
        for (const { name, call, origin } of returnedChance(candidate.node, context.checker)) {
          const related = origin === call ? [] : [{ node: origin, note: 'it is called here' }];
          const finding = findingAt(call, 'chance-or-clock', { call: `${name}()` }, { related });
          if (!found.has(keyOf(finding))) found.set(keyOf(finding), finding);
        }
      return [...found.values()];
    });
    return [...inTasks, ...exitsOfWorker(context)];
  },
};

function returnsValue({ body }: ts.FunctionLikeDeclaration): boolean {
  if (!body || !ts.isBlock(body)) return true;
  const returns = (node: ts.Node): boolean => {
    if (ts.isFunctionLike(node)) return false;
    if (ts.isReturnStatement(node) && node.expression) return true;
    return ts.isYieldExpression(node) || (ts.forEachChild(node, returns) ?? false);
  };
  return returns(body);
}

/** `process.exit()` anywhere in a file that is a worker's program. */
function exitsOfWorker({ sourceFile, checker }: RuleContext): Finding[] {
  if (!sourceFile.text.includes('exit') || !isWorkerProgram(sourceFile, checker)) return [];
  const found: Finding[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && apiName(node.expression, checker) === 'process.exit') {
      if (!isForMainThread(node, checker)) found.push(findingAt(node, 'process-exit', { call: 'process.exit()' }));
    }
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

type Task = Pick<TaskFact<unknown>, 'node' | 'via' | 'within'>;

function judge({ node, via, within }: Task, checker: ts.TypeChecker): Finding | null {
  const at = via ?? node;
  const related = via ? [{ node, note: 'it happens here' }] : [];
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    const variable = environmentVariable(node.left, checker);
    return variable === null ? null : findingAt(at, 'environment-written', { variable }, { related });
  }
  if (ts.isDeleteExpression(node)) {
    const variable = environmentVariable(node.expression, checker);
    return variable === null ? null : findingAt(at, 'environment-written', { variable }, { related });
  }
  if (!ts.isCallExpression(node)) return null;
  const name = apiName(node.expression, checker);
  if (name === null) return null;
  const call = `${name}()`;
  const [first] = node.arguments;
  if (name === 'Object.assign' && first && apiName(first, checker) === 'process.env')
    return findingAt(at, 'environment-written', { variable: assignedNames(node) }, { related });
  if (processOnly.test(name) || (name === 'process.umask' && node.arguments.length > 0))
    return isForMainThread(node, checker) ? null : findingAt(at, 'process-only-call', { call }, { related });
  if (name === 'process.exit') return findingAt(at, 'process-exit', { call }, { related });
  if (uninterruptible.test(name) || readsStandardInput(name, node))
    return findingAt(at, 'cannot-be-interrupted', { call }, { related });
  if (onIoThreads.test(name)) return findingAt(at, 'shares-io-threads', { call }, { related });
  // Callees may use random numbers for temporary file names and the like: `returnedChance` reads what they return.
  if (via === null && chanceOf(node, checker) !== null && runsDirectly(node, within))
    return findingAt(at, 'chance-or-clock', { call });
  return null;
}

/** `readFileSync(0)`, `readSync(process.stdin.fd, ...)`: these block until there is input. */
function readsStandardInput(name: string, call: ts.CallExpression): boolean {
  if (name !== 'fs.readFileSync' && name !== 'fs.readSync') return false;
  return /^(0|process\.stdin\.fd|['"`]\/dev\/stdin['"`])$/.test(call.arguments[0]?.getText() ?? '');
}

function environmentVariable(target: ts.Expression, checker: ts.TypeChecker): string | null {
  if (ts.isPropertyAccessExpression(target))
    return apiName(target.expression, checker) === 'process.env' ? target.name.text : null;
  if (!ts.isElementAccessExpression(target) || apiName(target.expression, checker) !== 'process.env') return null;
  const key = target.argumentExpression;
  return ts.isStringLiteralLike(key) ? key.text : key.getText();
}

/** `PORT, MODE` of `Object.assign(process.env, { PORT, MODE })`. */
function assignedNames({ arguments: [, given] }: ts.CallExpression): string {
  const names = given && ts.isObjectLiteralExpression(given) ? given.properties.map(({ name }) => name?.getText()) : [];
  const known = names.filter((name) => name !== undefined);
  return known.length > 0 ? known.join(', ') : 'variables';
}

function keyOf({ code, args }: Finding): string {
  return JSON.stringify([code, args]);
}
