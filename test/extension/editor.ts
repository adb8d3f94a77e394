import { readFile } from 'node:fs/promises';

/** Stands for the module `vscode` in unit tests: texts as they are where nothing is translated. */
export const l10n = {
  t: (message: string, ...args: (string | number | boolean)[]): string =>
    message.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(args[Number(index)] ?? placeholder)),
};

export const Uri = {
  file: (path: string): { fsPath: string; toString: () => string } => ({ fsPath: path, toString: () => path }),
};

/** As in VS Code: calls every listener in turn. */
export class EventEmitter<Value> {
  readonly #listeners = new Set<(value: Value) => void>();

  readonly event = (listener: (value: Value) => void): { dispose: () => void } => {
    this.#listeners.add(listener);
    return { dispose: () => void this.#listeners.delete(listener) };
  };

  fire(value: Value): void {
    for (const listener of this.#listeners) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

const never = (): { dispose: () => void } => ({ dispose: () => undefined });

export const workspace = {
  get isTrusted(): boolean {
    return true;
  },
  textDocuments: [],
  onDidChangeTextDocument: never,
  createFileSystemWatcher: () => ({
    onDidChange: never,
    onDidCreate: never,
    onDidDelete: never,
    dispose: () => undefined,
  }),
  fs: { readFile: async ({ fsPath }: { fsPath: string }): Promise<Uint8Array> => await readFile(fsPath) },
};

/** Messages to the user are not shown to anyone. */
export const window = { showWarningMessage: async (): Promise<undefined> => Promise.resolve(undefined) };

export class ThemeIcon {
  readonly id: string;
  constructor(id: string) {
    this.id = id;
  }
}

export const QuickPickItemKind = { Separator: -1, Default: 0 };

/** As in VS Code: plain holders. */
export class LanguageModelTextPart {
  readonly value: string;
  constructor(value: string) {
    this.value = value;
  }
}

export class LanguageModelToolResult {
  readonly content: unknown[];
  constructor(content: unknown[]) {
    this.content = content;
  }
}

export class MarkdownString {
  value = '';
  appendCodeblock(code: string, language: string): this {
    this.value += `\n\`\`\`${language}\n${code}\n\`\`\`\n`;
    return this;
  }
}

export const env = { language: 'en' };
