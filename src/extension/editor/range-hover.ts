import * as vscode from 'vscode';
import { languages } from '../contributions.ts';

/** Shows the type of the `range` that inputs expressions have, on hover in an `@inputs` tag. */
export function registerRangeHover(): vscode.Disposable {
  return vscode.languages.registerHoverProvider(
    languages.map((language) => ({ language, scheme: 'file' })),
    {
      provideHover(document, position) {
        const word = document.getWordRangeAtPosition(position, /\brange(?=\s*\()/);
        if (!word || !isBuiltInRange(document.getText(), document.offsetAt(word.start))) return null;
        const contents = new vscode.MarkdownString();
        contents.appendCodeblock(
          'function range(stop: number): number[]\nfunction range(start: number, stop: number, step?: number): number[]',
          'typescript',
        );
        contents.appendText(
          vscode.l10n.t(
            'The whole numbers from start (0 by default) up to, but not including, stop. Available in every inputs expression.',
          ),
        );
        return new vscode.Hover(contents, word);
      },
    },
  );
}

/** Returns whether the `range` at an offset is in an `@inputs` tag and the module does not declare one. */
export function isBuiltInRange(text: string, offset: number): boolean {
  const comment = text.slice(text.lastIndexOf('/**', offset), offset);
  if (!comment.startsWith('/**') || comment.includes('*/')) return false;
  const tag = /@[a-z]+\b/gi;
  if (comment.match(tag)?.at(-1)?.toLowerCase() !== '@inputs') return false;
  return !/\bimport\b[^;'"]*\brange\b|\b(function\*?|const|let|var|class)\s+range\b/.test(text);
}
