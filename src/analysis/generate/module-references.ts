import ts from 'typescript';
import { disk } from '../files/disk.ts';
import { isEsModule, quoted, styleOf } from '../edits/source-style.ts';

/** How a file's code refers to other modules, in imports and at run time. */
export class ModuleReferences {
  readonly #sourceFile: ts.SourceFile;
  readonly #options: ts.CompilerOptions;
  /**
   * Whether the file runs as an ES module and has `import.meta`. A `.ts` file can use ES module syntax and still run as
   * CommonJS.
   */
  readonly isEsModule: boolean;
  readonly isTypeScript: boolean;

  constructor(sourceFile: ts.SourceFile, program: ts.Program) {
    this.#sourceFile = sourceFile;
    this.#options = program.getCompilerOptions();
    this.isEsModule = isEsModule(sourceFile, this.#options) && sourceFile.impliedNodeFormat !== ts.ModuleKind.CommonJS;
    this.isTypeScript = !/\.[cm]?jsx?$/.test(sourceFile.fileName);
  }

  /** The specifier by which workers load this file. */
  get self(): string {
    return this.isEsModule ? 'import.meta.url' : '__filename';
  }

  /** Returns an expression for the location of an imported module; `asString` if a `URL` is not accepted. */
  locate(specifier: string, asString: boolean): string {
    const written = quoted(this.#runtimeSpecifier(specifier), styleOf(this.#sourceFile));
    if (!this.isEsModule) return `require.resolve(${written})`;
    if (!/^\.\.?\//.test(specifier)) return `import.meta.resolve(${written})`;
    return `new URL(${written}, import.meta.url)${asString ? '.href' : ''}`;
  }

  /**
   * Returns the path and the import specifier of a new file next to this one. `isThere` if it exists with exactly this
   * text.
   */
  sibling(stem: string, text?: string): { file: string; specifier: string; isThere: boolean } {
    const { fileName } = this.#sourceFile;
    const folder = fileName.slice(0, fileName.lastIndexOf('/') + 1);
    const extension = /\.[cm]?[jt]sx?$/.exec(fileName)?.[0].replace(/x$/, '') ?? '.ts';
    for (let count = 1; ; count++) {
      const name = count === 1 ? stem : `${stem}-${count}`;
      const file = `${folder}${name}${extension}`;
      const there = disk.readFile(file);
      if (there !== undefined && there !== text) continue;
      return { file, specifier: `./${name}${this.#importExtension(extension)}`, isThere: there !== undefined };
    }
  }

  /** Returns the text of the project's module for an import specifier, if there is one. */
  textOf(specifier: string): string | null {
    const resolved = ts.resolveModuleName(specifier, this.#sourceFile.fileName, this.#options, disk).resolvedModule;
    return resolved && !resolved.isExternalLibraryImport ? (disk.readFile(resolved.resolvedFileName) ?? null) : null;
  }

  /** Follows the existing imports or, without any, the compiler options. */
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

  /** Returns the file that Node resolves: import statements may omit the extension, URLs may not. */
  #runtimeSpecifier(specifier: string): string {
    // The compiler rewrites these in imports only.
    if (this.#options.rewriteRelativeImportExtensions === true && this.#options.noEmit !== true)
      if (/^\.\.?\/.*\.[cm]?ts$/.test(specifier)) return specifier.replace(/ts$/, 'js');
    if (!/^\.\.?\//.test(specifier) || /\.[cm]?[jt]s$/.test(specifier) || !this.isEsModule) return specifier;
    const resolved = ts.resolveModuleName(specifier, this.#sourceFile.fileName, this.#options, disk).resolvedModule;
    const extension = /\.[cm]?[jt]s$/.exec(resolved?.resolvedFileName ?? this.#sourceFile.fileName)?.[0] ?? '.js';
    const isIndex =
      resolved !== undefined && /\/index\.[cm]?[jt]s$/.test(resolved.resolvedFileName) && !specifier.endsWith('index');
    const path = isIndex ? `${specifier.replace(/\/$/, '')}/index` : specifier;
    return path + (this.#options.noEmit === true ? extension : extension.replace('ts', 'js'));
  }

  hasPackage(name: string): boolean {
    const { fileName } = this.#sourceFile;
    const mode = this.isEsModule ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS;
    return (
      ts.resolveModuleName(name, fileName, this.#options, disk, undefined, undefined, mode).resolvedModule !== undefined
    );
  }
}
