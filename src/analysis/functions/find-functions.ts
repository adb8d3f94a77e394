import ts from 'typescript';
import type { ListedFunction } from '../../model/target.ts';
import { isAssignment } from './exported-names.ts';
import { hasWork, kindOf, nameLocation, overloadOf } from './function-shape.ts';
import { inputsTag } from '../syntax/inputs-tag.ts';
import { isFunction, unwrap, valueOf } from '../syntax/member-path.ts';
import { classMembers, objectMembers, type Member } from './member-places.ts';
import { ModuleNames, type Namespace } from './module-names.ts';
import { notProfilable } from './not-profilable.ts';
import type { Place } from '../syntax/place.ts';
import { jsDocOwner, jsDocRange, locate } from '../syntax/parse-source.ts';
import { hasModifier, isAsync, readParameters } from './read-signature.ts';

/** A listed function with its syntax tree. */
export interface FoundFunction {
  node: ts.SignatureDeclaration;
  listed: ListedFunction;
}

const known = new WeakMap<ts.SourceFile, readonly FoundFunction[]>();
/**
 * Bodies that contain no functions. An edit keeps the trees of the surrounding functions, so the entries stay valid.
 */
const withoutFunctions = new WeakSet<ts.Node>();

/** Returns all functions of a file that have a name or are the default export, in source order. */
export function findFunctions(sourceFile: ts.SourceFile): readonly FoundFunction[] {
  const before = known.get(sourceFile);
  if (before) return before;
  const finder = new FunctionFinder(sourceFile);
  finder.statements(sourceFile.statements, null);
  const found = finder.found.sort((a, b) => a.node.pos - b.node.pos);
  known.set(sourceFile, found);
  return found;
}

class FunctionFinder {
  readonly found: FoundFunction[] = [];
  readonly #sourceFile: ts.SourceFile;
  readonly #names: ModuleNames;

  constructor(sourceFile: ts.SourceFile) {
    this.#sourceFile = sourceFile;
    this.#names = new ModuleNames(sourceFile);
  }

  /** Visits the statements of the module, or of a namespace. */
  statements(statements: readonly ts.Statement[], namespace: Namespace | null): void {
    for (const statement of statements) {
      if (ts.isFunctionDeclaration(statement)) {
        const place = this.#names.declared(statement, statement.name, namespace);
        this.#function(statement, { ...place, blocked: place.blocked ?? overloadOf(statement, statements) });
      } else if (ts.isClassDeclaration(statement)) {
        this.#class(statement, this.#names.declared(statement, statement.name, namespace));
      } else if (ts.isVariableStatement(statement)) {
        this.#variables(statement, namespace);
      } else if (ts.isModuleDeclaration(statement)) {
        this.#namespace(statement, namespace);
      } else if (ts.isExportAssignment(statement)) {
        this.#value(statement.expression, this.#names.defaultExport(statement));
      } else if (ts.isExpressionStatement(statement) && isAssignment(statement.expression)) {
        this.#assignment(statement, statement.expression);
      } else {
        this.#nested(statement, notProfilable.inBlock);
      }
    }
  }

  #variables(statement: ts.VariableStatement, namespace: Namespace | null): void {
    const exported = hasModifier(statement, ts.SyntaxKind.ExportKeyword);
    const { declarations } = statement.declarationList;
    for (const declaration of declarations) {
      if (!declaration.initializer) continue;
      if (!ts.isIdentifier(declaration.name)) {
        this.#nested(declaration.initializer, notProfilable.inBlock);
        continue;
      }
      this.#value(declaration.initializer, {
        ...this.#names.named(declaration.name.text, exported, namespace),
        nameNode: declaration.name,
        owner: declarations.length === 1 ? statement : declaration,
      });
    }
  }

  #namespace(statement: ts.ModuleDeclaration, outer: Namespace | null): void {
    const { block, namespace } = this.#names.namespace(statement, outer);
    if (block) this.statements(block.statements, namespace);
  }

  /** Visits `exports.f = ...`, `module.exports = ...`, `Matrix.multiply = ...`. */
  #assignment(statement: ts.ExpressionStatement, { left, right }: ts.BinaryExpression): void {
    if (isAssignment(right)) this.#assignment(statement, right);
    const place = this.#names.assigned(statement, left, right);
    if (place) this.#value(right, place);
    else this.#nested(right, notProfilable.inBlock);
  }

  /** Visits a named value: a function, or a container of functions. */
  #value(written: ts.Expression, place: Place): void {
    const value = valueOf(written);
    if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) this.#function(value, place);
    else if (ts.isClassExpression(value)) this.#class(value, place);
    else if (ts.isObjectLiteralExpression(value))
      for (const member of objectMembers(value, place)) this.#member(member);
    else this.#nested(value, notProfilable.inBlock);
  }

  #class(node: ts.ClassLikeDeclaration, place: Place): void {
    for (const member of classMembers(node, place)) this.#member(member);
  }

  #member(member: Member): void {
    if (member.kind === 'value') this.#value(member.value, member.place);
    else if (member.kind === 'function') this.#function(member.node, member.place);
    else this.#nested(member.code, notProfilable.inBlock);
  }

  #function(node: ts.SignatureDeclaration, place: Place): void {
    const isGenerator = (node as ts.FunctionLikeDeclaration).asteriskToken !== undefined;
    const reason = place.blocked ?? (isGenerator ? notProfilable.generator : null);
    const bound = place.receiver !== null && !ts.isArrowFunction(node) && place.expression !== null;
    const file = this.#sourceFile;
    // While the user types, the parser inserts identifiers of length zero.
    const hasName = !ts.isIdentifier(place.nameNode) || place.nameNode.text !== '';
    if (hasName)
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
            reason !== null
              ? null
              : bound
                ? `${place.expression ?? ''}.bind(${place.receiver ?? ''})`
                : place.expression,
          extent: locate(
            file,
            jsDocRange(place.owner)?.pos ?? place.owner.getStart(file),
            Math.max(place.owner.end, node.end),
          ),
          hasWork: hasWork(node),
          tagged: file.text.includes('@inputs') && inputsTag(jsDocOwner(node)) !== null,
          ...(reason === null ? { profilable: true } : { profilable: false, reason }),
        },
      });
    const body = (node as ts.FunctionLikeDeclaration).body;
    const inside = notProfilable.nested(place.name);
    for (const parameter of node.parameters) if (parameter.initializer) this.#nested(parameter.initializer, inside);
    if (!body || withoutFunctions.has(body)) return;
    const before = this.found.length;
    this.#nested(body, inside);
    if (this.found.length === before) withoutFunctions.add(body);
  }

  /** Lists named functions in a scope that module-level code cannot access. */
  #nested(node: ts.Node, reason: string): void {
    const blocked = this.#names.ambient ?? reason;
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
