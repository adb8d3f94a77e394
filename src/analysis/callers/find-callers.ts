import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, relative } from 'node:path';
import ts from 'typescript';
import type { InputsCandidate } from '../../model/inputs.ts';
import { findFunctions } from '../functions/find-functions.ts';
import { gatherCalls, sortUses } from '../inputs/find-inputs.ts';
import { countParameters, findUses, ownCallee, type RefusedUse, type Use } from '../inputs/find-uses.ts';
import type { Projects } from '../project/projects.ts';
import { sourceFilesAround, type SourceFiles } from '../project/source-files.ts';
import type { CallsElsewhere, TargetReference } from '../protocol.ts';
import { escapePattern } from '../syntax/escape-pattern.ts';
import { parseSource } from '../syntax/parse-source.ts';
import { addAliases } from './local-names.ts';
import { ModuleResolver } from './module-resolver.ts';
import { moduleSurroundings, sliceModule, type Slice, type SliceHost } from './slice-module.ts';
import { exportNamesOf, ExportTracer } from './trace-exports.ts';

/** In bytes. Larger files are data or bundles. */
const LARGEST_FILE = 512_000;
/** Limits on how many files are searched as text, and how many of these are parsed. */
const MOST_READ = 2_000;
const MOST_PARSED = 60;
/** Time limit of the search; on reaching it, the results so far are returned. */
const LONGEST_MS = 4_000;
const MOST_LISTED = 12;
/** Limit on the groups of calls whose inputs are evaluated separately. */
const MOST_GROUPS = 20;

const testFile = /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\/|\.(?:test|spec)\.[cm]?[jt]sx?$/;
const compiled = /^\/\/# sourceMappingURL=/m;

/** Recently read texts, cached because a list of functions searches once per function. */
interface Texts {
  file: string;
  at: number;
  sources: SourceFiles;
  texts: Map<string, string | null>;
}
let recent: Texts | null = null;
const FRESH_MS = 2_000;

function textsAround(projects: Projects, file: string): Texts {
  if (recent?.file === file && performance.now() - recent.at < FRESH_MS) return recent;
  const { outDir } = projects.optionsOf(file);
  const sources = sourceFilesAround(file, outDir === undefined ? [] : [outDir]);
  const texts: Texts = { file, at: performance.now(), sources, texts: new Map() };
  recent = texts;
  setTimeout(() => {
    if (recent === texts) recent = null;
  }, FRESH_MS).unref();
  return texts;
}

/** Returns the local name at the start of an expression; `null` for the whole module. */
function localRoot(expression: string | null): string | null {
  const root = /^[\p{ID_Continue}$]+/u.exec(expression ?? '')?.[0] ?? null;
  if (expression === 'module.exports' || expression === 'exports') return 'default';
  return root === 'module' || root === 'exports' ? null : root;
}

/** The calls of one file. */
interface Caller {
  file: string;
  isTest: boolean;
  uses: Use[];
  refused: RefusedUse[];
}

/**
 * Finds calls of a function in the other files of its repository and makes their inputs evaluable in the function's own
 * module. The best come first, calls in tests last. Files are selected by their text; types are not checked.
 */
export function findCallers(projects: Projects, file: string, text: string, target: TargetReference): CallsElsewhere {
  const none = { candidates: [], refused: [] };
  const sourceFile = parseSource(text, file);
  const all = findFunctions(sourceFile).filter(({ listed }) => listed.name === target.name && listed.profilable);
  const found = all.find(({ listed }) => listed.location.line === target.location.line) ?? all[0];
  if (!found) return none;
  const [shownRoot = target.name, ...members] = target.name.split('.');
  const names = exportNamesOf(sourceFile, localRoot(found.listed.expression) ?? shownRoot);
  if (names.size === 0) return none;

  const started = performance.now();
  const { sources, texts } = textsAround(projects, file);
  const resolver = new ModuleResolver((path) => projects.optionsOf(path), sources.packages);
  const read = (path: string): string | null => {
    const unsaved = projects.textOf(path);
    if (unsaved !== undefined) return unsaved;
    const known = texts.get(path);
    if (known !== undefined) return known;
    const contents = readSource(path);
    texts.set(path, contents);
    return contents;
  };
  const own = realPath(file);
  const parsed = new Map<string, ts.SourceFile | null>([[own, sourceFile]]);
  const parse = (path: string): ts.SourceFile | null => {
    const known = parsed.get(path);
    if (known !== undefined) return known;
    const contents = read(path);
    const tree = contents === null ? null : parseSource(contents, path);
    parsed.set(path, tree);
    return tree;
  };
  const tracer = new ExportTracer({ file: own, names }, resolver, parse);
  const host = hostOf(file, sourceFile);
  const callers: Caller[] = [];
  const isTimeUp = (): boolean => performance.now() - started > LONGEST_MS;
  for (const path of likelyCallers(
    sources.files.filter((other) => realPath(other) !== own),
    names,
    own,
    read,
    isTimeUp,
  )) {
    if (isTimeUp()) break;
    const tree = parse(path);
    if (!tree) continue;
    const { paths: starts, roots } = tracer.namesIn(tree);
    if (starts.size === 0) continue;
    const paths = new Set([...starts].map((local) => [local, ...members].join('.')));
    addAliases(tree, { paths, roots });
    const callee = { node: null, paths, roots, task: target.name, takes: countParameters(found.listed.parameters) };
    const { uses, refused } = findUses(callee, tree, moduleSurroundings(tree));
    const isTest = testFile.test(relative(sources.root, path).replaceAll('\\', '/'));
    callers.push({ file: path, isTest, uses: sortUses(uses), refused });
  }
  const callee = ownCallee(found);
  if (callee) callers.push({ file, isTest: false, uses: [], refused: findUses(callee, sourceFile, null).refused });
  return inputsOf(callers, host, resolver, sources.root);
}

function inputsOf(callers: Caller[], host: SliceHost, resolver: ModuleResolver, root: string): CallsElsewhere {
  const loops: InputsCandidate[] = [];
  const singles: InputsCandidate[] = [];
  const refused: CallsElsewhere['refused'] = [];
  const shown = (path: string): string => relative(root, path).replaceAll('\\', '/');
  const refuse = (path: string, { label, location, reason }: RefusedUse): void => {
    refused.push({ label, location: { ...location, file: path }, place: `${shown(path)}:${location.line}`, reason });
  };
  // The sort is stable, so the nearest files stay first.
  for (const { file, uses, refused: unusable } of callers.sort((a, b) => Number(a.isTest) - Number(b.isTest))) {
    for (const use of unusable) refuse(file, use);
    const single = uses.filter(({ expression }) => expression === null);
    for (const use of uses) {
      if (use.expression === null) continue;
      const { label, location, spread, call, needs } = use;
      const slice = sliceModule(call, use.expression, needs, host, resolver);
      if (slice.expression === null) refuse(file, { label, location, reason: slice.reason });
      else
        loops.push({
          kind: 'expression',
          source: 'call-site',
          expression: slice.expression,
          spread,
          label: label.replace(/, line \d+$/, ''),
          location: { ...location, file },
          caller: { place: `${shown(file)}:${location.line}`, call: label.replace(/, line \d+$/, '') },
          calls: 1,
        });
    }
    const usable = single.filter((use) => {
      const { reason } = sliceModule(use.call, itemOf(use), use.needs, host, resolver);
      if (reason !== null) refuse(file, { ...use, reason });
      return reason === null;
    });
    const gathered = gather(usable, host, resolver);
    if (gathered)
      singles.push({
        ...gathered,
        label: gathered.label.replace(/, line \d+$/, ''),
        location: { ...gathered.location, file },
        caller: { place: `${shown(file)}:${gathered.location.line}`, call: gathered.label.replace(/, line \d+$/, '') },
      });
  }
  const isTest = ({ caller }: InputsCandidate): boolean => testFile.test(caller?.place.replace(/:\d+$/, '') ?? '');
  const candidates = [
    ...loops.filter((candidate) => !isTest(candidate)),
    ...singles.filter((candidate) => !isTest(candidate)),
    ...loops.filter(isTest),
    ...singles.filter(isTest),
  ];
  return { candidates: candidates.slice(0, MOST_LISTED), refused: refused.slice(0, MOST_LISTED) };
}

/**
 * Combines single calls into one list. Calls between which nothing that they need changes share what is evaluated before
 * them.
 */
function gather(calls: Use[], host: SliceHost, resolver: ModuleResolver): InputsCandidate | null {
  const groups: Use[][] = [];
  for (const use of calls) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    const users = [...(group ?? []), use];
    const setup = (at: Use): string => {
      const { expression, reason } = sliceAt(at, users, 'undefined', host, resolver);
      return expression ?? reason;
    };
    if (group && last && setup(last) === setup(use)) group.push(use);
    else groups.push([use]);
  }
  const spread = calls.some((use) => use.spread);
  const expressions = groups.slice(0, MOST_GROUPS).flatMap((group) => {
    const last = group.at(-1);
    return last ? (sliceAt(last, group, gatherCalls(group, spread).expression, host, resolver).expression ?? []) : [];
  });
  const [only, ...more] = expressions;
  if (only === undefined) return null;
  const expression = more.length === 0 ? only : `[${expressions.map((each) => `...${each}`).join(', ')}]`;
  return { ...gatherCalls(groups.slice(0, MOST_GROUPS).flat(), spread), expression };
}

/** Slices the module for an expression at one call that needs the variables of several. */
function sliceAt({ call }: Use, users: Use[], text: string, host: SliceHost, resolver: ModuleResolver): Slice {
  return sliceModule(call, text, new Set(users.flatMap((use) => [...use.needs])), host, resolver);
}

function itemOf({ arguments: given, spread }: Use): string {
  return spread ? `[${given.join(', ')}]` : (given[0] ?? 'undefined');
}

/** Returns the files whose text contains a name of the function or, for a default export, the name of its file. */
function likelyCallers(
  files: readonly string[],
  exported: ReadonlySet<string>,
  own: string,
  read: (path: string) => string | null,
  isTimeUp: () => boolean,
): string[] {
  const names = new Set([...exported].filter((name) => name !== 'default'));
  const stems = new Set(exported.has('default') ? [stemOf(own)] : []);
  const texts = new Map<string, string>();
  for (const path of files.slice(0, MOST_READ)) {
    if (isTimeUp()) break;
    const text = read(path);
    if (text !== null) texts.set(path, text);
  }
  // Re-exports can rename the function, and those names lead to more files.
  for (let before = -1; before !== names.size + stems.size;) {
    before = names.size + stems.size;
    for (const [path, text] of texts) {
      if (!/\bexport\b/.test(text)) continue;
      for (const name of [...names, ...(stems.size > 0 ? ['default'] : [])]) {
        if (!text.includes(name)) continue;
        const renamed = new RegExp(`(?<![\\w$.])${escapePattern(name)}\\s+as\\s+([\\w$]+)`, 'g');
        for (const [, alias = ''] of text.matchAll(renamed)) {
          if (alias === 'default') stems.add(stemOf(path));
          else names.add(alias);
        }
        const constant = new RegExp(
          `(?:const|let|var)\\s+([\\w$]+)[^=;\\n]*=\\s*${escapePattern(name)}\\s*(?:[;,]|$)`,
          'gm',
        );
        for (const [, alias = ''] of text.matchAll(constant)) names.add(alias);
        if (new RegExp(`export\\s+default\\s+${escapePattern(name)}\\b`).test(text)) stems.add(stemOf(path));
      }
    }
  }
  const wanted = new RegExp(
    [...names, ...stems].map((name) => `(?<![\\w$])${escapePattern(name)}(?![\\w$])`).join('|'),
  );
  return [...texts].flatMap(([path, text]) => (wanted.test(text) ? [path] : [])).slice(0, MOST_PARSED);
}

/** Returns the word by which other files import a file. */
function stemOf(path: string): string {
  const stem = basename(path, extname(path));
  return stem === 'index' ? basename(dirname(path)) : stem;
}

function hostOf(file: string, sourceFile: ts.SourceFile): SliceHost {
  const isModule = ts.isExternalModule(sourceFile) || /\.m[jt]s$/.test(file);
  const isCommonjs = /\.c[jt]s$/.test(file) || (!isModule && /\b(?:require|module|exports)\b/.test(sourceFile.text));
  const declared = new Set<string>();
  for (const statement of sourceFile.statements) {
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations) if (ts.isIdentifier(name)) declared.add(name.text);
    const { name } = statement as ts.DeclarationStatement;
    if (name && ts.isIdentifier(name) && !ts.isImportEqualsDeclaration(statement)) declared.add(name.text);
  }
  return { file, isCommonjs, declared };
}

/** Returns `null` for files that are too large, compiled or unreadable. */
function readSource(path: string): string | null {
  try {
    if (statSync(path).size > LARGEST_FILE) return null;
    const text = readFileSync(path, 'utf8');
    return compiled.test(text.slice(-300)) ? null : text;
  } catch {
    return null;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
