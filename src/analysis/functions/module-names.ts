import ts from 'typescript';
import { addedExports, exportedNames, isExportsPath, isModuleExports } from './exported-names.ts';
import { access, memberPath, valueOf } from '../syntax/member-path.ts';
import { notProfilable } from './not-profilable.ts';
import type { Binding } from './binding.ts';
import { hasModifier } from './read-signature.ts';

/** The expression to access a namespace's members, or the reason why they are inaccessible. */
export interface Namespace {
  path: string;
  blocked: string | null;
}

/** Maps declarations of a module to the expressions that access them. */
export class ModuleNames {
  readonly #sourceFile: ts.SourceFile;
  readonly #exported: ReadonlyMap<string, readonly string[]>;

  constructor(sourceFile: ts.SourceFile) {
    this.#sourceFile = sourceFile;
    this.#exported = exportedNames(sourceFile);
  }

  /** Returns the binding of a function or class declaration. */
  declared(
    statement: ts.FunctionDeclaration | ts.ClassDeclaration,
    name: ts.Identifier | undefined,
    namespace: Namespace | null,
  ): Binding {
    const exported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    const binding = this.named(name?.text ?? 'default', exported, namespace);
    const isDefault = exported && hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
    return {
      ...binding,
      ...(isDefault && name ? { alsoNamed: ['default', ...(binding.alsoNamed ?? [])] } : {}),
      ...(isDefault && !name ? { exportPath: ['default'] } : {}),
      expression: name ? binding.expression : null,
      nameNode: name ?? statement,
      owner: statement,
      blocked: hasModifier(statement, ts.SyntaxKind.DeclareKeyword) ? notProfilable.declared : binding.blocked,
    };
  }

  /** Returns the binding of a named declaration. */
  named(name: string, exported: boolean, namespace: Namespace | null): Omit<Binding, 'nameNode' | 'owner'> {
    if (!namespace) {
      const exports = this.#exported.get(name) ?? [];
      const isExportedAsIs = exported || exports.length === 0 || exports.includes(name);
      const shown = isExportedAsIs ? name : (exports.find((each) => each !== 'default') ?? name);
      return {
        name: shown,
        alsoNamed: [...new Set([name, ...exports])].filter((each) => each !== shown),
        expression: name,
        receiver: null,
        blocked: this.ambient,
        exported: exported || exports.length > 0,
      };
    }
    const path = `${namespace.path}.${name}`;
    const blocked = namespace.blocked ?? (exported ? null : notProfilable.notExportedFromNamespace(namespace.path));
    return { name: path, expression: path, receiver: null, exported, blocked };
  }

  /** The reason why nothing in a declaration file can be profiled. */
  get ambient(): string | null {
    return this.#sourceFile.isDeclarationFile ? notProfilable.declared : null;
  }

  /** Returns the inside of `namespace A.B { ... }`. */
  namespace(statement: ts.ModuleDeclaration, outer: Namespace | null) {
    const names = outer ? [outer.path] : [];
    let body: ts.ModuleDeclaration | ts.ModuleBody | ts.Identifier | undefined = statement;
    while (body && ts.isModuleDeclaration(body)) {
      names.push(body.name.text);
      body = body.body;
    }
    const declared = hasModifier(statement, ts.SyntaxKind.DeclareKeyword) || !ts.isIdentifier(statement.name);
    const reachable = !outer || hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    const blocked =
      (declared ? notProfilable.declared : (outer?.blocked ?? this.ambient)) ??
      (reachable ? null : notProfilable.notExportedFromNamespace(outer.path));
    return { block: body && ts.isModuleBlock(body) ? body : null, namespace: { path: names.join('.'), blocked } };
  }

  /** Returns the names that the file exports apart from their declaration, with the names of their exports. */
  get exportedNames(): ReadonlyMap<string, readonly string[]> {
    return this.#exported;
  }

  /** Returns the binding of `export default ...` or `export = ...`. */
  defaultExport(statement: ts.ExportAssignment): Binding {
    return {
      ...ownName(statement.expression),
      expression: statement.isExportEquals ? 'module.exports' : null,
      ...(statement.isExportEquals ? {} : { exportPath: ['default'] }),
      receiver: null,
      exported: true,
      nameNode: statement,
      owner: statement,
      blocked: this.ambient,
    };
  }

  /** Returns the bindings of exports that a call adds: `Object.assign(exports, { f })`. */
  added(statement: ts.ExpressionStatement, call: ts.CallExpression): { value: ts.Expression; binding: Binding }[] {
    return addedExports(call).map(({ target, value, key }) => {
      const path = isModuleExports(target) ? 'module.exports' : 'exports';
      const binding: Binding = {
        name: key?.text ?? 'default',
        expression: key ? access(path, key.text) : path,
        receiver: null,
        exported: true,
        nameNode: key ?? statement,
        owner: statement,
        blocked: this.ambient,
      };
      return { value, binding };
    });
  }

  /**
   * Returns the binding of `exports.f = ...`, `module.exports = ...` or `Matrix.multiply = ...`; `null` if the target is
   * not a path of names.
   */
  assigned(statement: ts.ExpressionStatement, left: ts.Expression, right: ts.Expression): Binding | null {
    const path = memberPath(left);
    if (path === null) return null;
    const viaExports = isExportsPath(left);
    const whole = isModuleExports(left);
    const name = path.replace(/^(module\.)?exports\./, '');
    return {
      ...(whole ? ownName(right) : { name }),
      expression: path,
      receiver: path.includes('.') && !viaExports ? path.slice(0, path.lastIndexOf('.')) : null,
      exported: viaExports || this.#exported.has(path.split('.')[0] ?? path),
      nameNode: whole ? right : ts.isPropertyAccessExpression(left) ? left.name : left,
      owner: statement,
      blocked: /\.prototype\.[^.]+$/.test(path) ? notProfilable.instanceMethod : null,
    };
  }
}

/** Returns the name that the default export gives itself: `module.exports = function area() {}`. */
function ownName(written: ts.Expression): Pick<Binding, 'name' | 'alsoNamed'> {
  const value = valueOf(written);
  const name = ts.isFunctionExpression(value) || ts.isClassExpression(value) ? value.name?.text : undefined;
  return name === undefined ? { name: 'default' } : { name, alsoNamed: ['default'] };
}
