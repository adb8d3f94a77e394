import ts from 'typescript';
import type { CallSite, GeneratedCode, PoolChoice, PoolLibrary, TextEdit } from '../../model/change.ts';
import type { Finding, FindingCode } from '../../model/finding.ts';
import type { SourceLocation } from '../../model/target.ts';
import { bindWith } from '../syntax/bind-file.ts';
import { failsOn, findCloneProblems, type Channel } from '../cloning/find-clone-problems.ts';
import { breakingUse } from '../callers/uses-that-break.ts';
import { findDependents } from '../callers/find-dependents.ts';
import { checkSource } from '../check-source.ts';
import { compileAfter } from './compile-after.ts';
import { nameOf } from '../edits/add-export.ts';
import { applyEdits } from '../edits/apply-edits.ts';
import { freeName } from '../edits/import-name.ts';
import { restyle, withLineBreaksOf } from '../edits/restyle.ts';
import { styleOf } from '../edits/source-style.ts';
import { rangeOf } from '../syntax/node-at.ts';
import { locationOf } from '../syntax/parse-source.ts';
import type { Projects } from '../project/projects.ts';
import { findSites } from './find-sites.ts';
import { hoistCallback, type Hoisted } from './hoist-callback.ts';
import { ModuleReferences } from './module-references.ts';
import { placeCode } from './place-code.ts';
import type { WritePool } from './pool-code.ts';
import type { Items } from './read-items.ts';
import type { Task } from './read-task.ts';
import { writeBullMQ } from './write-bullmq.ts';
import { writeOwnPool } from './write-own-pool.ts';
import { writePiscina, writeTinypool } from './write-thread-pool.ts';
import { writeWorkerThreads } from './write-worker-threads.ts';

const writers: Record<PoolLibrary, WritePool> = {
  'parallel-profiler': writeOwnPool,
  piscina: writePiscina,
  tinypool: writeTinypool,
  worker_threads: writeWorkerThreads,
  bullmq: writeBullMQ,
};

/** Findings about a function that, called in a worker, does not do what the caller sees today. */
const changingResults: ReadonlySet<FindingCode> = new Set<FindingCode>([
  'argument-mutated',
  'arrives-empty',
  'class-instance-loses-prototype',
  'module-state-written',
]);

/** Returns the calls of a file that can be made parallel, and the libraries that are not installed for it. */
export function listCallSites(
  projects: Projects,
  file: string,
  text: string,
): { sites: CallSite[]; missing: PoolLibrary[] } {
  const { program, sourceFile } = projects.open(file, text);
  bindWith(sourceFile, program.getTypeChecker());
  const references = new ModuleReferences(sourceFile, program);
  const packages = ['parallel-profiler', 'piscina', 'tinypool', 'bullmq'] as const;
  return {
    sites: findSites(sourceFile, program.getTypeChecker()).map(({ call }) => call),
    missing: packages.filter((name) => !isInstalled(name, references)),
  };
}

/** Generates the parallel version of the call at a position, and compiles it. */
export function generateParallel(
  projects: Projects,
  file: string,
  text: string,
  location: SourceLocation,
  library: PoolLibrary,
  choice: PoolChoice,
): GeneratedCode {
  const { program, sourceFile } = projects.open(file, text);
  const checker = program.getTypeChecker();
  bindWith(sourceFile, checker);
  const start = rangeOf(sourceFile, location)?.start;
  const site = findSites(sourceFile, checker).find(({ replaced }) => replaced.getStart(sourceFile) === start);
  if (!site) return refused('There is no call here that can be rewritten.');
  const { call, parts, hoists } = site;
  if (hoists) return generateAfter(hoistCallback(hoists, checker));
  if (!parts) return refused(`${call.label} cannot be rewritten: ${call.problem ?? 'the function is not known'}.`);
  const { task, items } = parts;
  const findings = findingsOf(task, program);
  const error = findings.find(({ severity }) => severity === 'error');
  if (error) return refused(`${task.written} cannot run in a worker.`, error);
  const wrong = findings.find(({ code }) => changingResults.has(code));
  if (wrong) return refused(`${task.written} would not have the same effect in a worker.`, wrong);
  const unsendable = findUnsendable(items, site.replaced, channelOf(library, choice), program);
  if (unsendable !== null) return refused(`${call.label} cannot be rewritten: ${unsendable}.`);

  const references = new ModuleReferences(sourceFile, program);
  const pool = freeName(sourceFile, 'pool');
  const request = { program, checker, sourceFile, references, task, items, replaced: site.replaced, choice, pool };
  const { code, problem } = writers[library](request);
  if (!code) return refused(`${call.label} cannot be rewritten: ${problem}.`);
  const placed = placeCode(site, code, pool, program);
  if (placed.problem !== null) return refused(`${call.label} cannot be rewritten: ${placed.problem}.`);

  const style = styleOf(sourceFile);
  const change = {
    edits: settleInsertions(placed.edits, file, text).map((edit) => ({
      ...edit,
      text: withLineBreaksOf(text, edit.text),
    })),
    newFiles: code.newFiles.map((created) => ({
      ...created,
      text: withLineBreaksOf(text, restyle(created.text, created.file, style)),
    })),
  };
  const isThere = isInstalled(library, references);
  const dependents = findDependents(projects, file);
  const errors = compileAfter(projects, change, file, text, dependents).newErrors.filter(
    (error) => isThere || !isOfMissing(library, error),
  );
  const [first] = errors;
  if (first)
    return refused(
      `${call.label} cannot be rewritten: the new code would not compile. ${ts.flattenDiagnosticMessageText(first.messageText, ' ')}`,
    );
  const use = breakingUse(projects, file, dependents, placed.made, 'promise');
  if (use)
    return refused(
      `${call.label} cannot be rewritten: ${use.name} would become async, and ${use.place} does not await it. Write await there first.`,
    );
  const notes = [...code.notes, ...placed.notes];
  if (!isThere) notes.push(`${library} is not installed for this file: npm install ${packagesOf(library).join(' ')}`);
  return {
    status: 'written',
    title: `Run ${task.written} in parallel with ${libraryName(library)}`,
    change,
    notes,
    findings,
  };

  /** Generates for the text in which the callback is a function already. */
  function generateAfter({ edits, problem }: Hoisted): GeneratedCode {
    if (problem !== null) return refused(`The callback cannot become a separate function: ${problem}.`);
    const [error] = compileAfter(projects, { edits, newFiles: [] }, file, text).newErrors;
    if (error)
      return refused(
        `The callback cannot become a separate function: ${ts.flattenDiagnosticMessageText(error.messageText, ' ')}`,
      );
    const hoisted = applyEdits(text, edits);
    const added = edits.filter((edit) => edit.start <= (start ?? 0)).reduce((sum, edit) => sum + edit.text.length, 0);
    const there = ts.createSourceFile(file, hoisted, ts.ScriptTarget.Latest, true);
    const moved = there.getLineAndCharacterOfPosition((start ?? 0) + added);
    const at = { file, line: moved.line + 1, column: moved.character + 1 };
    const generated = generateParallel(projects, file, hoisted, at, library, choice);
    if (generated.status === 'refused') return generated;
    const { change } = generated;
    const whole = applyEdits(
      hoisted,
      change.edits.filter((edit) => edit.file === file),
    );
    const others = change.edits.filter((edit) => edit.file !== file);
    return { ...generated, change: { ...change, edits: [...replaceWhole(file, text, whole), ...others] } };
  }
}

/** Returns the smallest single edit that turns one text into another. */
function replaceWhole(file: string, before: string, after: string): TextEdit[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  let same = 0;
  while (same < shorter - start && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return [{ file, start, end: before.length - same, text: after.slice(start, after.length - same) }];
}

/**
 * Returns whether an error follows from a library that is not installed: an unknown module, or type arguments on an
 * untyped function.
 */
function isOfMissing(library: PoolLibrary, { code, messageText }: ts.Diagnostic): boolean {
  const untypedCall = 2347;
  const message = ts.flattenDiagnosticMessageText(messageText, ' ');
  return code === untypedCall || packagesOf(library).some((name) => message.includes(`'${name}'`));
}

/** Returns the packages that the code for a library imports. */
function packagesOf(library: PoolLibrary): string[] {
  if (library === 'worker_threads') return [];
  return library === 'bullmq' ? ['bullmq', 'ioredis'] : [library];
}

function isInstalled(library: PoolLibrary, references: ModuleReferences): boolean {
  return packagesOf(library).every((name) => references.hasPackage(name));
}

function libraryName(library: PoolLibrary): string {
  return library === 'worker_threads' ? 'node:worker_threads' : library;
}

/** Returns findings about the function if it runs in workers. */
function findingsOf({ declaration, exportName, specifier }: Task, program: ts.Program): Finding[] {
  if (!declaration || declaration.getSourceFile().isDeclarationFile) return [];
  const name = nameOf(declaration) ?? (specifier === null ? exportName : 'default');
  const node =
    declaration.name ?? (ts.isVariableDeclaration(declaration.parent) ? declaration.parent.name : declaration);
  const { line, endLine } = locationOf(declaration);
  return checkSource(program, declaration.getSourceFile(), { targets: [{ name, location: locationOf(node) }] }).filter(
    ({ location }) => location.line >= line && location.line <= endLine,
  );
}

/** Returns which part of the items certainly cannot be sent, whatever the function's parameters allow; `null` if none. */
function findUnsendable({ sent }: Items, at: ts.Node, channel: Channel, program: ts.Program): string | null {
  const problem = sent
    .flatMap(({ text, type }) => findCloneProblems(type, text, at, program, { channel }))
    .find((each) => each.always && failsOn(each, channel));
  return problem?.kind === 'refused' ? `${problem.path} is ${problem.what}, which cannot be sent to workers` : null;
}

function channelOf(library: PoolLibrary, { kind }: PoolChoice): Channel {
  if (library === 'bullmq') return 'processes';
  return library === 'parallel-profiler' ? (kind ?? 'threads') : 'threads';
}

/** @param finding the finding that the reason stands for */
function refused(reason: string, finding?: Finding): GeneratedCode {
  return { status: 'refused', reason, findings: finding ? [finding] : [] };
}

/**
 * Moves an insertion that would follow a statement to the position of the statement if another edit removes the statement, such
 * as the last import; the two edits would overlap.
 */
function settleInsertions(edits: readonly TextEdit[], file: string, text: string): TextEdit[] {
  const settled: TextEdit[] = [];
  const isInside = (edit: TextEdit, removal: TextEdit): boolean =>
    edit.start === edit.end && edit.start > removal.start && edit.start < removal.end && edit.file === removal.file;
  for (const edit of edits) {
    if (edit.file !== file) settled.push(edit);
    else if (edit.text === '') {
      const lines = edits.filter((other) => isInside(other, edit));
      const rest = text.slice(lines[0]?.start ?? edit.end, edit.end);
      settled.push({
        ...edit,
        text: lines.length > 0 ? `${lines.map((line) => line.text.trim()).join('\n')}${rest}` : '',
      });
    } else if (!edits.some((other) => other.text === '' && isInside(edit, other))) settled.push(edit);
  }
  return settled;
}
