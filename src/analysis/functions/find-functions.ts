import ts from 'typescript';
import type { ListedFunction } from '../../model/target.ts';
import { bindingElements, declarationOf, topLevelDeclaration } from './declarations.ts';
import { isAssignment } from './exported-names.ts';
import { exportedFunction, functionOfDeclaration, functionValue, type FunctionValue } from './function-value.ts';
import { hasWork, kindOf, nameLocation, needsThis, overloadOf } from './function-shape.ts';
import { inputsTag } from '../syntax/inputs-tag.ts';
import { isFunction, isObjectMethod, unwrap, valueOf } from '../syntax/member-path.ts';
import { classMembers, instanceMembers, objectMembers, type Member } from './members.ts';
import { ModuleNames, type Namespace } from './module-names.ts';
import { notProfilable } from './not-profilable.ts';
import type { Binding } from './binding.ts';
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
        const binding = this.#names.declared(statement, statement.name, namespace);
        this.#function(statement, { ...binding, blocked: binding.blocked ?? overloadOf(statement, statements) });
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
      } else if (ts.isExpressionStatement(statement) && ts.isCallExpression(statement.expression)) {
        for (const { value, binding } of this.#names.added(statement, statement.expression))
          this.#exportedValue(value, binding);
        this.#nested(statement, notProfilable.inBlock);
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
          const binding = this.#names.named(element.name.text, exported, namespace);
          if (made) this.#made(made, null, { ...binding, nameNode: element.name, owner });
        }
        this.#nested(declaration.initializer, notProfilable.inBlock);
        continue;
      }
      const binding = this.#names.named(declaration.name.text, exported, namespace);
      const read = (): FunctionValue | null => functionOfDeclaration(declaration);
      this.#value(declaration.initializer, { ...binding, nameNode: declaration.name, owner }, read);
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
      const binding = {
        name,
        alsoNamed,
        expression: local,
        receiver: null,
        exported: true,
        blocked: this.#names.ambient,
      };
      if (made) this.#made(made, null, { ...binding, nameNode: declared.name ?? declared, owner: declared });
    }
    for (const statement of this.#sourceFile.statements) {
      if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier || statement.isTypeOnly) continue;
      if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue;
      for (const element of statement.exportClause.elements) {
        const name = element.name.text;
        const made = element.isTypeOnly ? null : exportedFunction(this.#sourceFile, name);
        const binding = { name, expression: null, exportPath: [name], receiver: null, exported: true };
        if (made)
          this.#made(made, null, { ...binding, nameNode: element.name, owner: element, blocked: this.#names.ambient });
      }
    }
  }

  #namespace(statement: ts.ModuleDeclaration, outer: Namespace | null): void {
    const { block, namespace } = this.#names.namespace(statement, outer);
    if (block) this.statements(block.statements, namespace);
  }

  /** Visits `exports.f = ...`, `module.exports = ...`, `Matrix.multiply = ...`. */
  #assignment(statement: ts.ExpressionStatement, { left, right }: ts.BinaryExpression): void {
    // In `module.exports = exports = f`, the second name is a variable that leads to the same.
    const isAlias = isAssignment(right) && ts.isIdentifier(right.left) && right.left.text === 'exports';
    if (isAssignment(right) && !isAlias) this.#assignment(statement, right);
    const binding = this.#names.assigned(statement, left, right);
    // `export let f = g; f = h`: one name is one function.
    const isKnown = ts.isIdentifier(left) && this.found.some(({ listed }) => listed.expression === left.text);
    if (binding && !isKnown) this.#exportedValue(right, binding);
    else this.#nested(right, notProfilable.inBlock);
  }

  /** Visits an exported value. A name is listed where it is declared. */
  #exportedValue(written: ts.Expression, binding: Binding): void {
    const value = valueOf(written);
    if (!ts.isIdentifier(value) || !declarationOf(value)) this.#value(written, binding);
  }

  /** Visits a named value: a function, or a container of functions. */
  #value(written: ts.Expression, binding: Binding, read = (): FunctionValue | null => functionValue(written)): void {
    const value = frozenObject(written) ?? valueOf(written);
    if (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) this.#function(value, binding);
    else if (ts.isClassExpression(value)) this.#class(value, binding);
    else if (ts.isObjectLiteralExpression(value))
      for (const member of objectMembers(value, binding)) this.#member(member);
    else {
      const kept = binding.exported ? classOf(value) : null;
      if (kept) for (const member of instanceMembers(kept, binding)) this.#member(member);
      const made = binding.blocked === null ? read() : null;
      if (made) this.#made(made, written, binding);
      this.#nested(value, notProfilable.inBlock);
    }
  }

  #class(node: ts.ClassLikeDeclaration, binding: Binding): void {
    for (const member of classMembers(node, binding)) this.#member(member);
  }

  #member(member: Member): void {
    const isExport = /^(module\.)?exports\b/.test(member.kind === 'code' ? '' : (member.binding.expression ?? ''));
    if (member.kind === 'value' && isExport) this.#exportedValue(member.value, member.binding);
    else if (member.kind === 'value') this.#value(member.value, member.binding);
    else if (member.kind === 'function') this.#function(member.node, member.binding);
    else if (member.kind === 'made') this.#made({ node: member.node, bound: 0 }, null, member.binding);
    else this.#nested(member.code, notProfilable.inBlock);
  }

  /** Lists a value that yields a function. */
  #made({ node, bound }: FunctionValue, value: ts.Expression | null, binding: Binding): void {
    const isHere = node?.getSourceFile() === this.#sourceFile;
    const alsoNamed = [...(binding.alsoNamed ?? []), ...this.#innerName(node, value)];
    this.#add(
      { node: isHere ? node : null, value, owner: binding.owner },
      {
        kind: 'value',
        async: node !== null && isAsync(node),
        parameters: node ? readParameters(node).slice(bound) : [],
        hasWork: node && 'body' in node ? hasWork(node) : true,
        tagged: this.#isTagged(binding.owner) || (isHere && this.#isTagged(jsDocOwner(node))),
      },
      node,
      { ...binding, alsoNamed },
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
    binding: Binding,
  ): void {
    const file = this.#sourceFile;
    // While the user types, the parser inserts identifiers of length zero.
    if (ts.isIdentifier(binding.nameNode) && binding.nameNode.text === '') return;
    const { node } = found;
    const isBound = shape.kind !== 'value' && binding.receiver !== null && node !== null && !ts.isArrowFunction(node);
    const isGenerator = (signature as ts.FunctionLikeDeclaration | null)?.asteriskToken !== undefined;
    const lacksObject = shape.kind !== 'value' && !isBound && signature !== null && needsThis(signature);
    const reason =
      binding.blocked ??
      (isGenerator ? notProfilable.generator : null) ??
      (signature && makesObject(signature) ? notProfilable.construct : null) ??
      (lacksObject ? notProfilable.needsThis : null);
    const expression =
      isBound && binding.expression !== null
        ? `${binding.expression}.bind(${binding.receiver ?? ''})`
        : binding.expression;
    const start = jsDocRange(binding.owner)?.pos ?? binding.owner.getStart(file);
    const end = Math.max(binding.owner.end, shape.kind === 'value' ? 0 : (node?.end ?? 0));
    this.found.push({
      ...found,
      listed: {
        file: file.fileName,
        name: binding.name,
        otherNames: binding.alsoNamed ?? [],
        exported: binding.exported,
        ...shape,
        location: nameLocation(binding.nameNode, file),
        expression: reason !== null ? null : expression,
        ...(reason === null && expression === null && binding.exportPath ? { exportPath: binding.exportPath } : {}),
        extent: locate(file, start, end),
        ...(reason === null ? { profilable: true } : { profilable: false, reason }),
      },
    });
  }

  #function(node: ts.SignatureDeclaration, binding: Binding): void {
    const tagged = this.#isTagged(jsDocOwner(node));
    const shape = { kind: kindOf(node), async: isAsync(node), parameters: readParameters(node) };
    this.#add({ node, value: null, owner: binding.owner }, { ...shape, hasWork: hasWork(node), tagged }, node, binding);
    const body = (node as ts.FunctionLikeDeclaration).body;
    const inside = notProfilable.nested(binding.name);
    for (const parameter of node.parameters) if (parameter.initializer) this.#nested(parameter.initializer, inside);
    if (!body || withoutFunctions.has(body)) return;
    const before = this.found.length;
    this.#nested(body, inside);
    if (this.found.length === before) withoutFunctions.add(body);
  }

  /** Lists named functions in a scope that module-level code cannot access. Code may nest deeper than the call stack. */
  #nested(root: ts.Node, reason: string): void {
    const waiting = [{ node: root, reason }];
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { node } = next;
      if (this.#inner(node, this.#names.ambient ?? next.reason)) continue;
      const inside = ts.isFunctionLike(node) ? notProfilable.nested(null) : next.reason;
      ts.forEachChild(node, (child) => void waiting.push({ node: child, reason: inside }));
    }
  }

  /** Lists a named function or class that module-level code cannot access. Returns `false` for other code. */
  #inner(node: ts.Node, blocked: string): boolean {
    const binding = (name: string, nameNode: ts.Node, owner: ts.Node): Binding => {
      return { name, expression: null, receiver: null, exported: false, nameNode, owner, blocked };
    };
    if (ts.isFunctionDeclaration(node) && node.name) this.#function(node, binding(node.name.text, node.name, node));
    else if (ts.isClassLike(node)) {
      const name = node.name ?? (ts.isVariableDeclaration(node.parent) ? node.parent.name : undefined);
      this.#class(node, binding(name?.getText() ?? '(anonymous class)', name ?? node, node));
    } else if (ts.isVariableDeclaration(node) && node.initializer && isFunction(unwrap(node.initializer)))
      this.#value(node.initializer, binding(node.name.getText(), node.name, node));
    else return false;
    return true;
  }
}

/** `{ ... }` in `Object.freeze({ ... })`. */
function frozenObject(written: ts.Expression): ts.ObjectLiteralExpression | null {
  const value = valueOf(written);
  const [given] = ts.isCallExpression(value) && isObjectMethod(value, /^(freeze|seal)$/) ? value.arguments : [];
  const object = given && valueOf(given);
  return object && ts.isObjectLiteralExpression(object) ? object : null;
}

/** Returns the class of `new Api()`, if it is in the file. */
function classOf(value: ts.Expression): ts.ClassLikeDeclaration | null {
  if (!ts.isNewExpression(value) || !ts.isIdentifier(value.expression)) return null;
  const declared = declarationOf(value.expression);
  return declared && ts.isClassLike(declared) ? declared : null;
}

/** Whether a value can only be called with `new`. */
function makesObject(signature: ts.SignatureDeclaration): boolean {
  return ts.isConstructSignatureDeclaration(signature) || ts.isConstructorTypeNode(signature);
}

function isImported(node: ts.Declaration): node is ts.ImportSpecifier | ts.ImportClause {
  return ts.isImportSpecifier(node) || (ts.isImportClause(node) && node.name !== undefined);
}
