import ts from 'typescript';
import type { ListedFunction } from '../model/target.ts';
import { exportedNames, isAssignment, isExportsPath, isModuleExports } from './exported-names.ts';
import { kindOf, memberReason, nameLocation, nameReason, overloadOf } from './function-shape.ts';
import { access, isFunction, joinNames, valueOf, memberPath, propertyName, unwrap } from './member-path.ts';
import { notProfilable } from './not-profilable.ts';
import { jsDocRange, locate } from './parse-source.ts';
import { hasModifier, isAsync, readParameters } from './read-signature.ts';

/** A listed function with the tree it was read from. */
export interface FoundFunction {
  node: ts.SignatureDeclaration;
  listed: ListedFunction;
}

/** How module-level code gets at a value, or why it cannot. */
interface Place {
  /** As `list` shows it. */
  name: string;
  /** See `Target.expression`. */
  expression: string | null;
  /** What `this` must be for a method, as an expression; `null`: nothing. */
  receiver: string | null;
  exported: boolean;
  /** What the name is written in; the value itself where it has no name. */
  nameNode: ts.Node;
  /** The statement or member that carries the JSDoc. */
  owner: ts.Node;
  /** Why nothing here can be profiled. */
  blocked: string | null;
}

/** All functions of a file that have a name or are the default export, in the order of the text. */
export function findFunctions(sourceFile: ts.SourceFile): FoundFunction[] {
  const finder = new FunctionFinder(sourceFile);
  finder.statements(sourceFile.statements, null);
  return finder.found.sort((a, b) => a.node.pos - b.node.pos);
}

class FunctionFinder {
  readonly found: FoundFunction[] = [];
  readonly #sourceFile: ts.SourceFile;
  readonly #exported: Set<string>;

  constructor(sourceFile: ts.SourceFile) {
    this.#sourceFile = sourceFile;
    this.#exported = exportedNames(sourceFile);
  }

  /** Statements of the module, or of the namespace that `namespace` names. */
  statements(statements: readonly ts.Statement[], namespace: { path: string; blocked: string | null } | null): void {
    for (const statement of statements) {
      if (ts.isFunctionDeclaration(statement)) {
        const place = this.#declared(statement, statement.name, namespace);
        this.#function(statement, { ...place, blocked: place.blocked ?? overloadOf(statement, statements) });
      } else if (ts.isClassDeclaration(statement)) {
        this.#class(statement, this.#declared(statement, statement.name, namespace));
      } else if (ts.isVariableStatement(statement)) {
        this.#variables(statement, namespace);
      } else if (ts.isModuleDeclaration(statement)) {
        this.#namespace(statement, namespace);
      } else if (ts.isExportAssignment(statement)) {
        this.#exportAssignment(statement);
      } else if (ts.isExpressionStatement(statement) && isAssignment(statement.expression)) {
        this.#assignment(statement, statement.expression);
      } else {
        this.#nested(statement, notProfilable.inBlock);
      }
    }
  }

  #declared(
    statement: ts.FunctionDeclaration | ts.ClassDeclaration,
    name: ts.Identifier | undefined,
    namespace: { path: string; blocked: string | null } | null,
  ): Place {
    const exported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    const place = this.#named(name?.text ?? 'default', exported, namespace);
    return {
      ...place,
      expression: name ? place.expression : null,
      nameNode: name ?? statement,
      owner: statement,
      blocked: hasModifier(statement, ts.SyntaxKind.DeclareKeyword) ? notProfilable.declared : place.blocked,
    };
  }

  #named(name: string, exported: boolean, namespace: { path: string; blocked: string | null } | null) {
    if (!namespace) {
      const path = { name, expression: name, receiver: null, blocked: this.#ambient() };
      return { ...path, exported: exported || this.#exported.has(name) };
    }
    const path = `${namespace.path}.${name}`;
    const blocked = namespace.blocked ?? (exported ? null : notProfilable.notExportedFromNamespace(namespace.path));
    return { name: path, expression: path, receiver: null, exported, blocked };
  }

  #ambient(): string | null {
    return this.#sourceFile.isDeclarationFile ? notProfilable.declared : null;
  }

  #variables(statement: ts.VariableStatement, namespace: { path: string; blocked: string | null } | null): void {
    const exported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    const { declarations } = statement.declarationList;
    for (const declaration of declarations) {
      if (!declaration.initializer) continue;
      if (!ts.isIdentifier(declaration.name)) {
        this.#nested(declaration.initializer, notProfilable.inBlock);
        continue;
      }
      this.#value(declaration.initializer, {
        ...this.#named(declaration.name.text, exported, namespace),
        nameNode: declaration.name,
        owner: declarations.length === 1 ? statement : declaration,
      });
    }
  }

  #namespace(statement: ts.ModuleDeclaration, outer: { path: string; blocked: string | null } | null): void {
    const names: string[] = outer ? [outer.path] : [];
    let body: ts.ModuleDeclaration | ts.ModuleBody | ts.Identifier | undefined = statement;
    while (body && ts.isModuleDeclaration(body)) {
      names.push(body.name.text);
      body = body.body;
    }
    const declared = hasModifier(statement, ts.SyntaxKind.DeclareKeyword) || !ts.isIdentifier(statement.name);
    const reachable = !outer || hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    const blocked =
      (declared ? notProfilable.declared : (outer?.blocked ?? this.#ambient())) ??
      (reachable ? null : notProfilable.notExportedFromNamespace(outer.path));
    if (body && ts.isModuleBlock(body)) this.statements(body.statements, { path: names.join('.'), blocked });
  }

  #exportAssignment(statement: ts.ExportAssignment): void {
    this.#value(statement.expression, {
      name: 'default',
      expression: statement.isExportEquals ? 'module.exports' : null,
      receiver: null,
      exported: true,
      nameNode: statement,
      owner: statement,
      blocked: this.#ambient(),
    });
  }

  /** `exports.f = ...`, `module.exports = ...`, `Matrix.multiply = ...`. */
  #assignment(statement: ts.ExpressionStatement, assignment: ts.BinaryExpression): void {
    const { left, right } = assignment;
    if (isAssignment(right)) this.#assignment(statement, right);
    const path = memberPath(left);
    if (path === null) {
      this.#nested(right, notProfilable.inBlock);
      return;
    }
    const viaExports = isExportsPath(left);
    const whole = isModuleExports(left);
    const ofInstance = /\.prototype\.[^.]+$/.test(path);
    this.#value(right, {
      name: whole ? 'default' : path.replace(/^(module\.)?exports\./, ''),
      expression: path,
      receiver: path.includes('.') && !viaExports ? path.slice(0, path.lastIndexOf('.')) : null,
      exported: viaExports || this.#exported.has(path.split('.')[0] ?? path),
      nameNode: whole ? right : ts.isPropertyAccessExpression(left) ? left.name : left,
      owner: statement,
      blocked: ofInstance ? notProfilable.instanceMethod : null,
    });
  }

  /** A value that has a name: a function, or what holds functions. */
  #value(written: ts.Expression, place: Place): void {
    const value = valueOf(written);
    if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) this.#function(value, place);
    else if (ts.isClassExpression(value)) this.#class(value, place);
    else if (ts.isObjectLiteralExpression(value)) this.#object(value, place);
    else this.#nested(value, notProfilable.inBlock);
  }

  #class(node: ts.ClassLikeDeclaration, place: Place): void {
    const shared = { exported: place.exported, receiver: place.expression };
    for (const member of node.members) {
      if (ts.isClassStaticBlockDeclaration(member)) {
        this.#nested(member.body, notProfilable.inBlock);
        continue;
      }
      if (!ts.isConstructorDeclaration(member) && (!member.name || ts.isSemicolonClassElement(member))) continue;
      const isStatic = ts.canHaveModifiers(member) && hasModifier(member, ts.SyntaxKind.StaticKeyword);
      const key = ts.isConstructorDeclaration(member) ? 'constructor' : member.name;
      if (key === undefined) continue;
      const name = typeof key === 'string' ? key : propertyName(key);
      const blocked =
        place.blocked ??
        (isStatic ? (place.expression === null ? notProfilable.unnamed('class') : null) : notProfilable.instanceMethod);
      const path = joinNames(
        place.name,
        isStatic || typeof key === 'string' ? '' : 'prototype',
        name ?? member.name?.getText() ?? '',
      );
      const memberPlace: Place = {
        ...shared,
        name: path,
        expression: place.expression === null || name === null ? null : access(place.expression, name),
        nameNode: typeof key === 'string' ? member : key,
        owner: member,
        blocked: blocked ?? nameReason(typeof key === 'string' ? null : key),
      };
      if (ts.isPropertyDeclaration(member)) {
        if (member.initializer && isFunction(unwrap(member.initializer))) this.#value(member.initializer, memberPlace);
        else if (member.initializer) this.#nested(member.initializer, notProfilable.inBlock);
      } else if (ts.isFunctionLike(member)) {
        this.#function(member, {
          ...memberPlace,
          blocked: place.blocked ?? memberReason(member) ?? memberPlace.blocked ?? overloadOf(member, node.members),
        });
      }
    }
  }

  #object(node: ts.ObjectLiteralExpression, place: Place): void {
    for (const property of node.properties) {
      if (!property.name) continue;
      const name = propertyName(property.name);
      const unreachable = place.expression === null ? notProfilable.unnamed('object') : null;
      const isWhole = place.expression === 'module.exports' || place.expression === 'exports';
      const memberPlace: Place = {
        name: isWhole ? (name ?? property.name.getText()) : joinNames(place.name, name ?? property.name.getText()),
        expression: place.expression === null || name === null ? null : access(place.expression, name),
        receiver: place.expression,
        exported: place.exported,
        nameNode: property.name,
        owner: property,
        blocked: place.blocked ?? unreachable ?? nameReason(property.name),
      };
      if (ts.isPropertyAssignment(property)) this.#value(property.initializer, memberPlace);
      else if (ts.isFunctionLike(property))
        this.#function(property, { ...memberPlace, blocked: memberPlace.blocked ?? memberReason(property) });
    }
  }

  #function(node: ts.SignatureDeclaration, place: Place): void {
    const isGenerator = (node as ts.FunctionLikeDeclaration).asteriskToken !== undefined;
    const reason = place.blocked ?? (isGenerator ? notProfilable.generator : null);
    const bound = place.receiver !== null && !ts.isArrowFunction(node) && place.expression !== null;
    const file = this.#sourceFile;
    this.found.push({
      node,
      listed: {
        file: file.fileName,
        name: place.name,
        kind: kindOf(node),
        exported: place.exported,
        async: isAsync(node),
        parameters: readParameters(node),
        location: nameLocation(place.nameNode, file),
        expression:
          reason !== null ? null : bound ? `${place.expression ?? ''}.bind(${place.receiver ?? ''})` : place.expression,
        extent: locate(
          file,
          jsDocRange(place.owner)?.pos ?? place.owner.getStart(file),
          Math.max(place.owner.end, node.end),
        ),
        ...(reason === null ? { profilable: true } : { profilable: false, reason }),
      },
    });
    const body = (node as ts.FunctionLikeDeclaration).body;
    const inside = notProfilable.nested(place.name);
    for (const parameter of node.parameters) if (parameter.initializer) this.#nested(parameter.initializer, inside);
    if (body) this.#nested(body, inside);
  }

  /** Named functions inside something that module-level code cannot look into. */
  #nested(node: ts.Node, reason: string): void {
    const blocked = this.#ambient() ?? reason;
    const place = (name: string, nameNode: ts.Node, owner: ts.Node): Place => {
      return { name, expression: null, receiver: null, exported: false, nameNode, owner, blocked };
    };
    if (ts.isFunctionDeclaration(node) && node.name) this.#function(node, place(node.name.text, node.name, node));
    else if (ts.isClassLike(node)) {
      const name = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
      this.#class(node, place(name?.getText() ?? '(anonymous class)', name ?? node, node));
    } else if (ts.isVariableDeclaration(node) && node.initializer && isFunction(unwrap(node.initializer))) {
      this.#value(node.initializer, place(node.name.getText(), node.name, node));
    } else {
      const inside = ts.isFunctionLike(node) ? notProfilable.nested(null) : reason;
      ts.forEachChild(node, (child) => {
        this.#nested(child, inside);
      });
    }
  }
}
