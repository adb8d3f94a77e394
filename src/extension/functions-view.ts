import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { Report } from '../model/report.ts';
import { conclusionOf, joinVerdict, writeShortVerdict } from '../report/write-verdict.ts';
import { commandOf, commands, type FunctionReference, functionsViewId } from './contributions.ts';
import type { CodeVersions } from './editor/code-versions.ts';
import { outcomeIcons } from './editor/last-result.ts';
import { toRange } from './editor/to-range.ts';
import type { Results } from './results.ts';

type Target = Pick<Report['target'], 'file' | 'name' | 'location'>;

/** State of a function that has no report yet, or whose last run made none. */
type Unfinished =
  { state: 'waiting' } | { state: 'running'; leftMs: number | null } | { state: 'failed'; reason: string };

/** A function in the view. Commands take it as a reference. */
interface FunctionNode extends FunctionReference {
  location: Target['location'];
}

interface FileNode {
  path: string;
}

type Node = FileNode | FunctionNode;

/** Lists the functions of this window by file: results, progress, and whether the code has changed since. */
export class FunctionsView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #results: Results;
  readonly #versions: CodeVersions;
  readonly #unfinished = new Map<string, Unfinished>();
  readonly #functions = new Map<string, FunctionNode>();
  readonly #files = new Map<string, FileNode>();
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<Node>;
  readonly #subscriptions: vscode.Disposable[];

  constructor(results: Results, versions: CodeVersions) {
    this.#results = results;
    this.#versions = versions;
    this.#view = vscode.window.createTreeView(functionsViewId, { treeDataProvider: this });
    this.#subscriptions = [
      this.#view,
      results.onDidChange(() => this.#takeResults()),
      versions.onDidChange(() => this.#changed.fire(undefined)),
    ];
  }

  /** Shows functions that will be profiled, and reveals the view. */
  async showWaiting(targets: readonly Target[]): Promise<void> {
    for (const target of targets) this.#set(target, { state: 'waiting' });
    this.#changed.fire(undefined);
    const [first] = targets;
    const node = first && this.#functions.get(keyOf(first));
    if (node) await this.#view.reveal(node, { select: false, focus: false });
  }

  /** @param leftMs expected remaining time; `null` while it is unknown */
  showRun(target: Target, leftMs: number | null): void {
    const isNew = this.#unfinished.get(keyOf(target))?.state !== 'running';
    const node = this.#set(target, { state: 'running', leftMs });
    this.#changed.fire(isNew ? undefined : node);
  }

  /** Shows why a run made no report. */
  showFailure(target: Target, reason: string): void {
    this.#set(target, { state: 'failed', reason });
    this.#changed.fire(undefined);
  }

  /** Takes functions out that are still waiting: the batch has ended. */
  endWaiting(): void {
    for (const [key, { state }] of this.#unfinished) if (state === 'waiting') this.#unfinished.delete(key);
    this.#takeResults();
  }

  /** Removes a function that has no report. */
  remove(reference: FunctionReference): void {
    const key = keyOf(reference);
    if (this.#unfinished.get(key)?.state === 'running') return;
    this.#unfinished.delete(key);
    this.#takeResults();
  }

  /** Removes every function that has no report, except the running one. */
  clear(): void {
    for (const [key, { state }] of this.#unfinished) if (state !== 'running') this.#unfinished.delete(key);
    this.#takeResults();
  }

  getChildren(node?: Node): Node[] {
    const functions = [...this.#functions.values()];
    if (node) return 'path' in node ? functions.filter(({ file }) => file === node.path).sort(byLine) : [];
    return [...new Set(functions.map(({ file }) => file))].sort().map((path) => this.#fileNode(path));
  }

  getParent(node: Node): Node | null {
    return 'path' in node ? null : this.#fileNode(node.file);
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return 'path' in node ? fileItem(node) : this.#functionItem(node);
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #functionItem(node: FunctionNode): vscode.TreeItem {
    const item = new vscode.TreeItem(node.name);
    item.id = keyOf(node);
    item.command = openItem(node);
    const unfinished = this.#unfinished.get(keyOf(node));
    const report = this.#results.get(node);
    if (unfinished) return Object.assign(item, unfinishedItem(unfinished));
    if (!report) return item;
    const outdated = this.#versions.isOutdated(report);
    const { outcome } = conclusionOf(report);
    const verdict = writeShortVerdict(report);
    const changed = vscode.l10n.t('Code changed since this run.');
    item.description = outdated ? vscode.l10n.t('{0} (code changed)', verdict) : verdict;
    item.iconPath = new vscode.ThemeIcon(outdated ? 'history' : outcomeIcons[outcome]);
    item.tooltip = [...(outdated ? [changed] : []), joinVerdict(report.verdict)].join('\n\n');
    item.contextValue = 'profiled';
    item.command = commandOf(commands.showPanel, vscode.l10n.t('Show Results'), { file: node.file, name: node.name });
    return item;
  }

  #set(target: Target, state: Unfinished): FunctionNode {
    this.#unfinished.set(keyOf(target), state);
    return this.#functionNode(target);
  }

  /** A report replaces what was known before of its function, except that it runs again. */
  #takeResults(): void {
    const reports = this.#results.all();
    for (const { target } of reports) {
      if (this.#unfinished.get(keyOf(target))?.state !== 'waiting') this.#unfinished.delete(keyOf(target));
      this.#functionNode(target);
    }
    const known = new Set([...reports.map(({ target }) => keyOf(target)), ...this.#unfinished.keys()]);
    for (const key of this.#functions.keys()) if (!known.has(key)) this.#functions.delete(key);
    this.#changed.fire(undefined);
  }

  /** Returns the same object for the same function, which VS Code compares. */
  #functionNode({ file, name, location }: Target): FunctionNode {
    const key = keyOf({ file, name });
    const node = this.#functions.get(key) ?? { file, name, location };
    node.location = location;
    this.#functions.set(key, node);
    return node;
  }

  #fileNode(path: string): FileNode {
    const node = this.#files.get(path) ?? { path };
    this.#files.set(path, node);
    return node;
  }
}

function fileItem({ path }: FileNode): vscode.TreeItem {
  const item = new vscode.TreeItem(basename(path), vscode.TreeItemCollapsibleState.Expanded);
  item.id = path;
  item.resourceUri = vscode.Uri.file(path);
  item.iconPath = vscode.ThemeIcon.File;
  item.tooltip = vscode.workspace.asRelativePath(path);
  return item;
}

function unfinishedItem(unfinished: Unfinished): Partial<vscode.TreeItem> {
  switch (unfinished.state) {
    case 'waiting':
      return {
        description: vscode.l10n.t('waiting'),
        iconPath: new vscode.ThemeIcon('circle-outline'),
        contextValue: 'waiting',
      };
    case 'running': {
      const seconds = unfinished.leftMs === null ? null : Math.max(1, Math.ceil(unfinished.leftMs / 1000));
      return {
        description: seconds === null ? vscode.l10n.t('measuring …') : vscode.l10n.t('measuring, {0} s left', seconds),
        iconPath: new vscode.ThemeIcon('sync~spin'),
        contextValue: 'running',
      };
    }
    case 'failed':
      return {
        description: vscode.l10n.t('not profiled'),
        iconPath: new vscode.ThemeIcon('error'),
        tooltip: unfinished.reason,
        contextValue: 'profiled',
      };
  }
}

/** Opens the function in the editor. */
function openItem({ file, location }: FunctionNode): vscode.Command {
  return {
    command: 'vscode.open',
    title: vscode.l10n.t('Go to the function'),
    arguments: [vscode.Uri.file(file), { selection: toRange(location), preserveFocus: true }],
  };
}

function byLine(a: FunctionNode, b: FunctionNode): number {
  return a.location.line - b.location.line;
}

function keyOf({ file, name }: FunctionReference): string {
  return `${file}#${name}`;
}
