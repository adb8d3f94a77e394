import fc from 'fast-check';

/** How a module makes a function, and whether and how it exports it. */
const moduleForms = [
  'function',
  'arrow',
  'closure',
  'default',
  'default of a closure',
  'list',
  'swapped',
  'quoted name',
  'wrapped',
  'memoized',
  'static',
  'member',
  'reassigned',
  'reassigned at the end',
  'hidden',
] as const;
const commonJsForms = [
  'function',
  'arrow',
  'closure',
  'whole',
  'member',
  'static',
  'getter',
  'memoized',
  'reassigned',
  'hidden',
] as const;
/** Text that looks like an export to a reader that does not parse. */
const decoys = ['none', 'comment', 'template', 'continued string'] as const;
/** Few names, so that modules use the same name for different functions. */
const names = ['run', 'task', 'go'];

interface FunctionPlan<Form> {
  form: Form;
  name: string;
}

interface ReExport {
  from: number;
  how: 'star' | 'namespace' | 'default' | 'renamed';
  name: string;
}

interface AboutModule {
  decoy: (typeof decoys)[number];
  /** Whether the main module imports it itself. */
  imported: boolean;
}

type ModulePlan = AboutModule &
  (
    | { kind: 'mjs' | 'mts'; functions: FunctionPlan<(typeof moduleForms)[number]>[]; reExports: ReExport[] }
    | { kind: 'cjs'; functions: FunctionPlan<(typeof commonJsForms)[number]>[] }
    /** The same text in another file, or the same file once more under another URL. */
    | { kind: 'copy' | 'instance'; of: number }
  );

/** A program of several modules. */
export interface ProgramPlan {
  modules: ModulePlan[];
  main: FunctionPlan<(typeof moduleForms)[number]>[];
  /** Calls are made after so many of the main module's functions, and at its end. */
  early: number;
  /** Whether the early calls are waited for at the top level of the main module. */
  waits: boolean;
}

const name = fc.constantFrom(...names);
const functionsOf = <Form>(forms: readonly Form[]): fc.Arbitrary<FunctionPlan<Form>[]> =>
  fc.array(fc.record({ form: fc.constantFrom(...forms), name }), { minLength: 3, maxLength: 8 });
const about = { decoy: fc.constantFrom(...decoys), imported: fc.boolean() };
const reExport = fc.record({
  from: fc.nat(3),
  how: fc.constantFrom('star', 'namespace', 'default', 'renamed'),
  name,
});
const modulePlan: fc.Arbitrary<ModulePlan> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      ...about,
      kind: fc.constantFrom('mjs' as const, 'mts' as const),
      functions: functionsOf(moduleForms),
      reExports: fc.array(reExport, { maxLength: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ ...about, kind: fc.constant('cjs' as const), functions: functionsOf(commonJsForms) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ ...about, kind: fc.constantFrom('copy' as const, 'instance' as const), of: fc.nat(3) }),
  },
);

export const programPlan: fc.Arbitrary<ProgramPlan> = fc.record({
  modules: fc.array(modulePlan, { minLength: 2, maxLength: 5 }),
  main: functionsOf(moduleForms),
  early: fc.nat(8),
  waits: fc.boolean(),
});

/** A function is noted with its label, and with whether a worker has to find it. */
const note = (label: string, fn: string, found: boolean): string =>
  `(globalThis['noted'] ??= []).push({ label: here + ${JSON.stringify(` ${label}`)}, fn: ${fn}, found: ${found} });`;
const body = (number: string): string => `{ return [here, ${number}, x].join(' '); }`;
/** Functions of one text, which differ only in what they captured. */
const factory = `function make(number) { return function made(x) ${body('number')}; }`;
const wrappers = `export const wrap = (fn) => function wrapped(x) { return fn(x); };
export const memoize = (fn) => {
  const cache = new Map();
  const memoized = (x) => (cache.has(x) ? cache : cache.set(x, fn(x))).get(x);
  return Object.defineProperty(memoized, 'name', { value: fn.name });
};`;

/** Hands out the names of a module, each once. */
class Names {
  readonly taken = new Set<string>();

  free(wanted: string, number: number): string {
    const found = [wanted, ...names].find((candidate) => !this.taken.has(candidate)) ?? `${wanted}${number}`;
    this.taken.add(found);
    return found;
  }
}

function moduleFunction(
  { form, name: wanted }: FunctionPlan<(typeof moduleForms)[number]>,
  number: number,
  { locals, exported }: { locals: Names; exported: Names },
): { line: string; list: string[]; end?: string } {
  const local = locals.free(wanted, number);
  const hidden = `hidden${number}`;
  const label = `${form} ${local} ${number}`;
  const noted = (fn: string, found = true): string => note(label, fn, found);
  const taken = (): string => (exported.taken.add(local), local);
  const hasDefault = exported.taken.has('default');
  switch (form) {
    case 'function':
      return { line: `export function ${taken()}(x) ${body(`${number}`)} ${noted(local)}`, list: [] };
    case 'arrow':
      return { line: `export const ${taken()} = (x) => ${body(`${number}`)}; ${noted(local)}`, list: [] };
    case 'closure':
      return { line: `export const ${taken()} = make(${number}); ${noted(local)}`, list: [] };
    case 'default':
    case 'default of a closure': {
      if (hasDefault) return { line: `const ${local} = make(${number}); ${noted(local, false)}`, list: [] };
      exported.taken.add('default');
      return form === 'default'
        ? { line: `export default function ${local}(x) ${body(`${number}`)} ${noted(local)}`, list: [] }
        : { line: `const ${local} = make(${number}); export default ${local}; ${noted(local)}`, list: [] };
    }
    case 'list': {
      const as = exported.free(local, number);
      const entry = as === local ? local : `${local} as ${as}`;
      return { line: `function ${local}(x) ${body(`${number}`)} ${noted(local)}`, list: [entry] };
    }
    case 'swapped': {
      const other = locals.free(local, number + 100);
      const [a, b] = [exported.free(other, number), exported.free(local, number + 100)];
      return {
        line: `const ${local} = make(${number}), ${other} = make(${number + 100}); ${noted(local)} ${noted(other)}`,
        list: [`${local} as ${a}`, `${other} as ${b}`],
      };
    }
    case 'quoted name':
      return {
        line: `const ${local} = make(${number}); ${noted(local)}`,
        list: [`${local} as 'not ${number} a name'`],
      };
    case 'wrapped':
    case 'memoized': {
      const wrapper = form === 'wrapped' ? 'wrap' : 'memoize';
      return { line: `export const ${taken()} = ${wrapper}(make(${number})); ${noted(local, false)}`, list: [] };
    }
    case 'static':
      return {
        line: `export class ${taken()} { static run(x) ${body(`${number}`)} } ${noted(`${local}.run`)}`,
        list: [],
      };
    case 'member':
      return {
        line: `export const ${taken()} = { run: make(${number}), go(x) ${body(`${number}`)} }; ${noted(`${local}.run`)} ${noted(`${local}.go`)}`,
        list: [],
      };
    case 'reassigned':
      return {
        line: `export let ${taken()} = (x) => ${body(`${number}`)}; ${noted(local, false)} ${local} = (x) => ${body(`${number + 100}`)}; ${noted(local)}`,
        list: [],
      };
    case 'reassigned at the end': {
      const [first, next] =
        number % 2 === 0
          ? [`(x) => ${body(`${number}`)}`, `(x) => ${body(`${number + 100}`)}`]
          : [`wrap(make(${number}))`, `memoize(make(${number + 100}))`];
      return {
        line: `export let ${taken()} = ${first}; ${noted(local, false)}`,
        list: [],
        end: `${local} = ${next}; ${noted(local, false)}`,
      };
    }
    case 'hidden':
      return { line: `const ${hidden} = make(${number}); ${noted(hidden, false)}`, list: [] };
  }
}

function commonJsFunction(
  { form, name: wanted }: FunctionPlan<(typeof commonJsForms)[number]>,
  number: number,
  exported: Names,
): string {
  const key = exported.free(wanted, number);
  const label = `${form} ${key} ${number}`;
  const noted = (fn: string, found = true): string => note(label, fn, found);
  switch (form) {
    case 'function':
      return `exports.${key} = function (x) ${body(`${number}`)}; ${noted(`exports.${key}`)}`;
    case 'arrow':
      return `exports.${key} = (x) => ${body(`${number}`)}; ${noted(`exports.${key}`)}`;
    case 'closure':
      return `exports.${key} = make(${number}); ${noted(`exports.${key}`)}`;
    case 'whole':
      return `exports = module.exports = Object.assign(make(${number}), exports); ${noted('exports', false)}`;
    case 'member':
      return `exports.${key} = { run: make(${number}) }; ${noted(`exports.${key}.run`)}`;
    case 'static':
      return `exports.${key} = class { static go(x) ${body(`${number}`)} }; ${noted(`exports.${key}.go`)}`;
    case 'getter':
      return `const getter${number} = make(${number}); exports.__esModule = true; Object.defineProperty(exports, '${key}', { enumerable: true, get: () => getter${number} }); ${noted(`getter${number}`, false)}`;
    case 'memoized':
      return `exports.${key} = memoize(make(${number})); ${noted(`exports.${key}`)}`;
    case 'reassigned':
      return `exports.${key} = (x) => ${body(`${number}`)}; ${noted(`exports.${key}`, false)} exports.${key} = (x) => ${body(`${number + 100}`)}; ${noted(`exports.${key}`)}`;
    case 'hidden':
      return `const hidden${number} = make(${number}); ${noted(`hidden${number}`, false)}`;
  }
}

function decoyAfter(decoy: ModulePlan['decoy'], number: number): string {
  const list = `export { hidden as run${number}, make as task };`;
  switch (decoy) {
    case 'none':
      return '';
    case 'comment':
      return `/* from './no-such-module.mjs'\n${list}\n*/ // ${list}`;
    case 'template':
      return `const decoy = \`\n import './no-such-module.mjs';\n${list}\n\`;`;
    case 'continued string':
      return `const decoy = "\\\n${list} //";`;
  }
}

/** Writes the files of a program. `main.mjs` prints how each of its calls ended. */
export function writeProgram(plan: ProgramPlan, library: string): Record<string, string> {
  const files: Record<string, string> = { 'wrappers.mjs': wrappers };
  files['wrappers.cjs'] = wrappers.replaceAll('export const ', 'exports.').replaceAll('export ', '');
  const urls: string[] = [];
  const defaults = new Set<number>();
  const originals: number[] = [];
  for (const [at, module] of plan.modules.entries()) {
    if ('of' in module) {
      const original = originals[module.of % Math.max(1, originals.length)];
      const url = original === undefined ? undefined : urls[original];
      if (url === undefined) urls.push('wrappers.mjs');
      else if (module.kind === 'copy') {
        const copy = url.replace('m', `c${at}`);
        files[copy] = files[url] ?? '';
        urls.push(copy);
      } else urls.push(url.endsWith('.cjs') ? url : `${url}?${at}`);
      continue;
    }
    const url = `m${at}.${module.kind}`;
    if (module.kind === 'cjs') {
      const exported = new Names();
      files[url] = [
        `const { memoize } = require('./wrappers.cjs'); const here = require('node:path').basename(__filename);`,
        factory,
        ...module.functions.map((fn, number) => commonJsFunction(fn, number, exported)),
        decoyAfter(module.decoy, at),
      ].join('\n');
    } else {
      const before = originals.filter((other) => /^m[jt]s$/.test(plan.modules[other]?.kind ?? ''));
      const scope = { locals: new Names(), exported: new Names() };
      const written = module.functions.map((fn, number) => moduleFunction(fn, number, scope));
      const reExports = module.reExports.flatMap(({ from, how, name: wanted }, number) => {
        const other = before[from % Math.max(1, before.length)];
        if (other === undefined) return [];
        const source = `from './${urls[other]}';`;
        if (how === 'star') return [`export * ${source}`];
        if (how === 'namespace') return [`export * as ${scope.exported.free(wanted, number)} ${source}`];
        if (!defaults.has(other)) return [];
        const as = how === 'default' && !scope.exported.taken.has('default') ? 'default' : null;
        if (as !== null) scope.exported.taken.add(as);
        return [`export { default as ${as ?? scope.exported.free(wanted, number)} } ${source}`];
      });
      if (scope.exported.taken.has('default')) defaults.add(at);
      files[url] = [
        `import { memoize, wrap } from './wrappers.mjs'; const here = import.meta.url.split('/').at(-1);`,
        ...reExports,
        factory,
        ...written.map(({ line }) => line),
        ...written.flatMap(({ end }) => end ?? []),
        `export { ${written.flatMap(({ list }) => list).join(', ')} };`,
        decoyAfter(module.decoy, at),
      ].join('\n');
    }
    urls.push(url);
    originals.push(at);
  }
  files['all.mjs'] = urls.map((url) => `import './${url}';`).join('\n');
  files['main.mjs'] = writeMain(plan, urls, library);
  return files;
}

function writeMain({ modules, main, early, waits }: ProgramPlan, urls: string[], library: string): string {
  const scope = { locals: new Names(), exported: new Names() };
  const written = main.map((fn, number) => moduleFunction(fn, number, scope));
  const lines = written.map(({ line }) => line);
  const calls = `if (isMain) ${waits ? 'await ' : ''}callAll('early');`;
  return [
    `import { isMain, Pool } from '${library}'; import { memoize, wrap } from './wrappers.mjs';`,
    ...modules.flatMap(({ imported }, at) => (imported ? [`import * as imported${at} from './${urls[at]}';`] : [])),
    `import './all.mjs'; const here = 'main.mjs';`,
    factory,
    `const pools = isMain ? ['threads', 'processes'].map((kind) => [kind, new Pool(import.meta.url, { kind, processes: 1 })]) : [];
const told = []; const outcomes = [];
function callAll(when) {
  for (const { label, fn, found } of globalThis.noted ?? []) for (const [kind, pool] of pools) {
    const expected = fn(when);
    const call = when === 'early' ? pool.apply(fn, [when]) : pool.map(fn, [when, when]).then(([first]) => first);
    told.push(call.then((value) => (value === expected ? 'right' : 'WRONG: ' + value), (error) => error.name)
      .then((outcome) => outcomes.push({ call: [kind, when, label].join(' '), outcome, found })));
  }
  return Promise.all(told);
}`,
    ...lines.slice(0, early),
    calls,
    ...lines.slice(early),
    ...written.flatMap(({ end }) => end ?? []),
    `if (isMain) {
  await callAll('late');
  await Promise.all(pools.map(([, pool]) => pool.terminate()));
  console.log(JSON.stringify(outcomes));
}`,
    `export { ${written.flatMap(({ list }) => list).join(', ')} };`,
  ].join('\n');
}
