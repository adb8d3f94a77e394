import ts from 'typescript';
import type { ListedFunction } from '../../model/target.ts';
import { bindingElements, declarationOf, topLevelDeclaration } from './declarations.ts';
import { isAssignment } from './exported-names.ts';
import { exportedFunction, functionOfDeclaration, functionValue, type FunctionValue } from './function-value.ts';
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
  /**
   * The function, or the one in this file that does the work of a value that yields a function; several values may share
   * it. `null` if it is in another file.
   */
  node: ts.SignatureDeclaration | null;
  /** The expression that yields the function, if it is not written there: `memoize(f)`. */
  value: ts.Expression | null;
  /** The statement or member that carries the JSDoc. */
  owner: ts.Node;
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
  finder.passedOn();
  const found = finder.found.sort((a, b) => positionOf(a) - positionOf(b));
  known.set(sourceFile, found);
  return found;
}

function positionOf({ node, value, owner, listed }: FoundFunction): number {
  if (listed.kind === 'value') return (value ?? owner).pos;
  return node?.pos ?? owner.pos;
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
        this.#exportedValue(statement.expression, this.#names.defaultExport(statement));
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
      const owner = declarations.length === 1 ? statement : declaration;
      if (!ts.isIdentifier(declaration.name)) {
        for (const element of bindingElements(declaration.name)) {
          const made = functionOfDeclaration(element);
          const place = this.#names.named(element.name.text, exported, namespace);
          if (made) this.#made(made, null, { ...place, nameNode: element.name, owner });
        }
        this.#nested(declaration.initializer, notProfilable.inBlock);
        continue;
      }
      const place = this.#names.named(declaration.name.text, exported, namespace);
      const read = (): FunctionValue | null => functionOfDeclaration(declaration);
      this.#value(declaration.initializer, { ...place, nameNode: declaration.name, owner }, read);
    }
  }

  /** Lists functions of other files that this one exports. */
  passedOn(): void {
    for (const [local, names] of this.#names.exportedNames) {
      const declared = topLevelDeclaration(this.#sourceFile, local);
      if (!declared || !isImported(declared)) continue;
      const made = functionOfDeclaration(declared);
      const name = names.find((each) => each !== 'default') ?? 'default';
      const alsoNamed = [...new Set([local, ...names])].filter((each) => each !== name);
      const place = {
        name,
        alsoNamed,
        expression: local,
        receiver: null,
        exported: true,
        blocked: this.#names.ambient,
      };
      if (made) this.#made(made, null, { ...place, nameNode: declared.name ?? declared, owner: declared });
    }
    for (const statement of this.#sourceFile.statements) {
      if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier || statement.isTypeOnly) continue;
      if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue;
      for (const element of statement.exportClause.elements) {
        const name = element.name.text;
        const made = element.isTypeOnly ? null : exportedFunction(this.#sourceFile, name);
        const place = { name, expression: null, exportPath: [name], receiver: null, exported: true };
        if (made)
          this.#made(made, null, { ...place, nameNode: element.name, owner: element, blocked: this.#names.ambient });
      }
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
    if (place) this.#exportedValue(right, place);
    else this.#nested(right, notProfilable.inBlock);
  }

  /** Visits an exported value. A name is listed where it is declared. */
  #exportedValue(written: ts.Expression, place: Place): void {
    const value = valueOf(written);
    if (!ts.isIdentifier(value) || !declarationOf(value)) this.#value(written, place);
  }

  /** Visits a named value: a function, or a container of functions. */
  #value(written: ts.Expression, place: Place, read = (): FunctionValue | null => functionValue(written)): void {
    const value = valueOf(written);
    if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) this.#function(value, place);
    else if (ts.isClassExpression(value)) this.#class(value, place);
    else if (ts.isObjectLiteralExpression(value))
      for (const member of objectMembers(value, place)) this.#member(member);
    else {
      const made = place.blocked === null ? read() : null;
      if (made) this.#made(made, written, place);
      this.#nested(value, notProfilable.inBlock);
    }
  }

  #class(node: ts.ClassLikeDeclaration, place: Place): void {
    for (const member of classMembers(node, place)) this.#member(member);
  }

  #member(member: Member): void {
    const isExport = /^(module\.)?exports\b/.test(member.kind === 'code' ? '' : (member.place.expression ?? ''));
    if (member.kind === 'value' && isExport) this.#exportedValue(member.value, member.place);
    else if (member.kind === 'value') this.#value(member.value, member.place);
    else if (member.kind === 'function') this.#function(member.node, member.place);
    else this.#nested(member.code, notProfilable.inBlock);
  }

  /** Lists a value that yields a function. */
  #made({ node, bound }: FunctionValue, value: ts.Expression | null, place: Place): void {
    const isHere = node?.getSourceFile() === this.#sourceFile;
    const alsoNamed = [...(place.alsoNamed ?? []), ...this.#innerName(node, value)];
    this.#add(
      { node: isHere ? node : null, value, owner: place.owner },
      {
        kind: 'value',
        async: node !== null && isAsync(node),
        parameters: node ? readParameters(node).slice(bound) : [],
        hasWork: node && 'body' in node ? hasWork(node) : true,
        tagged: this.#isTagged(place.owner) || (isHere && this.#isTagged(jsDocOwner(node))),
      },
      node,
      { ...place, alsoNamed },
    );
  }

  /** `rotate` in `wrap(function rotate() {})`. */
  #innerName(node: ts.Node | null, value: ts.Expression | null): string[] {
    const isInside = node && value && node.getSourceFile() === this.#sourceFile && node.pos >= value.pos;
    return isInside && node.end <= value.end && ts.isFunctionExpression(node) && node.name ? [node.name.text] : [];
  }

  #isTagged(owner: ts.Node): boolean {
    return this.#sourceFile.text.includes('@inputs') && inputsTag(owner) !== null;
  }

  #add(
    found: Omit<FoundFunction, 'listed'>,
    shape: Pick<ListedFunction, 'kind' | 'async' | 'parameters' | 'hasWork' | 'tagged'>,
    signature: ts.SignatureDeclaration | null,
    place: Place,
  ): void {
    const file = this.#sourceFile;
    // While the user types, the parser inserts identifiers of length zero.
    if (ts.isIdentifier(place.nameNode) && place.nameNode.text === '') return;
    const isGenerator = (signature as ts.FunctionLikeDeclaration | null)?.asteriskToken !== undefined;
    const reason = place.blocked ?? (isGenerator ? notProfilable.generator : null);
    const { node } = found;
    const isBound = shape.kind !== 'value' && place.receiver !== null && node !== null && !ts.isArrowFunction(node);
    const expression =
      isBound && place.expression !== null ? `${place.expression}.bind(${place.receiver ?? ''})` : place.expression;
    const start = jsDocRange(place.owner)?.pos ?? place.owner.getStart(file);
    const end = Math.max(place.owner.end, shape.kind === 'value' ? 0 : (node?.end ?? 0));
    this.found.push({
      ...found,
      listed: {
        file: file.fileName,
        name: place.name,
        otherNames: place.alsoNamed ?? [],
        exported: place.exported,
        ...shape,
        location: nameLocation(place.nameNode, file),
        expression: reason !== null ? null : expression,
        ...(reason === null && expression === null && place.exportPath ? { exportPath: place.exportPath } : {}),
        extent: locate(file, start, end),
        ...(reason === null ? { profilable: true } : { profilable: false, reason }),
      },
    });
  }

  #function(node: ts.SignatureDeclaration, place: Place): void {
    const tagged = this.#isTagged(jsDocOwner(node));
    const shape = { kind: kindOf(node), async: isAsync(node), parameters: readParameters(node) };
    this.#add({ node, value: null, owner: place.owner }, { ...shape, hasWork: hasWork(node), tagged }, node, place);
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

function isImported(node: ts.Declaration): node is ts.ImportSpecifier | ts.ImportClause {
  return ts.isImportSpecifier(node) || (ts.isImportClause(node) && node.name !== undefined);
}
