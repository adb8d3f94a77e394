import type { Session } from 'node:inspector';

/** Where the running program has a function from, as the debugger sees it. */
export interface FunctionOrigin {
  script: Script;
  /**
   * The function itself is a variable at the top of a script that is wrapped in a function, under this name: so do test
   * runners and CommonJS run a module. `null` elsewhere.
   */
  binding: string | null;
  /** Modules of the functions that it captured: a wrapper often comes from another module than what it wraps. */
  related: string[];
}

interface Script {
  url: string;
  isModule: boolean;
}

interface RemoteProperty {
  name: string;
  value?: { type: string; description?: string; objectId?: string; value?: unknown };
}

type Post = (method: string, params?: object) => Record<string, unknown>;

/** Captured functions to ask about: enough for a wrapper, and bounded for a registry. */
const mostRelated = 20;
const handover = Symbol.for('parallel-profiler function to inspect');
const scripts = new Map<string, Script>();

/**
 * Asks the inspector of this thread. It needs no port and no flag, and pauses nothing; to learn the addresses of all scripts
 * takes tens of milliseconds in a program's first call.
 * @returns `null` where there is no inspector (a build without one, the permission model) or it does not know the function
 */
export async function findOrigin(fn: unknown): Promise<FunctionOrigin | null> {
  let session: Session | null = null;
  try {
    const inspector = await import('node:inspector');
    session = new inspector.Session();
    session.connect();
    return inspect(fn, session);
  } catch {
    return null;
  } finally {
    session?.disconnect();
  }
}

function inspect(fn: unknown, session: Session): FunctionOrigin | null {
  const post: Post = (method, params = {}) => {
    let answer: Record<string, unknown> = {};
    // In its own thread a session answers before `post` returns.
    session.post(method, params, (error: Error | null, result?: object) => {
      if (error === null) answer = { ...result };
    });
    return answer;
  };
  Reflect.set(globalThis, handover, fn);
  const { result } = post('Runtime.evaluate', {
    expression: `globalThis[Symbol.for(${JSON.stringify(handover.description)})]`,
  }) as { result?: { objectId?: string } };
  Reflect.deleteProperty(globalThis, handover);
  const objectId = result?.objectId;
  if (objectId === undefined) return null;
  const { script, scopes } = examine(post, objectId);
  if (script === null) return null;
  // Outermost last, without what every function has.
  const own = scopes.filter(({ kind }) => kind !== 'Global' && kind !== 'Script');
  const outermost = own.at(-1);
  const top = topOfWrapper(post, own);
  const captured = own.slice(0, outermost?.kind === 'Module' ? -1 : own.length);
  const related = captured.flatMap(({ id }) => functionsIn(post, id)).slice(0, mostRelated);
  const ids = [script, ...related.map(({ id }) => examine(post, id).script).filter((id) => id !== null)];
  learnScripts(post, session, ids);
  const found = scripts.get(script);
  if (found === undefined) return null;
  const relatedUrls = ids.flatMap((id) => scripts.get(id) ?? []).filter(({ isModule }) => isModule);
  return {
    script: found,
    binding: top === null ? null : bindingOf(post, objectId, top.id),
    related: [...new Set(relatedUrls.map(({ url }) => url))].filter((url) => url !== found.url),
  };
}

/** The scope of a wrapped script's top level. Vite's runner has a block in its wrapper, whose parameters lie outside. */
function topOfWrapper(post: Post, scopes: readonly Scope[]): Scope | null {
  const outermost = scopes.at(-1);
  const inside = scopes.at(-2);
  if (outermost === undefined || (outermost.kind !== 'Closure' && outermost.kind !== 'Block')) return null;
  if (outermost.kind === 'Block' || inside?.kind !== 'Block') return outermost;
  return propertiesOf(post, outermost.id).every(({ name }) => name.startsWith('__vi')) ? inside : outermost;
}

interface Scope {
  /** `Closure`, `Block`, `Module`, `Script`, `Global` ... */
  kind: string;
  id: string;
}

function examine(post: Post, objectId: string): { script: string | null; scopes: Scope[] } {
  const answer = post('Runtime.getProperties', { objectId, ownProperties: true });
  const internal = (answer['internalProperties'] ?? []) as RemoteProperty[];
  const location = internal.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
  const list = internal.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
  const script = (location as { scriptId?: string } | undefined)?.scriptId ?? null;
  const scopes = list === undefined ? [] : propertiesOf(post, list);
  return {
    script,
    scopes: scopes.flatMap(({ name, value }) =>
      /^\d+$/.test(name) && value?.objectId !== undefined
        ? [{ kind: (value.description ?? '').split(' ', 1)[0] ?? '', id: value.objectId }]
        : [],
    ),
  };
}

function propertiesOf(post: Post, objectId: string): RemoteProperty[] {
  return (post('Runtime.getProperties', { objectId, ownProperties: true })['result'] ?? []) as RemoteProperty[];
}

function functionsIn(post: Post, scope: string): { name: string; id: string }[] {
  return propertiesOf(post, scope).flatMap(({ name, value }) =>
    value?.type === 'function' && value.objectId !== undefined ? [{ name, id: value.objectId }] : [],
  );
}

/** The name under which a scope holds the very function. */
function bindingOf(post: Post, objectId: string, scope: string): string | null {
  for (const { name, id } of functionsIn(post, scope)) {
    const { result } = post('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: 'function (other) { return this === other; }',
      arguments: [{ objectId: id }],
      returnByValue: true,
    }) as { result?: { value?: unknown } };
    if (result?.value === true) return name;
  }
  return null;
}

function learnScripts(post: Post, session: Session, ids: readonly string[]): void {
  if (ids.every((id) => scripts.has(id))) return;
  session.on('Debugger.scriptParsed', ({ params }) =>
    scripts.set(params.scriptId, { url: params.url, isModule: params.isModule ?? false }),
  );
  post('Debugger.enable');
  post('Debugger.disable');
}
