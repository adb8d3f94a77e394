import ts from 'typescript';
import { exportedNames, isExportsPath, isModuleExports } from './exported-names.ts';
import { memberPath } from '../syntax/member-path.ts';
import { notProfilable } from './not-profilable.ts';
import type { Place } from '../syntax/place.ts';
import { hasModifier } from './read-signature.ts';

/** The expression to access a namespace's members, or the reason why they are inaccessible. */
export interface Namespace {
  path: string;
  blocked: string | null;
}

/** Maps declarations of a module to the expressions that access them. */
export class ModuleNames {
  readonly #sourceFile: ts.SourceFile;
  readonly #exported: Set<string>;

  constructor(sourceFile: ts.SourceFile) {
    this.#sourceFile = sourceFile;
    this.#exported = exportedNames(sourceFile);
  }

  /** Returns the place of a function or class declaration. */
  declared(
    statement: ts.FunctionDeclaration | ts.ClassDeclaration,
    name: ts.Identifier | undefined,
    namespace: Namespace | null,
  ): Place {
    const exported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    const place = this.named(name?.text ?? 'default', exported, namespace);
    return {
      ...place,
      expression: name ? place.expression : null,
      nameNode: name ?? statement,
      owner: statement,
      blocked: hasModifier(statement, ts.SyntaxKind.DeclareKeyword) ? notProfilable.declared : place.blocked,
    };
  }

  /** Returns the place of a named declaration. */
  named(name: string, exported: boolean, namespace: Namespace | null): Omit<Place, 'nameNode' | 'owner'> {
    if (!namespace) {
      const path = { name, expression: name, receiver: null, blocked: this.ambient };
      return { ...path, exported: exported || this.#exported.has(name) };
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

  /** Returns the place of `export default ...` or `export = ...`. */
  defaultExport(statement: ts.ExportAssignment): Place {
    return {
      name: 'default',
      expression: statement.isExportEquals ? 'module.exports' : null,
      receiver: null,
      exported: true,
      nameNode: statement,
      owner: statement,
      blocked: this.ambient,
    };
  }

  /**
   * Returns the place of `exports.f = ...`, `module.exports = ...` or `Matrix.multiply = ...`; `null` if the target is
   * not a path of names.
   */
  assigned(statement: ts.ExpressionStatement, left: ts.Expression, right: ts.Expression): Place | null {
    const path = memberPath(left);
    if (path === null) return null;
    const viaExports = isExportsPath(left);
    const whole = isModuleExports(left);
    return {
      name: whole ? 'default' : path.replace(/^(module\.)?exports\./, ''),
      expression: path,
      receiver: path.includes('.') && !viaExports ? path.slice(0, path.lastIndexOf('.')) : null,
      exported: viaExports || this.#exported.has(path.split('.')[0] ?? path),
      nameNode: whole ? right : ts.isPropertyAccessExpression(left) ? left.name : left,
      owner: statement,
      blocked: /\.prototype\.[^.]+$/.test(path) ? notProfilable.instanceMethod : null,
    };
  }
}
