// Preloaded: shared checks of reports read texts of the extension, which imports the editor's module.
import { registerHooks } from 'node:module';

const editor = new URL('../extension/editor.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode' ? { url: editor, shortCircuit: true } : next(specifier, context),
});
