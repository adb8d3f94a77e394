// Writes the declarations of the library, with maps, as CommonJS: `import` and `require` share one set of types.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';

const root = import.meta.dirname ?? new URL('.', import.meta.url).pathname;

/**
 * Emits `index.d.cts`, what it refers to, and `index.d.mts`, which passes it on to ES modules; the same below `bullmq`; and
 * those of the matcher below `vitest`, which is an ES module only.
 */
export function emitDeclarations(folder) {
  emitProgram('src/multiprocessing/index.ts', folder, '.cjs', undefined, ['bullmq/index.ts']);
  emitProgram('src/vitest/index.ts', join(folder, 'vitest'), '.mjs', ['index.ts', 'to-speed-up.ts']);
  writeFileSync(join(folder, 'index.d.mts'), "export * from './index.cjs';\n");
  writeFileSync(join(folder, 'bullmq/index.d.mts'), "export * from './index.cjs';\n");
  // A program has no exports.
  writeFileSync(join(folder, 'programs.d.mts'), 'export {};\n');
}

/**
 * Emits the declarations of a module and of those that it refers to, as modules with an extension.
 *
 * @param names the files to emit; without it, all
 * @param others more entries, in the folder of the module
 */
function emitProgram(path, folder, extension, names, others = []) {
  const entry = join(root, path);
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram([entry, ...others.map((other) => join(dirname(entry), other))], {
    ...options,
    rootDir: dirname(entry),
    outDir: folder,
    noEmit: false,
    declaration: true,
    declarationMap: true,
    emitDeclarationOnly: true,
  });
  const writer = writerTo(join(root, 'dist/npm'), extension);
  const files = names?.map((name) => program.getSourceFile(join(dirname(entry), name))) ?? [undefined];
  const diagnostics = files.flatMap((file) => [
    ...program.emit(file, writer, undefined, true, { afterDeclarations: [rewriteSpecifiers(extension)] }).diagnostics,
  ]);
  if (diagnostics.length > 0) {
    throw new Error(
      ts.formatDiagnostics(diagnostics, {
        getCurrentDirectory: () => root,
        getCanonicalFileName: (name) => name,
        getNewLine: () => '\n',
      }),
    );
  }
}

/** Writes `.d.cts` or `.d.mts` for `.d.ts`. The sources do not ship, so each map carries its own. */
function writerTo(packageFolder, extension) {
  const ending = `.d${extension.replace('js', 'ts')}`;
  return (file, text, _mark, _onError, sourceFiles) => {
    const path = file.replace(/\.d\.ts/, ending);
    mkdirSync(dirname(path), { recursive: true });
    if (!path.endsWith('.map')) {
      writeFileSync(path, text.replace(/(?<=\n\/\/# sourceMappingURL=.*)\.d\.ts\.map\s*$/, `${ending}.map\n`));
      return;
    }
    const places = sourceFiles.map(({ fileName }) => join(packageFolder, relative(root, fileName)));
    const map = {
      ...JSON.parse(text),
      file: basename(path, '.map'),
      sources: places.map((place) => relative(dirname(path), place).replaceAll('\\', '/')),
      sourcesContent: sourceFiles.map((source) => source.text),
    };
    writeFileSync(path, JSON.stringify(map));
  };
}

/** `./pool.ts` becomes `./pool.cjs`, the name under which TypeScript looks for `./pool.d.cts`. */
const rewriteSpecifiers = (extension) => (context) => {
  const { factory } = context;
  const renamed = (specifier) =>
    specifier && ts.isStringLiteral(specifier) && /^\.{1,2}\/.*\.ts$/.test(specifier.text)
      ? factory.createStringLiteral(specifier.text.replace(/\.ts$/, extension), true)
      : specifier;
  const visit = (node) => {
    if (ts.isImportDeclaration(node)) {
      const { modifiers, importClause, moduleSpecifier, attributes } = node;
      return factory.updateImportDeclaration(node, modifiers, importClause, renamed(moduleSpecifier), attributes);
    }
    if (ts.isExportDeclaration(node)) {
      const { modifiers, isTypeOnly, exportClause, moduleSpecifier, attributes } = node;
      return factory.updateExportDeclaration(
        node,
        modifiers,
        isTypeOnly,
        exportClause,
        renamed(moduleSpecifier),
        attributes,
      );
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      const argument = factory.updateLiteralTypeNode(node.argument, renamed(node.argument.literal));
      const typeArguments = ts.visitNodes(node.typeArguments, visit, ts.isTypeNode);
      return factory.updateImportTypeNode(
        node,
        argument,
        node.attributes,
        node.qualifier,
        typeArguments,
        node.isTypeOf,
      );
    }
    return ts.visitEachChild(node, visit, context);
  };
  return (file) => ts.visitEachChild(file, visit, context);
};
