import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { AnyReport } from '../../model/any-report.ts';
import type { Report } from '../../model/report.ts';
import type { AskedInputs } from '../../profile/resolve-inputs.ts';
import { RunConfirmation, type ShownInputs } from './confirm-run.ts';
import type { FunctionReference } from '../contributions.ts';
import { plainNotice } from './plain-notice.ts';
import { decideRun, type ReportOrigins, type RunOrigin } from './run-origin.ts';
import { resolveInside } from '../../profile/resolve-inside.ts';

/** The inputs of a function and their origin. */
export type RunInputs =
  | { origin: Exclude<RunOrigin, 'own-report' | 'report-file'>; asked: Omit<AskedInputs, 'cwd'> }
  /** One item of the inputs of a report, by index from 0. */
  | { origin: 'own-report' | 'report-file'; of: Report['inputs']; item: number };

export interface RunRequest extends FunctionReference {
  /** Origin of the function name. */
  origin: RunOrigin;
  /** `null` for the workspace's inputs, or for inputs that the user chooses. */
  inputs: RunInputs | null;
}

/**
 * Guards everything that runs the user's code: runs and previews of inputs. Code named by a report file runs only after
 * the user confirms it, and only inside the workspace.
 */
export class RunGate implements vscode.Disposable {
  readonly origins: ReportOrigins;
  readonly #confirmation = new RunConfirmation();

  constructor(origins: ReportOrigins) {
    this.origins = origins;
  }

  /** Returns whether a run may start. Shows the reason if not; asks once for the same function and inputs. */
  async approve(request: RunRequest): Promise<boolean> {
    const { name, origin, inputs } = request;
    const file = vscode.Uri.file(request.file).fsPath;
    const origins = inputs ? [origin, inputs.origin] : [origin];
    const shown = inputs && 'of' in inputs ? shownInputs(inputs.of) : null;
    const action = { kind: 'run' as const, file, name, inputs: shown };
    const decision = decideRun({
      origins,
      trusted: vscode.workspace.isTrusted,
      inside: origins.includes('report-file') && (await this.#isInside(request.file, shown?.file)),
      confirmed: this.#confirmation.has(action),
    });
    switch (decision) {
      case 'run':
        return true;
      case 'ask':
        return await this.#confirmation.ask(action);
      case 'refuse-outside':
        refuseOutside(request, shown);
        return false;
      case 'refuse-restricted':
        return await mayRun();
    }
  }

  /**
   * Returns whether the inputs of a report may be written to the team file, from where they run without confirmation.
   */
  async approveSaving(report: Report, shown: ShownInputs): Promise<boolean> {
    const { name } = report.target;
    if (this.origins.ofInputs(report) === 'own-report') return true;
    if (!(await this.#isInside(report.target.file, shown.file))) {
      refuseOutside(report.target, shown);
      return false;
    }
    return await this.#confirmation.ask({ kind: 'save', file: report.target.file, name, inputs: shown });
  }

  /**
   * Returns whether a file named by a report may be opened or copied: any file in the workspace; elsewhere only files
   * of an own report.
   * @param report `null` while something else is shown, such as an error about a function
   */
  async mayOpen(file: string, report: AnyReport | null, target: FunctionReference | null = null): Promise<boolean> {
    const named = report ? this.origins.of(report) === 'own-report' && namesFile(report, file) : target?.file === file;
    if (named || (await resolveInside(file, workspaceFolders())) !== null) return true;
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0} is outside this workspace. A report file opens only files in the workspace.',
        plainNotice(file),
      ),
    );
    return false;
  }

  /** Returns whether a CPU profile named by a report may be copied: for a report file, only one in the workspace. */
  async mayCopy(file: string, report: AnyReport): Promise<boolean> {
    if (!file.endsWith('.cpuprofile')) return false;
    return this.origins.of(report) === 'own-report' || (await this.#isInside(file));
  }

  /** Returns the folder in which a file dialog about a report opens; the dialog reads that folder. */
  folderFor(report: Report): string {
    const [folder] = workspaceFolders();
    return this.origins.of(report) === 'own-report' ? dirname(report.target.file) : (folder ?? homedir());
  }

  dispose(): void {
    this.#confirmation.dispose();
  }

  async #isInside(...files: (string | null | undefined)[]): Promise<boolean> {
    const places = files
      .filter((file) => typeof file === 'string')
      .map((file) => resolveInside(file, workspaceFolders()));
    return (await Promise.all(places)).every((place) => place !== null);
  }
}

/**
 * Returns whether the workspace is trusted; offers to manage trust if not. Menus check too, but keys and other
 * extensions bypass them.
 */
export async function mayRun(): Promise<boolean> {
  if (vscode.workspace.isTrusted) return true;
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t(
      'Profiling runs code of this folder, which is in Restricted Mode. Trust the folder to profile its functions.',
    ),
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
  return false;
}

/** Shows that the file of a function does not exist on this machine. */
export function showMissingFunction({ file, name }: FunctionReference): void {
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      '{0} cannot be profiled here: its file {1} is not on this machine.',
      plainNotice(name),
      plainNotice(file),
    ),
  );
}

function refuseOutside({ file, name }: FunctionReference, inputs: ShownInputs | null): void {
  // Never looks up a network path: on Windows, that would sign in to the server.
  if (!/^[\\/]{2}/.test(file) && !existsSync(file)) {
    showMissingFunction({ file, name });
    return;
  }
  const files = [file, ...(inputs?.file === undefined ? [] : [inputs.file])].map(plainNotice).join(', ');
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      "The report of {0} refers to a file outside this workspace ({1}). Nothing ran. Open that file's folder to profile it.",
      plainNotice(name),
      files,
    ),
  );
}

function shownInputs({ expression, file }: Report['inputs']): ShownInputs {
  return expression === null ? (file === null ? {} : { file }) : { expression };
}

function workspaceFolders(): string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
}

/** Returns whether a report links to a file. */
function namesFile(report: AnyReport, file: string): boolean {
  const names = (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    (('file' in value && value.file === file) || Object.values(value).some(names));
  if (report.cpuProfiles.includes(file)) return true;
  if (!('kind' in report)) return names([report.target, report.inputs, report.findings]);
  const { findings, threads, taskFunctions, flames } = report;
  return names([findings, threads, taskFunctions, flames]);
}
