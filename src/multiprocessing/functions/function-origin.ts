import { inspectFunction, type InspectedFunction, type Scope, type Script } from './inspected-function.ts';

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

/** Captured functions to ask about: enough for a wrapper, and bounded for a registry. */
const mostRelated = 20;

/** @returns `null` if the inspector does not know */
export function findOrigin(fn: unknown): FunctionOrigin | null {
  return inspectFunction(fn, (inspected) => {
    const examined = inspected.examine();
    if (examined === null) return null;
    const { script, scopes } = examined;
    const top = topOfWrapper(inspected, scopes);
    const captured = scopes.slice(0, scopes.at(-1)?.kind === 'Module' ? -1 : scopes.length);
    const related = captured.flatMap(({ id }) => inspected.functionsIn(id)).slice(0, mostRelated);
    const ids = [script, ...related.flatMap(({ id }) => inspected.examine(id)?.script ?? [])];
    const scripts = inspected.scripts(ids);
    const found = scripts.get(script);
    if (found === undefined) return null;
    const relatedUrls = ids.flatMap((id) => scripts.get(id) ?? []).filter(({ isModule }) => isModule);
    return {
      script: found,
      binding: top === null ? null : (inspected.bindingsIn(top.id)[0] ?? null),
      related: [...new Set(relatedUrls.map(({ url }) => url))].filter((url) => url !== found.url),
    };
  });
}

/** The scope of a wrapped script's top level. Vite's runner has a block in its wrapper, whose parameters lie outside. */
function topOfWrapper(inspected: InspectedFunction, scopes: readonly Scope[]): Scope | null {
  const outermost = scopes.at(-1);
  const inside = scopes.at(-2);
  if (outermost === undefined || (outermost.kind !== 'Closure' && outermost.kind !== 'Block')) return null;
  if (outermost.kind === 'Block' || inside?.kind !== 'Block') return outermost;
  return inspected.propertiesOf(outermost.id).every(({ name }) => name.startsWith('__vi')) ? inside : outermost;
}
