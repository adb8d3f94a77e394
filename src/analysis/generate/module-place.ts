import ts from 'typescript';
import { isEsModule, quoted, styleOf } from '../edits/source-style.ts';

/** How the code of a file refers to other modules, in imports and at run time. */
export class ModulePlace {
  readonly #sourceFile: ts.SourceFile;
  readonly #options: ts.CompilerOptions;
  /** An ES module once it runs: it has `import.meta`. A `.ts` file may be written as one and run as CommonJS. */
  readonly isEsModule: boolean;
  readonly isTypeScript: boolean;

  constructor(sourceFile: ts.SourceFile, program: ts.Program) {
    this.#sourceFile = sourceFile;
    this.#options = program.getCompilerOptions();
    this.isEsModule = isEsModule(sourceFile, this.#options) && sourceFile.impliedNodeFormat !== ts.ModuleKind.CommonJS;
    this.isTypeScript = !/\.[cm]?jsx?$/.test(sourceFile.fileName);
  }

  /** This file, as a specifier for workers. */
  get self(): string {
    return this.isEsModule ? 'import.meta.url' : '__filename';
  }

  /** An expression for the place of a module that an import names; `asString` where a `URL` will not do. */
  locate(specifier: string, asString: boolean): string {
    const written = quoted(this.#runtimeSpecifier(specifier), styleOf(this.#sourceFile));
    if (!this.isEsModule) return `require.resolve(${written})`;
    if (!/^\.\.?\//.test(specifier)) return `import.meta.resolve(${written})`;
    return `new URL(${written}, import.meta.url)${asString ? '.href' : ''}`;
  }

  /** A new file next to this one: its path and its import specifier. `isThere` if it exists with exactly this text. */
  sibling(stem: string, text?: string): { file: string; specifier: string; isThere: boolean } {
    const { fileName } = this.#sourceFile;
    const folder = fileName.slice(0, fileName.lastIndexOf('/') + 1);
    const extension = /\.[cm]?[jt]sx?$/.exec(fileName)?.[0].replace(/x$/, '') ?? '.ts';
    for (let count = 1; ; count++) {
      const name = count === 1 ? stem : `${stem}-${count}`;
      const file = `${folder}${name}${extension}`;
      const there = ts.sys.readFile(file);
      if (there !== undefined && there !== text) continue;
      return { file, specifier: `./${name}${this.#importExtension(extension)}`, isThere: there !== undefined };
    }
  }

  /** The text of a module of the project that an import names, if there is one. */
  textOf(specifier: string): string | null {
    const resolved = ts.resolveModuleName(specifier, this.#sourceFile.fileName, this.#options, ts.sys).resolvedModule;
    return resolved && !resolved.isExternalLibraryImport ? (ts.sys.readFile(resolved.resolvedFileName) ?? null) : null;
  }

  /** As the imports that are there have it; without any, as the compiler wants it. */
  #importExtension(extension: string): string {
    const compiled = extension.replace('ts', 'js');
    const relative = this.#sourceFile.statements
      .filter((statement) => ts.isImportDeclaration(statement))
      .map(({ moduleSpecifier }) => (ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : ''))
      .filter((text) => /^\.\.?\//.test(text));
    const [first] = relative;
    if (first !== undefined) return /\.[cm]?ts$/.test(first) ? extension : /\.[cm]?js$/.test(first) ? compiled : '';
    if (!this.isTypeScript) return extension;
    if (this.#options.allowImportingTsExtensions === true || this.#options.rewriteRelativeImportExtensions === true)
      return extension;
    const { moduleResolution, module } = this.#options;
    const isStrict =
      moduleResolution === undefined
        ? module !== undefined && module >= ts.ModuleKind.Node16 && module <= ts.ModuleKind.NodeNext
        : moduleResolution === ts.ModuleResolutionKind.Node16 || moduleResolution === ts.ModuleResolutionKind.NodeNext;
    return isStrict && this.isEsModule ? compiled : '';
  }

  /** The file that Node resolves: import statements may omit the extension, URLs may not. */
  #runtimeSpecifier(specifier: string): string {
    if (!/^\.\.?\//.test(specifier) || /\.[cm]?[jt]s$/.test(specifier) || !this.isEsModule) return specifier;
    const resolved = ts.resolveModuleName(specifier, this.#sourceFile.fileName, this.#options, ts.sys).resolvedModule;
    const extension = /\.[cm]?[jt]s$/.exec(resolved?.resolvedFileName ?? this.#sourceFile.fileName)?.[0] ?? '.js';
    const isIndex =
      resolved !== undefined && /\/index\.[cm]?[jt]s$/.test(resolved.resolvedFileName) && !specifier.endsWith('index');
    const path = isIndex ? `${specifier.replace(/\/$/, '')}/index` : specifier;
    return path + (this.#options.noEmit === true ? extension : extension.replace('ts', 'js'));
  }

  /** Whether a package is there for this file. */
  hasPackage(name: string): boolean {
    const { fileName } = this.#sourceFile;
    const mode = this.isEsModule ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS;
    return (
      ts.resolveModuleName(name, fileName, this.#options, ts.sys, undefined, undefined, mode).resolvedModule !==
      undefined
    );
  }
}
