import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { CodeVersion } from '../../model/code-version.ts';
import type { Report } from '../../model/report.ts';
import type { AnalysisClient } from '../../profile/analysis-client.ts';
import { LatestOnly, superseded } from '../../profile/latest-only.ts';
import type { FunctionReference } from '../contributions.ts';
import type { Results } from '../results.ts';

/** Delay after the last change. */
const restMs = 500;

/** The code of a function now. */
interface Known {
  target: Report['target'];
  /** Version of the last report that is followed. A page may ask about the same report many times. */
  reported: CodeVersion['digest'];
  /** Version of the code now; `null` if the function or its file is gone. */
  digest: string | null;
  files: ReadonlySet<string>;
}

/** Tracks whether the code of the profiled functions is still the code that ran. Follows edits and changes on disk. */
export class CodeVersions implements vscode.Disposable {
  readonly #analysis: Pick<AnalysisClient, 'codeVersion'>;
  readonly #mayRead: (report: Report) => boolean;
  readonly #log: (message: string) => void;
  readonly #known = new Map<string, Known>();
  readonly #readings = new LatestOnly();
  readonly #changedFiles = new Set<string>();
  #timer: AbortController | null = null;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable[];

  /** @param mayRead whether the file of a report may be read: a report from elsewhere names any file */
  constructor(
    analysis: Pick<AnalysisClient, 'codeVersion'>,
    results: Results,
    mayRead: (report: Report) => boolean,
    log: (message: string) => void,
  ) {
    this.#analysis = analysis;
    this.#mayRead = mayRead;
    this.#log = log;
    const watcher = vscode.workspace.createFileSystemWatcher('**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs,json}');
    const touch = ({ fsPath }: vscode.Uri): void => this.#touch(fsPath);
    this.#subscriptions = [
      watcher,
      watcher.onDidChange(touch),
      watcher.onDidCreate(touch),
      watcher.onDidDelete(touch),
      results.onDidChange(() => results.all().forEach((report) => this.watch(report))),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && document.uri.scheme === 'file') touch(document.uri);
      }),
    ];
  }

  /** Returns whether the code has changed since the run; `false` while that is not known. */
  isOutdated({ target, code }: Report): boolean {
    const known = code && this.#known.get(keyOf(target));
    return known !== undefined && known.digest !== code?.digest;
  }

  /** Begins to follow the code of a report. */
  watch(report: Report): void {
    const { target, code } = report;
    if (!code) return;
    const key = keyOf(target);
    const known = this.#known.get(key);
    if (known?.reported === code.digest || !this.#mayRead(report)) return;
    this.#known.set(key, {
      target,
      reported: code.digest,
      digest: known ? known.digest : code.digest,
      files: new Set(known ? [...known.files, ...code.files] : code.files),
    });
    void this.#read(key);
  }

  dispose(): void {
    this.#timer?.abort();
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #touch(file: string): void {
    if (![...this.#known.values()].some(({ target, files }) => files.has(file) || target.file === file)) return;
    this.#changedFiles.add(file);
    this.#timer?.abort();
    this.#timer = new AbortController();
    delay(restMs, undefined, { signal: this.#timer.signal }).then(
      () => this.#readChanged(),
      // A later change began a new delay.
      () => undefined,
    );
  }

  #readChanged(): void {
    const changed = [...this.#changedFiles];
    this.#changedFiles.clear();
    for (const [key, { target, files }] of this.#known)
      if (changed.some((file) => files.has(file) || target.file === file)) void this.#read(key);
  }

  async #read(key: string): Promise<void> {
    const known = this.#known.get(key);
    if (!known) return;
    try {
      const version = await this.#readings.ask(key, (signal) => this.#versionOf(known.target, signal));
      if (version === superseded || version === 'unreadable') return;
      const digest = version?.digest ?? null;
      this.#known.set(key, { ...known, digest, files: version ? new Set(version.files) : known.files });
      // Listeners ask again, which must not lead to the next event.
      if (digest !== known.digest) this.#changed.fire();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#log(`The code of ${known.target.name} could not be compared with its last run: ${why}`);
    }
  }

  /** Returns `unreadable` while the text does not parse, as happens during typing. */
  async #versionOf(target: Report['target'], signal: AbortSignal): Promise<CodeVersion | null | 'unreadable'> {
    const text = await currentText(target.file);
    if (text === null) return null;
    const { version, syntaxError } = await this.#analysis.codeVersion(target.file, text, target, signal);
    return syntaxError ? 'unreadable' : version;
  }
}

/** Returns the text as the editor has it, otherwise as it is on disk; `null` if there is no such file. */
async function currentText(file: string): Promise<string | null> {
  const uri = vscode.Uri.file(file);
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open) return open.getText();
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return null;
    throw error;
  }
}

function keyOf({ file, name }: FunctionReference): string {
  return `${file}#${name}`;
}
