import * as vscode from 'vscode';
import { orderLibraries } from '../../analysis/generate/order-libraries.ts';
import { type CallSite, type PoolChoice, type PoolLibrary } from '../../model/change.ts';
import type { Recommendation } from '../../model/report.ts';
import type { SourceLocation } from '../../model/target.ts';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import { withMessage } from '../../report/describe-finding.ts';
import type { ChangePreview } from './change-preview.ts';
import { languages, type FunctionReference } from '../contributions.ts';
import { currentEditor } from '../editor/current-editor.ts';
import { recommendationFor } from '../editor/known-findings.ts';
import type { Results } from '../results.ts';
import { toRange } from '../editor/to-range.ts';

export interface GenerateParts {
  analysis: Pick<AnalysisClient, 'callSites' | 'generate'>;
  results: Results;
  preview: ChangePreview;
}

interface Found {
  document: vscode.TextDocument;
  site: CallSite;
  missing: readonly PoolLibrary[];
}

const details: Record<PoolLibrary, string> = {
  'parallel-profiler': vscode.l10n.t('Pool of threads or processes with map and starmap, as profiled'),
  piscina: vscode.l10n.t('A thread pool; moves the function to a separate file'),
  tinypool: vscode.l10n.t('A small thread pool; moves the function to a separate file'),
  worker_threads: vscode.l10n.t('No library: a new module that starts the threads and distributes the items'),
  bullmq: vscode.l10n.t('A queue in Redis, for several machines: a producer and a processor in new files'),
};

/** "Generate Parallel Version": from a call to a preview of its parallel form. Every obstacle is shown as a message. */
export async function generateCommand(
  parts: GenerateParts,
  reference: (FunctionReference & { location?: SourceLocation }) | undefined,
): Promise<void> {
  const found = await chooseSite(parts, reference);
  if (!found) return;
  const { document, site, missing } = found;
  if (site.problem !== null) {
    await refuse(vscode.l10n.t('{0} cannot be rewritten: {1}.', site.label, site.problem), document, site.location);
    return;
  }
  const recommendation = recommendationFor(parts.results, document.uri.fsPath, site.functionName);
  const library = await chooseLibrary(site, missing, recommendation);
  if (!library) return;
  const text = document.getText();
  const request = { location: site.location, library, choice: choiceOf(recommendation) };
  const generated = await parts.analysis.generate(document.uri.fsPath, text, request);
  if (generated.status === 'refused') {
    const [why] = generated.findings.map(withMessage);
    const reason = why ? `${generated.reason} ${why.message}` : generated.reason;
    await refuse(reason, document, why?.location ?? site.location);
    return;
  }
  if (document.getText() !== text) return;
  const cautions = generated.findings
    .filter(({ severity }) => severity === 'warning')
    .map((each) => withMessage(each).message);
  await parts.preview.show(generated.title, generated.change, document, [...cautions, ...generated.notes]);
}

async function chooseSite(
  { analysis }: GenerateParts,
  reference: (FunctionReference & { location?: SourceLocation }) | undefined,
): Promise<Found | null> {
  const editor = currentEditor();
  const first = reference ? await vscode.workspace.openTextDocument(vscode.Uri.file(reference.file)) : editor?.document;
  if (!first || !isCode(first)) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        'No call to rewrite. Open a TypeScript or JavaScript file and put the cursor on a call such as xs.map(f).',
      ),
    );
    return null;
  }
  const inFile = await sitesIn(analysis, first);
  const { location } = reference ?? {};
  const exact = inFile.find(
    ({ site }) => site.location.line === location?.line && site.location.column === location.column,
  );
  if (exact) return exact;
  const named = (found: Found): boolean => !reference || found.site.functionName.split('.').at(-1) === reference.name;
  let wanted = inFile.filter(named);
  if (wanted.length === 0 && reference) {
    // A function is often called in another file; open files are searched.
    const others = vscode.workspace.textDocuments.filter((each) => each !== first && isCode(each));
    wanted = (await Promise.all(others.map((each) => sitesIn(analysis, each)))).flat().filter(named);
  }
  if (!reference && editor) {
    const { active } = editor.selection;
    const at =
      inFile.filter(({ site }) => toRange(site.location).contains(active)).at(-1) ??
      inFile.find(({ site }) => site.location.line <= active.line + 1 && active.line + 1 <= site.location.endLine);
    if (at) return at;
    if (inFile.length > 0) return await offerOthers(inFile);
  }
  const [only] = wanted;
  if (!only) {
    const file = vscode.workspace.asRelativePath(first.uri);
    void vscode.window.showInformationMessage(
      reference
        ? vscode.l10n.t(
            '{0} has no call that runs {1} on each item of a list, such as xs.map(f), Promise.all(xs.map(f)) or a loop that pushes f(x). Open a file that has one.',
            file,
            reference.name,
          )
        : vscode.l10n.t(
            '{0} has no call that runs a function on each item of a list, such as xs.map(f), Promise.all(xs.map(f)) or a loop that pushes f(x). Open a file that has one.',
            file,
          ),
    );
    return null;
  }
  return wanted.length === 1 ? only : await pickSite(wanted);
}

/** Says that there is no call at the cursor, and offers those elsewhere in the file. */
async function offerOthers(found: readonly Found[]): Promise<Found | null> {
  const choose = vscode.l10n.t('Choose a Call');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The cursor is not on a call that runs a function on each item of a list, such as xs.map(f), Promise.all(xs.map(f)) or a loop that pushes f(x).',
    ),
    choose,
  );
  return answer === choose ? await pickSite(found) : null;
}

async function sitesIn(analysis: GenerateParts['analysis'], document: vscode.TextDocument): Promise<Found[]> {
  const { sites, missing } = await analysis.callSites(document.uri.fsPath, document.getText());
  return sites.map((site) => ({ document, site, missing }));
}

async function pickSite(found: readonly Found[]): Promise<Found | null> {
  const picked = await vscode.window.showQuickPick(
    found.map((each) => ({
      label: each.site.label,
      description: vscode.l10n.t(
        '{0}, line {1}',
        vscode.workspace.asRelativePath(each.document.uri),
        each.site.location.line,
      ),
      ...(each.site.problem !== null && { detail: `$(circle-slash) ${each.site.problem}` }),
      each,
    })),
    {
      title: vscode.l10n.t('Generate Parallel Version'),
      placeHolder: vscode.l10n.t('Choose a call to rewrite'),
      matchOnDescription: true,
    },
  );
  return picked?.each ?? null;
}

async function chooseLibrary(
  site: CallSite,
  missing: readonly PoolLibrary[],
  recommendation: Recommendation | null,
): Promise<PoolLibrary | null> {
  const isSerial = recommendation?.strategy === 'serial' || recommendation?.strategy === 'async';
  const picked = await vscode.window.showQuickPick(
    orderLibraries(missing).map((library) => ({
      label: library === 'worker_threads' ? 'node:worker_threads' : library,
      description: missing.includes(library) ? vscode.l10n.t('not installed') : '',
      detail: details[library],
      library,
    })),
    {
      title: vscode.l10n.t('Parallel Version of {0}', site.label),
      placeHolder: isSerial
        ? vscode.l10n.t('The last run of {0} recommends no pool: {1}', site.functionName, recommendation.reason)
        : vscode.l10n.t('Choose a library'),
    },
  );
  return picked?.library ?? null;
}

function choiceOf(recommendation: Recommendation | null): PoolChoice {
  const { strategy } = recommendation ?? {};
  if (!recommendation || (strategy !== 'threads' && strategy !== 'processes'))
    return { kind: null, workers: null, chunkSize: null };
  return { kind: strategy, workers: recommendation.workers, chunkSize: recommendation.chunkSize };
}

async function refuse(reason: string, document: vscode.TextDocument, location: SourceLocation): Promise<void> {
  const show = vscode.l10n.t('Go to Code');
  if ((await vscode.window.showWarningMessage(reason, show)) !== show) return;
  const target =
    location.file === document.uri.fsPath
      ? document
      : await vscode.workspace.openTextDocument(vscode.Uri.file(location.file));
  await vscode.window.showTextDocument(target, { selection: toRange(location), viewColumn: vscode.ViewColumn.One });
}

function isCode(document: vscode.TextDocument): boolean {
  return document.uri.scheme === 'file' && languages.some((language) => language === document.languageId);
}
