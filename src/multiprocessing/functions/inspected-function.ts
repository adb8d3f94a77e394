import type * as inspector from 'node:inspector';
import { createRequire } from 'node:module';
import { execPath } from 'node:process';

/** A script as the debugger describes it. */
export interface Script {
  url: string;
  isModule: boolean;
}

export interface Scope {
  /** `Closure`, `Block`, `Module` ... */
  kind: string;
  id: string;
}

/** Where a function was defined, and the variables visible to it. */
export interface Examined {
  script: string;
  /** Starts at 0. The column is that of the parameters, or of the body's first token. */
  line: number;
  column: number;
  /** Outermost last, without the scopes that every function has. */
  scopes: Scope[];
}

interface RemoteProperty {
  name: string;
  value?: { type: string; description?: string; objectId?: string; value?: unknown };
}

const handover = Symbol.for('parallel-profiler function to inspect');
const scripts = new Map<string, Script>();

/**
 * Queries this thread's inspector about a function. Needs no port and no flag, does not pause execution, and is
 * synchronous.
 * @returns `null` if there is no inspector (a build without one, the permission model) or it does not know the function
 */
export function inspectFunction<T>(fn: unknown, ask: (inspected: InspectedFunction) => T): T | null {
  let session: inspector.Session | null = null;
  try {
    session = connect();
    return ask(new InspectedFunction(session, fn));
  } catch {
    return null;
  } finally {
    session?.disconnect();
  }
}

/** Loads the inspector without waiting for a turn of the event loop. */
function connect(): inspector.Session {
  const { Session: Connection } = createRequire(execPath)('node:inspector') as typeof inspector;
  const session = new Connection();
  session.connect();
  return session;
}

/** A function in the inspector, valid until its session ends. */
export class InspectedFunction {
  readonly #session: inspector.Session;
  readonly #id: string;

  constructor(session: inspector.Session, fn: unknown) {
    this.#session = session;
    Reflect.set(globalThis, handover, fn);
    const { result } = this.#post('Runtime.evaluate', {
      expression: `globalThis[Symbol.for(${JSON.stringify(handover.description)})]`,
    }) as { result?: { objectId?: string } };
    Reflect.deleteProperty(globalThis, handover);
    if (result?.objectId === undefined) throw new Error('The inspector does not know the function.');
    this.#id = result.objectId;
  }

  /** @returns `null` for functions that are not written in JavaScript */
  examine(id: string = this.#id): Examined | null {
    const answer = this.#post('Runtime.getProperties', { objectId: id, ownProperties: true });
    const internal = (answer['internalProperties'] ?? []) as RemoteProperty[];
    const location = internal.find(({ name }) => name === '[[FunctionLocation]]')?.value?.value;
    const list = internal.find(({ name }) => name === '[[Scopes]]')?.value?.objectId;
    if (location === undefined) return null;
    const { scriptId, lineNumber, columnNumber } = location as Record<'lineNumber' | 'columnNumber', number> & {
      scriptId: string;
    };
    const scopes = (list === undefined ? [] : this.propertiesOf(list)).flatMap(({ name, value }) =>
      /^\d+$/.test(name) && value?.objectId !== undefined
        ? [{ kind: (value.description ?? '').split(' ', 1)[0] ?? '', id: value.objectId }]
        : [],
    );
    return {
      script: scriptId,
      line: lineNumber,
      column: columnNumber,
      scopes: scopes.filter(({ kind }) => kind !== 'Global' && kind !== 'Script'),
    };
  }

  propertiesOf(objectId: string): RemoteProperty[] {
    return (this.#post('Runtime.getProperties', { objectId, ownProperties: true })['result'] ?? []) as RemoteProperty[];
  }

  functionsIn(scope: string): { name: string; id: string }[] {
    return this.propertiesOf(scope).flatMap(({ name, value }) =>
      value?.type === 'function' && value.objectId !== undefined ? [{ name, id: value.objectId }] : [],
    );
  }

  /** Returns the names under which a scope holds this function. */
  bindingsIn(scope: string): string[] {
    const others = this.functionsIn(scope);
    const { result } = this.#post('Runtime.callFunctionOn', {
      objectId: this.#id,
      functionDeclaration:
        'function (...others) { return others.flatMap((other, at) => (other === this ? [at] : [])); }',
      arguments: others.map(({ id }) => ({ objectId: id })),
      returnByValue: true,
    }) as { result?: { value?: number[] } };
    return (result?.value ?? []).map((at) => others[at]?.name ?? '');
  }

  /**
   * Returns the URLs of the calling scripts by script id. Takes less than a millisecond; querying all scripts takes
   * tens.
   */
  callers(): Map<string, string> {
    this.#post('Runtime.enable');
    const { exceptionDetails } = this.#post('Runtime.evaluate', { expression: 'throw 0' }) as {
      exceptionDetails?: { stackTrace?: { callFrames: { scriptId: string; url: string }[] } };
    };
    const frames = exceptionDetails?.stackTrace?.callFrames ?? [];
    return new Map(frames.map(({ scriptId, url }) => [scriptId, url]));
  }

  /** Returns scripts by id. Takes tens of milliseconds in a program's first call. */
  scripts(ids: readonly string[]): ReadonlyMap<string, Script> {
    if (ids.every((id) => scripts.has(id))) return scripts;
    this.#session.on('Debugger.scriptParsed', ({ params }) =>
      scripts.set(params.scriptId, { url: params.url, isModule: params.isModule ?? false }),
    );
    this.#post('Debugger.enable');
    this.#post('Debugger.disable');
    return scripts;
  }

  #post(method: string, params: object = {}): Record<string, unknown> {
    let answer: Record<string, unknown> = {};
    // In its own thread a session answers before `post` returns.
    this.#session.post(method, params, (error: Error | null, result?: object) => {
      if (error === null) answer = { ...result };
    });
    return answer;
  }
}
