import * as vscode from 'vscode';
import type { HotLine, HotLines } from '../../model/hot-lines.ts';
import type { Report } from '../../model/report.ts';
import { describeLineChange } from '../../report/describe-hot-lines.ts';
import { describeStrategy } from '../../report/describe-strategy.ts';
import { duration, percent } from '../../report/numbers-in-words.ts';
import { colors } from '../contributions.ts';
import { type Heat, heatOf, placeHotLines } from './place-hot-lines.ts';

/** Colors of the icons, which cannot use colors of the theme; each has a contrast of at least 4.5 to its background. */
const ICON_COLORS = {
  dark: { bar: '#e8912d', slower: '#ff8f75' },
  light: { bar: '#a85200', slower: '#b5200d' },
} as const;

/**
 * Marks the hot lines of the shown report in the visible editors: a bar in the gutter, with an arrow for lines that are
 * slower in workers, and the shares of the time at the end of the line. Marks go with the report and when the code has
 * changed since the run.
 */
export class HotLineMarks implements vscode.Disposable {
  readonly #shown: () => Report | null;
  readonly #types = new Map<string, vscode.TextEditorDecorationType>();
  readonly #subscription: vscode.Disposable;

  /** @param shown the report that is shown and whose code has not changed since; otherwise `null` */
  constructor(shown: () => Report | null) {
    this.#shown = shown;
    this.#subscription = vscode.window.onDidChangeVisibleTextEditors(() => this.refresh());
  }

  /** Marks the lines of the report that is shown now. */
  refresh(): void {
    const [hot] = this.#shown()?.hotLines ?? [];
    // Without marks now or before, there is nothing to change.
    if (!hot && this.#types.size === 0) return;
    for (const editor of vscode.window.visibleTextEditors) this.#mark(editor, hot ?? null);
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const type of this.#types.values()) type.dispose();
  }

  #mark(editor: vscode.TextEditor, hot: HotLines | null): void {
    const { document } = editor;
    const lines = hot?.lines.filter(({ location }) => vscode.Uri.file(location.file).fsPath === document.uri.fsPath);
    const marks = new Map<vscode.TextEditorDecorationType, vscode.DecorationOptions[]>();
    for (const type of this.#types.values()) marks.set(type, []);
    for (const { line, at } of hot && lines ? placeHotLines(lines, document.getText()) : []) {
      const type = this.#typeOf(heatOf(line), line.change === 'slower');
      marks.set(type, [...(marks.get(type) ?? []), this.#optionsOf(hot, line, document.lineAt(at).range)]);
    }
    for (const [type, options] of marks) editor.setDecorations(type, options);
  }

  #optionsOf(hot: HotLines | null, line: HotLine, range: vscode.Range): vscode.DecorationOptions {
    const { serial, workers, change } = line;
    const color = new vscode.ThemeColor(change === 'slower' ? colors.slowerLine : colors.hotLine);
    const pool = hot?.pool ?? null;
    const isClear = change === 'slower' || change === 'faster';
    const contentText =
      pool && workers
        ? vscode.l10n.t(
            '{0} serially, {1} with {2}{3}',
            percent(serial.share),
            percent(workers.share),
            describeStrategy(pool),
            isClear ? `, ${describeLineChange(line) ?? ''}` : '',
          )
        : vscode.l10n.t('{0} of the time', percent(serial.share));
    const hover = new vscode.MarkdownString();
    hover.appendText(
      pool && workers
        ? vscode.l10n.t(
            'Self time of a pass over all items: {0} serially, {1} with {2} in all workers together. In workers: {3}.',
            duration(serial.selfMs),
            duration(workers.selfMs),
            describeStrategy(pool),
            describeLineChange(line) ?? '',
          )
        : vscode.l10n.t('Self time of a pass over all items: {0}.', duration(serial.selfMs)),
    );
    // Numbers at the end of every line would hide the large ones.
    const after = isClear || heatOf(line) > 1 ? { contentText, color, margin: '0 0 0 3ch' } : {};
    return { range, hoverMessage: hover, renderOptions: { after } };
  }

  #typeOf(heat: Heat, isSlower: boolean): vscode.TextEditorDecorationType {
    const key = `${heat}${isSlower ? ' slower' : ''}`;
    const known = this.#types.get(key);
    if (known) return known;
    const icon = (theme: keyof typeof ICON_COLORS): vscode.ThemableDecorationRenderOptions => ({
      gutterIconPath: gutterIcon(heat, isSlower, ICON_COLORS[theme]),
      gutterIconSize: 'contain',
    });
    const type = vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      overviewRulerLane: vscode.OverviewRulerLane.Left,
      overviewRulerColor: new vscode.ThemeColor(isSlower ? colors.slowerLine : colors.hotLineRuler),
      dark: icon('dark'),
      light: icon('light'),
    });
    this.#types.set(key, type);
    return type;
  }
}

/** A bar whose height is the heat, and an arrow up if the line is slower in workers: both can be told without color. */
function gutterIcon(heat: Heat, isSlower: boolean, { bar, slower }: { bar: string; slower: string }): vscode.Uri {
  const height = 4 * heat - 1;
  const x = isSlower ? 1 : 6;
  const arrow = isSlower ? `<path fill="${slower}" d="M11 2 15 8H12.2V15H9.8V8H7Z"/>` : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16"><rect x="${x}" y="${15 - height}" width="4.5" height="${height}" rx="1" fill="${bar}"/>${arrow}</svg>`;
  return vscode.Uri.parse(`data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`);
}
