import ts from 'typescript';
import type { Channel } from '../cloning/find-clone-problems.ts';
import { apiName } from '../syntax/node-api.ts';
import type { DispatchedTask } from './dispatched-tasks.ts';
import { poolCreation, type ParallelConstruct } from './parallel-constructs.ts';

/** The kind of workers that each construct starts by default. */
const channels: Record<string, Channel> = {
  'worker_threads.Worker': 'threads',
  Worker: 'threads',
  'child_process.fork': 'processes',
  'cluster.fork': 'processes',
  piscina: 'threads',
  'piscina.Piscina': 'threads',
  tinypool: 'threads',
  'tinypool.Tinypool': 'threads',
  'workerpool.pool': 'threads',
  'poolifier.FixedThreadPool': 'threads',
  'poolifier.DynamicThreadPool': 'threads',
  'poolifier.FixedClusterPool': 'processes',
  'poolifier.DynamicClusterPool': 'processes',
  'threads.Pool': 'threads',
  'node-worker-threads-pool.StaticPool': 'threads',
  'node-worker-threads-pool.DynamicPool': 'threads',
  'parallel-profiler.Pool': 'threads',
  'parallel-profiler.Process': 'threads',
};

/** Returns how values travel to the workers of a construct; `both` if its options are not in the text. */
export function channelOf(node: ParallelConstruct['node'], checker: ts.TypeChecker): Channel {
  const channel = channels[apiName(node.expression, checker) ?? ''];
  if (channel === undefined) return 'both';
  const options = (node.arguments ?? []).slice(-1).map((argument) => argument.getText())[0] ?? '';
  if (/\b(kind|runtime|workerType)\b\s*:\s*['"](processes|child_process|process)['"]/.test(options)) return 'processes';
  return /\b(kind|runtime|workerType)\b\s*(:\s*[^'"\s]|,|\})/.test(options) ? 'both' : channel;
}

/** Returns how the values of a task travel to the pool that it is passed to. */
export function channelOfTask({ call, how, library }: DispatchedTask, checker: ts.TypeChecker): Channel {
  if (how === 'offered') return library === 'comlink' ? 'threads' : 'both';
  if (ts.isNewExpression(call)) return channelOf(call, checker);
  const pool = ts.isPropertyAccessExpression(call.expression) ? call.expression.expression : null;
  const created = pool && poolCreation(pool, checker);
  return created ? channelOf(created, checker) : 'both';
}

/** Returns the channel of values that travel in both ways given. */
export function joinChannels(before: Channel | undefined, channel: Channel): Channel {
  return before === undefined || before === channel ? channel : 'both';
}
