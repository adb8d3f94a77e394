// Imported first, because it affects everything that is loaded after it.
import './keep-compiled.ts';
import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { checkFiles } from './check-files.ts';
import { findCallers } from './callers/find-callers.ts';
import { CheckCancelled, checkSource, checkTarget, readProject } from './check-source.ts';
import { codeVersion } from './code-version.ts';
import { describeOverflow } from './describe-overflow.ts';
import { decoratorMetadata } from './edits/decorator-metadata.ts';
import { findCandidates } from './tasks/find-candidates.ts';
import { instrumentFiles } from './recording/instrument.ts';
import { findInputs } from './inputs/find-inputs.ts';
import { generateInputs, generateTrials } from './inputs/generate-inputs.ts';
import { listFunctions } from './functions/list-functions.ts';
import { findFixes } from './fixes/find-fixes.ts';
import { generateParallel, listCallSites } from './generate/generate-parallel.ts';
import { firstSyntaxError } from './syntax/parse-source.ts';
import { tasksHandedOut } from './tasks/project-tasks.ts';
import { Projects } from './project/projects.ts';
import type { TextEdit } from '../model/change.ts';
import type { CheckResult, FromAnalysis, ToAnalysis, VersionResult } from './protocol.ts';

type Request = Exclude<ToAnalysis, { type: 'forget' | 'cancel' }>;

if (!parentPort) throw new Error('The analysis server runs as a worker thread: start it with `new Worker(file)`.');
const port = parentPort;
const projects = new Projects();
const queue: Request[] = [];
let scheduled = false;

/** Time without a question after which garbage is collected, in ms. An idle heap would keep it: some 20 MB after a check. */
const REST_MS = 3_000;
const rest = setTimeout(() => globalThis.gc?.(), REST_MS).unref();
/** `id` of the request being answered; `null` once it is cancelled. */
let current: number | null = null;

port.on('message', (message: ToAnalysis) => {
  accept(message);
  schedule();
});

function accept(message: ToAnalysis): void {
  if (message.type === 'forget') projects.forget(message.file);
  else if (message.type === 'cancel') cancel(message.id);
  else queue.push(message);
}

function cancel(id: number): void {
  if (current === id) current = null;
  const waiting = queue.findIndex((request) => request.id === id);
  if (waiting < 0) return;
  queue.splice(waiting, 1);
  answer({ type: 'cancelled', id });
}

/**
 * Handles one request per turn of the event loop, so that `cancel` can reach waiting requests. Quick answers go first.
 */
function schedule(): void {
  if (scheduled || queue.length === 0) return;
  scheduled = true;
  setImmediate(() => {
    scheduled = false;
    const quick = queue.findIndex(({ type }) => type === 'functions' || type === 'inputs');
    const [request] = queue.splice(Math.max(quick, 0), 1);
    if (request) handle(request);
    rest.refresh();
    schedule();
  });
}

function handle(request: Request): void {
  const { id } = request;
  current = id;
  try {
    answer(answerTo(request));
  } catch (error) {
    if (error instanceof CheckCancelled) {
      answer({ type: 'cancelled', id });
      return;
    }
    const { message, stack } = describeOverflow(error);
    answer({ type: 'failed', id, message, stack: stack ?? '' });
  }
}

function answerTo(request: Request): FromAnalysis {
  if (request.type === 'checkFiles') return checkEach(request);
  if (request.type !== 'resolveImports') return respond(request);
  const imports = request.imports.map(({ importer, specifier }) => projects.resolve(importer, specifier));
  return { type: 'resolveImports', id: request.id, imports };
}

function metadataIn({ entry, file, text }: Extract<Request, { type: 'decoratorMetadata' }>): TextEdit[] {
  const { emitDecoratorMetadata, experimentalDecorators } = projects.optionsOf(file);
  if (emitDecoratorMetadata !== true || experimentalDecorators !== true) return [];
  const { program } = projects.open(entry);
  const sourceFile = program.getSourceFile(file.replaceAll('\\', '/'));
  // The statement that is appended to the entry is not in the program.
  if (!sourceFile || !text.startsWith(sourceFile.text)) return [];
  return decoratorMetadata(sourceFile, program).map((edit) => ({ file, ...edit }));
}

function checkEach({ id, files, scope }: Extract<Request, { type: 'checkFiles' }>): FromAnalysis {
  const steps = {
    begin: (file: string): void => answer({ type: 'checkingFile', id, file }),
    opened: (): void => answer({ type: 'programOpened', id }),
  };
  for (const checked of checkFiles(files, scope, steps)) answer({ type: 'checkedFile', id, checked });
  return { type: 'checkFiles', id };
}

function respond(request: Exclude<Request, { type: 'checkFiles' | 'resolveImports' }>): FromAnalysis {
  const { id, file, text } = request;
  switch (request.type) {
    case 'functions':
      return { type: 'functions', id, functions: listFunctions(text, file), syntaxError: firstSyntaxError(text, file) };
    case 'decoratorMetadata':
      return { type: 'decoratorMetadata', id, edits: metadataIn(request) };
    case 'inputs':
      return { type: 'inputs', id, candidates: findInputs(text, file, request.target) };
    case 'recording':
      return { type: 'recording', id, files: instrumentFiles(projects, file, text, request.target) };
    case 'callers':
      return { type: 'callers', id, ...findCallers(projects, file, text, request.target) };
    case 'check':
      return { type: 'check', id, ...check(request) };
    case 'checkTarget': {
      const version = versionOf(request);
      if (version.syntaxError) return { type: 'checkTarget', id, findings: [], ...version };
      const { program, sourceFile } = openFor(request, false);
      const findings = checkTarget(program, sourceFile, request.target, () => isCancelled(id));
      return { type: 'checkTarget', id, findings, ...version };
    }
    case 'codeVersion':
      return { type: 'codeVersion', id, ...versionOf(request) };
    case 'generateInputs': {
      const { program, sourceFile } = openFor(request, false);
      return { type: 'generateInputs', id, ...generateInputs(program, sourceFile, request.target, request.seed) };
    }
    case 'generateTrials': {
      const { program, sourceFile } = openFor(request, false);
      return { type: 'generateTrials', id, ...generateTrials(program, sourceFile, request.target, request.seed) };
    }
    case 'fixes': {
      const isBroken = firstSyntaxError(text, file) !== null;
      return {
        type: 'fixes',
        id,
        fixes: isBroken
          ? []
          : findFixes(projects, file, text, request.finding, { targets: request.targets, scope: request.scope }),
      };
    }
    case 'callSites': {
      const isBroken = firstSyntaxError(text, file) !== null;
      return {
        type: 'callSites',
        id,
        ...(isBroken ? { sites: [], missing: [] } : listCallSites(projects, file, text)),
      };
    }
    case 'generate': {
      const { location, library, choice } = request;
      return { type: 'generate', id, generated: generateParallel(projects, file, text, location, library, choice) };
    }
    case 'candidates': {
      const { program, sourceFile } = openFor(request, true);
      const found = findCandidates(
        sourceFile,
        program.getTypeChecker(),
        request.targets,
        'candidates',
        tasksHandedOut(program, sourceFile.fileName),
      );
      const candidates = found.flatMap(({ listed }) =>
        listed ? [{ name: listed.name, location: listed.location }] : [],
      );
      return { type: 'candidates', id, candidates };
    }
  }
}

/**
 * Opens the program around a text and says so: a client waits longer for a project than for an answer about one file.
 * @param readsTasks whether the answer depends on the tasks of all files
 */
function openFor(
  { id, file, text }: { id: number; file: string; text: string },
  readsTasks: boolean,
): ReturnType<Projects['open']> {
  const opened = projects.open(file, text);
  if (readsTasks) readProject(opened.program, opened.sourceFile);
  else opened.program.getTypeChecker();
  answer({ type: 'programOpened', id });
  return opened;
}

function check(request: Extract<Request, { type: 'check' }>): CheckResult {
  const syntaxError = firstSyntaxError(request.text, request.file);
  if (syntaxError) return { findings: [], syntaxError };
  const { program, sourceFile } = openFor(request, true);
  const { targets, scope } = request;
  const findings = checkSource(program, sourceFile, { targets, scope, isCancelled: () => isCancelled(request.id) });
  return { findings, syntaxError: null };
}

function versionOf(request: Extract<Request, { type: 'checkTarget' | 'codeVersion' }>): VersionResult {
  const { file, text, target } = request;
  const syntaxError = firstSyntaxError(text, file);
  if (syntaxError) return { version: null, syntaxError };
  const { program, sourceFile } = projects.open(file, text);
  return { version: codeVersion(program, sourceFile, target), syntaxError: null };
}

/** Accepts the messages that arrived during a long answer. Returns whether one of them cancels the request. */
function isCancelled(id: number): boolean {
  for (let next = receive(); next; next = receive()) accept(next);
  return current !== id;
}

function receive(): ToAnalysis | null {
  const received = receiveMessageOnPort(port) as { message: ToAnalysis } | undefined;
  return received?.message ?? null;
}

function answer(message: FromAnalysis): void {
  port.postMessage(message);
}
