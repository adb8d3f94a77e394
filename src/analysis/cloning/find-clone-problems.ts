import ts from 'typescript';
import { withArticle } from '../../model/with-article.ts';
import { isPlatformFile, platformVerdict } from './clone-types.ts';
import { access } from '../syntax/member-path.ts';

/** A part of a type that does not arrive as it was sent. */
export type CloneProblem =
  | { kind: 'refused'; path: string; what: string; channel: 'both' | 'threads' | 'processes'; always: boolean }
  | { kind: 'class'; path: string; className: string; always: boolean }
  /** `refusedLater`: newer versions of Node reject it in threads. */
  | {
      kind: 'empty';
      path: string;
      what: string;
      channel: 'both' | 'processes';
      refusedLater: boolean;
      always: boolean;
    }
  | { kind: 'buffer'; path: string; always: boolean };

const deepest = 6;
const mostProblems = 5;

/**
 * Walks a type as the structured clone algorithm walks a value. `path` is the readable path to the type. `always` is
 * `false` where only some members of a union have the problem or a property is optional. Types that leave the value
 * open (`any`, `unknown`, type parameters) are left to the run.
 */
export function findCloneProblems(
  type: ts.Type,
  path: string,
  at: ts.Node,
  program: ts.Program,
  always = true,
): CloneProblem[] {
  const walker = new TypeWalker(at, program);
  walker.walk(type, path, always, 0);
  return walker.problems;
}

class TypeWalker {
  readonly problems: CloneProblem[] = [];
  readonly #seen = new Set<ts.Type>();
  readonly #at: ts.Node;
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;

  constructor(at: ts.Node, program: ts.Program) {
    this.#at = at;
    this.#program = program;
    this.#checker = program.getTypeChecker();
  }

  walk(type: ts.Type, path: string, always: boolean, depth: number): void {
    if (depth > deepest || this.problems.length >= mostProblems) return;
    if (type.flags & ts.TypeFlags.ESSymbolLike) {
      this.problems.push({ kind: 'refused', path, what: 'a symbol', channel: 'both', always });
    } else if (type.isUnion()) {
      // A value is one of the union's members, so only a problem of all members is certain.
      const certain = always && type.types.every((member) => member.getCallSignatures().length > 0);
      for (const member of type.types) this.walk(member, path, certain, depth);
    } else if (type.isIntersection() && type.types.some(isPrimitive)) {
      // A branded primitive is a plain primitive at run time.
    } else if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) {
      if (this.#seen.has(type)) return;
      this.#seen.add(type);
      this.#object(type, path, always, depth);
    }
  }

  #object(type: ts.Type, path: string, always: boolean, depth: number): void {
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) {
      const what = type.getCallSignatures().length > 0 ? 'a function' : 'a class';
      this.problems.push({ kind: 'refused', path, what, channel: 'both', always });
      return;
    }
    if (this.#checker.isArrayType(type) || this.#checker.isTupleType(type)) {
      for (const element of this.#checker.getTypeArguments(type as ts.TypeReference))
        this.walk(element, `${path}[]`, always, depth + 1);
      return;
    }
    const kept = this.#keptPart(type);
    if (kept) {
      this.walk(kept, path, always, depth);
      return;
    }
    const symbol = type.getSymbol();
    if (symbol && this.#isPlatform(symbol) && this.#platform(type, symbol, path, always, depth)) return;
    if (symbol && symbol.flags & ts.SymbolFlags.Class) {
      const lost = this.#lostByClass(type);
      if (lost) this.problems.push({ kind: 'class', path, className: symbol.name, always });
    }
    this.#properties(type, path, always, depth);
  }

  /**
   * The array, Map, Error or the like that a value is at run time, where its type adds a brand or optional properties to
   * one: `string[] & { brand: 'ids' }`, `interface Rows extends Array<Row>`.
   */
  #keptPart(type: ts.Type): ts.Type | null {
    const isKept = (part: ts.Type): boolean => {
      if (this.#checker.isArrayType(part) || this.#checker.isTupleType(part)) return true;
      const symbol = part.getSymbol();
      return symbol !== undefined && this.#isPlatform(symbol) && platformVerdict(symbol.name) !== null;
    };
    if (type.isIntersection()) return type.types.find((part) => isKept(part) || this.#keptPart(part) !== null) ?? null;
    const symbol = type.getSymbol();
    if (!symbol || (symbol.flags & ts.SymbolFlags.Interface) === 0 || this.#isPlatform(symbol)) return null;
    return type.getBaseTypes()?.find((part) => isKept(part) || this.#keptPart(part) !== null) ?? null;
  }

  /** Returns whether the verdict on a type of the language or of Node is final. */
  #platform(type: ts.Type, symbol: ts.Symbol, path: string, always: boolean, depth: number): boolean {
    const verdict = platformVerdict(symbol.name);
    const what = withArticle(symbol.name);
    switch (verdict) {
      case 'fine':
        return true;
      case 'container':
        for (const held of this.#checker.getTypeArguments(type as ts.TypeReference))
          this.walk(held, `${path}[]`, always, depth + 1);
        return true;
      case 'refused':
        this.problems.push({ kind: 'refused', path, what, channel: 'both', always });
        return true;
      case 'threads-only':
        this.problems.push({ kind: 'refused', path, what, channel: 'processes', always });
        return true;
      case 'refused-in-threads':
        this.problems.push({ kind: 'refused', path, what, channel: 'threads', always });
        return true;
      case 'empty':
      case 'empty-before-24': {
        const refusedLater = verdict === 'empty-before-24';
        this.problems.push({ kind: 'empty', path, what, channel: 'both', refusedLater, always });
        return true;
      }
      case 'empty-in-processes':
        this.problems.push({ kind: 'empty', path, what, channel: 'processes', refusedLater: false, always });
        return true;
      case 'buffer':
        this.problems.push({ kind: 'buffer', path, always });
        return true;
      case null:
        break;
    }
    if (symbol.name === 'Function' || symbol.name === 'CallableFunction') {
      this.problems.push({ kind: 'refused', path, what: 'a function', channel: 'both', always });
      return true;
    }
    // Other platform objects keep their state in internal slots, which are not cloned. Plain records (`Dirent` options)
    // have no methods.
    const hasMethods = type.getProperties().some(isMethod);
    if (hasMethods) this.problems.push({ kind: 'class', path, className: symbol.name, always });
    return hasMethods;
  }

  #properties(type: ts.Type, path: string, always: boolean, depth: number): void {
    for (const property of type.getProperties()) {
      // Symbol keys are dropped silently; members on a class's prototype were reported with the class.
      if (property.name.startsWith('__@') || onPrototype(property)) continue;
      // In a class that extends a platform class, the inherited members were judged with the class.
      if (type.isClass() && this.#isPlatform(property)) continue;
      const inner = this.#checker.getTypeOfSymbolAtLocation(property, this.#at);
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const certain = always && !optional && !isMethodSignature(property);
      this.walk(inner, access(path, property.name), certain, depth + 1);
    }
    for (const { type: value } of this.#checker.getIndexInfosOfType(type))
      this.walk(value, `${path}[]`, false, depth + 1);
  }

  #isPlatform(symbol: ts.Symbol): boolean {
    return (symbol.declarations ?? []).some((each) => isPlatformFile(each.getSourceFile(), this.#program));
  }

  /** Returns whether an instance holds more than its public fields. */
  #lostByClass(type: ts.Type): boolean {
    const isLost = (property: ts.Symbol): boolean =>
      (onPrototype(property) && property.name !== 'constructor') || property.name.startsWith('__#');
    if (type.getProperties().some(isLost)) return true;
    const extendsPlatform = (type.getBaseTypes() ?? []).some(({ symbol }) => this.#isPlatform(symbol));
    if (extendsPlatform) return true;
    return (type.symbol.declarations ?? []).some(
      (declaration) =>
        ts.isClassLike(declaration) &&
        declaration.members.some((part) => part.name && ts.isPrivateIdentifier(part.name)),
    );
  }
}

function isPrimitive(type: ts.Type): boolean {
  return (
    (type.flags &
      (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BigIntLike | ts.TypeFlags.BooleanLike)) !==
    0
  );
}

function onPrototype(property: ts.Symbol): boolean {
  return (property.declarations ?? []).some(
    (declaration) =>
      (ts.isMethodDeclaration(declaration) || ts.isAccessor(declaration)) && ts.isClassLike(declaration.parent),
  );
}

function isMethod(property: ts.Symbol): boolean {
  return (property.flags & ts.SymbolFlags.Method) !== 0;
}

/** An interface's method may belong to a class or to a plain object. */
function isMethodSignature(property: ts.Symbol): boolean {
  return (property.declarations ?? []).some((declaration) => ts.isMethodSignature(declaration));
}
