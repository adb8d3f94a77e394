/** Stands for the module `vscode` in unit tests: texts as they are where nothing is translated. */
export const l10n = {
  t: (message: string, ...args: (string | number | boolean)[]): string =>
    message.replace(/\{(\d+)\}/g, (placeholder, index: string) => String(args[Number(index)] ?? placeholder)),
};

export const Uri = {
  file: (path: string): { fsPath: string; toString: () => string } => ({ fsPath: path, toString: () => path }),
};

export const workspace = { isTrusted: true };

export const env = { language: 'en' };
