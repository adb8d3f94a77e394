import type { Flame, FlameCall } from '../../model/flame.ts';
import type { RecordedProfile } from '../../model/script-recording.ts';
import type { ScriptThread } from '../../model/script-report.ts';
import { fileOfUrl } from './file-of-url.ts';

/** Calls kept, so that a report stays small. */
const MOST_CALLS = { merged: 600, one: 200 };
const MOST_DEPTH = 48;
/** V8 samples no deeper stacks; deeper ones, of a damaged file, count for this depth. */
const MOST_STACK = 256;
/** Threads with a flame of their own. */
const MOST_THREADS = 16;
/** Our own frames count as their callers. */
const RECORDER = /[\\/]script-recorder\.cjs$/;

interface Call {
  name: string;
  file: string | null;
  line: number | null;
  selfMs: number;
  totalMs: number;
  callees: Map<string, Call>;
}

type Node = RecordedProfile['nodes'][number];

/** Returns the flame of all workers, then one each; those of other threads follow. */
export function buildFlames(profiles: readonly RecordedProfile[], threads: readonly ScriptThread[]): Flame[] {
  const found = profiles.flatMap((profile) => {
    const thread = threads.find(({ pid, threadId }) => pid === profile.pid && threadId === profile.threadId);
    return thread ? [{ thread, call: readCalls(profile) }] : [];
  });
  const workers = found.filter(({ thread }) => thread.role === 'worker');
  const others = found.filter(({ thread }) => thread.role !== 'worker');
  const merged = workers.length > 1 ? [flameOf(workers, MOST_CALLS.merged)] : [];
  const byTime = (one: typeof found): typeof found => one.sort((a, b) => b.call.totalMs - a.call.totalMs);
  const single = [...byTime(workers), ...byTime(others)].slice(0, MOST_THREADS);
  return [...merged, ...single.map((one) => flameOf([one], MOST_CALLS.one))].filter(({ calls }) => calls.length > 0);
}

/** Returns the root of the calls of a thread. */
function readCalls({ nodes, samples, timeDeltas }: RecordedProfile): Call {
  const selfMs = new Map<number, number>();
  // A sample lasts until the next one.
  samples.forEach((id, index) =>
    selfMs.set(id, (selfMs.get(id) ?? 0) + Math.max(0, timeDeltas[index + 1] ?? 0) / 1_000),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const called = new Set(nodes.flatMap(({ children }) => children));
  const root: Call = { name: '(root)', file: null, line: null, selfMs: 0, totalMs: 0, callees: new Map() };
  const open = nodes.filter(({ id }) => !called.has(id)).map((node) => ({ node, path: [root] }));
  for (let next = open.pop(); next; next = open.pop()) {
    const { node, path } = next;
    const ownPath = isShown(node) && path.length <= MOST_STACK ? [...path, calleeOf(path.at(-1) ?? root, node)] : path;
    if (node.callFrame.functionName !== '(idle)') {
      const ms = selfMs.get(node.id) ?? 0;
      const last = ownPath.at(-1);
      if (last) last.selfMs += ms;
      for (const call of ownPath) call.totalMs += ms;
    }
    // Each is called once: what names itself as its own callee is damaged.
    byId.delete(node.id);
    for (const id of node.children) {
      const callee = byId.get(id);
      if (callee) open.push({ node: callee, path: ownPath });
    }
  }
  return root;
}

function isShown({ callFrame: { functionName, url } }: Node): boolean {
  return functionName !== '(root)' && functionName !== '(idle)' && !RECORDER.test(url);
}

function calleeOf(caller: Call, { callFrame }: Node): Call {
  const { functionName, url, lineNumber } = callFrame;
  const key = `${functionName}\n${url}\n${lineNumber}`;
  const known = caller.callees.get(key);
  if (known) return known;
  const file = url === '' ? null : (fileOfUrl(url) ?? url);
  const call: Call = {
    ...{ name: functionName === '' ? '(anonymous)' : functionName, file, line: file === null ? null : lineNumber + 1 },
    ...{ selfMs: 0, totalMs: 0, callees: new Map<string, Call>() },
  };
  caller.callees.set(key, call);
  return call;
}

function flameOf(found: readonly { thread: ScriptThread; call: Call }[], most: number): Flame {
  const root: Call = { name: '(root)', file: null, line: null, selfMs: 0, totalMs: 0, callees: new Map() };
  for (const { call } of found) merge(root, call);
  const totals: number[] = [];
  visit(root, ({ totalMs }) => totals.push(totalMs));
  const least = totals.sort((a, b) => b - a)[most - 1] ?? 0;
  const calls: FlameCall[] = [];
  visit(root, ({ name, file, line, selfMs, totalMs }, depth) => {
    if (totalMs > 0 && totalMs >= least && calls.length < most)
      calls.push({ name, file, line, depth, selfMs, totalMs });
  });
  return { threads: found.map(({ thread }) => thread.id), totalMs: root.totalMs, calls };
}

function merge(into: Call, from: Call): void {
  into.selfMs += from.selfMs;
  into.totalMs += from.totalMs;
  for (const [key, callee] of from.callees) {
    const known = into.callees.get(key);
    if (known) merge(known, callee);
    else into.callees.set(key, copyOf(callee));
  }
}

function copyOf(call: Call): Call {
  return { ...call, callees: new Map([...call.callees].map(([key, callee]) => [key, copyOf(callee)])) };
}

/** Visits the callees of a call depth first, the longest first. */
function visit(call: Call, seen: (call: Call, depth: number) => void, depth = 0): void {
  if (depth >= MOST_DEPTH) return;
  for (const callee of [...call.callees.values()].sort((a, b) => b.totalMs - a.totalMs)) {
    seen(callee, depth);
    visit(callee, seen, depth + 1);
  }
}
