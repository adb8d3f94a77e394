import ts from 'typescript';
import { METHOD } from '../../model/findings/copied-data.ts';
import { withArticle } from '../../model/with-article.ts';
import { isOfBrowser, isPlatformFile, platformName, platformVerdict, type PlatformVerdict } from './clone-types.ts';
import { access } from '../syntax/member-path.ts';
import { ownFunctionOf } from './own-functions.ts';

/** How values travel: to threads, to processes, or, where the text does not say, to either. */
export type Channel = 'threads' | 'processes' | 'both';

/** A part of a type that does not arrive as it was sent. */
export type CloneProblem =
  /** `until`: the first version of Node that takes it, as an object without its state. */
  | { kind: 'refused'; path: string; what: string; channel: Channel; always: boolean; until?: number }
  /** `as`: the class of the language that it arrives as; `null` for a plain object. */
  | { kind: 'class'; path: string; className: string; as: string | null; always: boolean }
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
/** Types of objects that are looked at for one value. */
const mostObjects = 250;

/** Every object inherits these, so an interface that names one says nothing about its own members. */
const inherited = /^(toString|toLocaleString|valueOf|hasOwnProperty|isPrototypeOf|propertyIsEnumerable)$/;
/**
 * Members that an interface marks as internal: many are not enumerable, or exist in types only, such as those of the Standard
 * Schema (https://standardschema.dev/schema).
 */
const internal = /^[_~]/;

/**
 * Walks a type as the structured clone algorithm walks a value, but level by level: parts close to the value explain more.
 * `path` is the readable path to the type. `always` is `false` where only some members of a union have the problem or a
 * property is optional. `mayBeEmpty`: whether that counts for the lists that the value holds; a list that is the value itself
 * is taken to have elements. Types that leave the value open (`any`, `unknown`, type parameters) are left to the run.
 */
export function findCloneProblems(
  type: ts.Type,
  path: string,
  at: ts.Node,
  program: ts.Program,
  { always = true, channel = 'both', mayBeEmpty = true }: WalkOptions = {},
): CloneProblem[] {
  const problems = new TypeWalker(at, program, mayBeEmpty).walk({ type, path, always, depth: 0 });
  return problems.flatMap((problem) => onChannel(problem, channel));
}

/** Returns what of a problem is left where values travel in one way only. */
function onChannel(problem: CloneProblem, channel: Channel): CloneProblem[] {
  if (channel === 'both') return [problem];
  // Only threads get a buffer as bytes.
  if (problem.kind === 'buffer') return channel === 'threads' ? [problem] : [];
  if (problem.kind === 'class' || problem.channel === 'both' || problem.channel === channel) return [problem];
  if (channel === 'threads') return [];
  const { path, always } = problem;
  return [{ kind: 'empty', path, what: problem.what, channel, refusedLater: false, always }];
}

/** Returns whether a part makes the whole message fail. */
export function failsOn(problem: CloneProblem, channel: Channel): boolean {
  if (problem.kind !== 'refused' || problem.until !== undefined) return false;
  return problem.channel === 'both' || problem.channel === channel;
}

interface WalkOptions {
  always?: boolean;
  channel?: Channel;
  mayBeEmpty?: boolean;
}

interface KnownPart {
  type: ts.Type;
  verdict: PlatformVerdict;
  /** Whether the program's own class extends it, or its type only adds to it. */
  by: 'brand' | 'class';
}

/** A part of a value that is to be looked at. */
interface Part {
  type: ts.Type;
  path: string;
  always: boolean;
  depth: number;
  /** Whether it is a method of an interface. */
  isMethod?: boolean;
}

class TypeWalker {
  readonly #problems: CloneProblem[] = [];
  readonly #parts: Part[] = [];
  readonly #seen = new Set<ts.Type>();
  readonly #at: ts.Node;
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  /** Whether a method of an interface was reported: others would only repeat it. */
  #namesMethod = false;
  readonly #mayBeEmpty: boolean;

  constructor(at: ts.Node, program: ts.Program, mayBeEmpty: boolean) {
    this.#at = at;
    this.#mayBeEmpty = mayBeEmpty;
    this.#program = program;
    this.#checker = program.getTypeChecker();
  }

  walk(value: Part): CloneProblem[] {
    this.#parts.push(value);
    for (const part of this.#parts) {
      if (this.#problems.length >= mostProblems || this.#seen.size > mostObjects) break;
      if (part.depth <= deepest) this.#part(part);
    }
    return this.#problems;
  }

  #part(part: Part): void {
    const { type, path, always } = part;
    if (type.flags & ts.TypeFlags.ESSymbolLike) {
      this.#problems.push({ kind: 'refused', path, what: 'a symbol', channel: 'both', always });
    } else if (type.isUnion()) {
      // A value is one of the union's members, so only a problem of all members is certain.
      const certain = always && type.types.every((member) => member.getCallSignatures().length > 0);
      for (const member of type.types) this.#part({ ...part, type: member, always: certain });
    } else if (type.isIntersection() && type.types.some(isPrimitive)) {
      // A branded primitive is a plain primitive at run time.
    } else if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) {
      if (this.#seen.has(type)) return;
      this.#seen.add(type);
      this.#object(part);
    }
  }

  #object({ type, path, always, depth, isMethod = false }: Part): void {
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0) {
      const what = isMethod ? METHOD : type.getCallSignatures().length > 0 ? 'a function' : 'a class';
      this.#problems.push({ kind: 'refused', path, what, channel: 'both', always });
      return;
    }
    if (this.#checker.isTupleType(type)) {
      const { elementFlags } = (type as ts.TypeReference).target as ts.TupleType;
      for (const [index, element] of this.#checker.getTypeArguments(type as ts.TypeReference).entries()) {
        const flags = elementFlags[index] ?? ts.ElementFlags.Required;
        // `...Inputs` is a list itself.
        const isSpread = (flags & ts.ElementFlags.Variadic) !== 0;
        const certain = always && (flags & ts.ElementFlags.Optional) === 0;
        this.#parts.push({ type: element, path: isSpread ? path : `${path}[]`, always: certain, depth: depth + 1 });
      }
      return;
    }
    const symbol = type.getSymbol();
    const known = this.#knownPart(type);
    if (known) {
      this.#byVerdict(type, known, path, always, depth);
      return;
    }
    if (symbol && this.#isPlatform(symbol)) {
      // Other platform objects keep their state in internal slots, which are not cloned. Plain records (`Dirent` options)
      // have no methods.
      const methods = type.getProperties().filter(isMethodSymbol);
      const [optional] = methods.every(isOptional) ? methods : [];
      if (optional) {
        // No class has methods that may be missing, so this is a record of functions: a PropertyDescriptor, a ProxyHandler.
        const place = access(path, optional.name);
        this.#problems.push({ kind: 'refused', path: place, what: 'a function', channel: 'both', always: false });
        return;
      }
      if (methods.length > 0) {
        this.#problems.push({ kind: 'class', path, className: platformName(symbol), as: null, always });
        return;
      }
    } else if (symbol && symbol.flags & ts.SymbolFlags.Class && this.#holdsMethod(type, path, always)) {
      // The rest of the instance would only repeat it.
      return;
    } else if (symbol && symbol.flags & ts.SymbolFlags.Class && this.#lostByClass(type)) {
      this.#problems.push({ kind: 'class', path, className: nameOfClass(symbol), as: null, always });
    }
    this.#properties(type, path, always, depth);
  }

  /** Reports a method that instances of a class, or of one that it extends, hold as a function of their own. */
  #holdsMethod(type: ts.Type, path: string, always: boolean): boolean {
    const declaration = type.getSymbol()?.declarations?.find((each) => ts.isClassLike(each));
    if (!declaration) return false;
    const own = ownFunctionOf(declaration, this.#checker);
    if (!own) return this.#basesOf(type).some((base) => this.#holdsMethod(base, path, always));
    const held = { path: access(path, own.name), always: always && own.always };
    this.#problems.push({ kind: 'refused', what: 'a function', channel: 'both', ...held });
    return true;
  }

  /**
   * The platform type that decides the fate of a value: itself, what its type adds a brand or optional properties to, or
   * what its class extends: `string[] & { brand: 'ids' }`, `interface Rows extends Array<Row>`, `class Zip extends Transform`.
   */
  #knownPart(type: ts.Type): KnownPart | null {
    if (this.#checker.isArrayType(type) || this.#checker.isTupleType(type))
      return { type, verdict: 'container', by: 'brand' };
    if (type.isIntersection()) return firstOf(type.types, (part) => this.#knownPart(part));
    const symbol = type.getSymbol();
    if (!symbol) return null;
    const isClass = (symbol.flags & ts.SymbolFlags.Class) !== 0;
    const isOfPlatform = this.#isPlatform(symbol);
    const verdict = isOfPlatform ? platformVerdict(symbol) : null;
    if (verdict !== null) return { type, verdict, by: 'brand' };
    if ((symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) === 0) return null;
    const base = firstOf(this.#basesOf(type), (each) => this.#knownPart(each));
    if (base?.verdict === 'empty' && isOfPlatform && isOfBrowser(symbol))
      return { type, verdict: 'refused', by: 'brand' };
    return base && (isClass ? { ...base, by: 'class' } : base);
  }

  /** Also of an instance of a generic class. */
  #basesOf(type: ts.Type): ts.Type[] {
    const { target } = type as Partial<ts.TypeReference>;
    return (target ?? type).getBaseTypes() ?? [];
  }

  #byVerdict(
    type: ts.Type,
    { type: part, verdict, by }: KnownPart,
    path: string,
    always: boolean,
    depth: number,
  ): void {
    const symbol = type.getSymbol();
    const ownName =
      symbol && !type.isIntersection() && (by === 'class' || this.#isPlatform(symbol)) ? symbol : part.getSymbol();
    const className = ownName ? (this.#isPlatform(ownName) ? platformName(ownName) : nameOfClass(ownName)) : 'array';
    const what = className === 'Function' || className === 'CallableFunction' ? 'a function' : withArticle(className);
    switch (verdict) {
      case 'fine':
      case 'container':
        if (by === 'class') this.#problems.push({ kind: 'class', path, className, as: this.#arrivesAs(part), always });
        if (verdict === 'container') this.#held(part, path, always, depth);
        return;
      case 'class':
        this.#problems.push({ kind: 'class', path, className, as: this.#arrivesAs(part), always });
        return;
      case 'refused':
        this.#problems.push({ kind: 'refused', path, what, channel: 'both', always });
        return;
      case 'refused-before-24':
        this.#problems.push({ kind: 'refused', path, what, channel: 'both', always, until: 24 });
        return;
      case 'shared-only':
        this.#problems.push({ kind: 'refused', path, what, channel: 'processes', always });
        this.#problems.push({ kind: 'refused', path, what, channel: 'threads', always: false });
        return;
      case 'threads-only':
        this.#problems.push({ kind: 'refused', path, what, channel: 'processes', always });
        return;
      case 'refused-in-threads':
        this.#problems.push({ kind: 'refused', path, what, channel: 'threads', always });
        return;
      case 'empty':
      case 'empty-before-24': {
        const refusedLater = verdict === 'empty-before-24';
        this.#problems.push({ kind: 'empty', path, what, channel: 'both', refusedLater, always });
        return;
      }
      case 'empty-in-processes':
        this.#problems.push({ kind: 'empty', path, what, channel: 'processes', refusedLater: false, always });
        return;
      case 'buffer':
        this.#problems.push({ kind: 'buffer', path, always });
    }
  }

  #held(container: ts.Type, path: string, always: boolean, depth: number): void {
    const certain = always && (depth === 0 || !this.#mayBeEmpty);
    for (const held of this.#checker.getTypeArguments(container as ts.TypeReference))
      this.#parts.push({ type: held, path: `${path}[]`, always: certain, depth: depth + 1 });
  }

  /** The class of the language that is left of a subclass. */
  #arrivesAs(part: ts.Type): string | null {
    if (this.#checker.isArrayType(part)) return 'an array';
    const name = part.getSymbol()?.name ?? '';
    if (name.endsWith('Error')) return withArticle(name === 'AggregateError' ? 'Error' : name);
    return platformVerdict(part.symbol) === 'class' ? null : withArticle(name);
  }

  #properties(type: ts.Type, path: string, always: boolean, depth: number): void {
    const properties = type.getProperties();
    // Objects of an interface that names methods may have a class, whose functions are on its prototype.
    const mayHaveClass = properties.some(
      (each) => isMethodSignature(each) && !isOptional(each) && !inherited.test(each.name) && !this.#isPlatform(each),
    );
    for (const property of properties) {
      // Symbol keys are dropped silently; members on a class's prototype were reported with the class.
      if (property.name.startsWith('__@') || onPrototype(property)) continue;
      // In a class that extends a platform class, the inherited members were judged with the class.
      if (type.isClass() && this.#isPlatform(property)) continue;
      const isOfInterface = isSignature(property);
      if (isOfInterface && (internal.test(property.name) || inherited.test(property.name))) continue;
      // Of a list whose elements are mapped.
      if (isMethodSignature(property) && this.#isPlatform(property)) continue;
      const inner = this.#checker.getTypeOfSymbolAtLocation(property, this.#at);
      const optional = isOptional(property);
      const isMethod = isOfInterface && mayHaveClass && !optional && inner.getCallSignatures().length > 0;
      if (isMethod && this.#namesMethod) continue;
      this.#namesMethod ||= isMethod;
      const certain = always && !optional && !isMethod;
      const place = access(path, property.name);
      this.#parts.push({ type: inner, path: place, always: certain, depth: depth + 1, isMethod });
    }
    for (const { type: value } of this.#checker.getIndexInfosOfType(type))
      this.#parts.push({ type: value, path: `${path}[]`, always: false, depth: depth + 1 });
  }

  #isPlatform(symbol: ts.Symbol): boolean {
    return (symbol.declarations ?? []).some((each) => isPlatformFile(each.getSourceFile(), this.#program));
  }

  /** Returns whether an instance holds more than its public fields. */
  #lostByClass(type: ts.Type): boolean {
    const isLost = (property: ts.Symbol): boolean =>
      (onPrototype(property) && property.name !== 'constructor') || property.name.startsWith('__#');
    if (type.getProperties().some(isLost)) return true;
    const extendsPlatform = this.#basesOf(type).some(({ symbol }) => this.#isPlatform(symbol));
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

function isMethodSymbol(property: ts.Symbol): boolean {
  return (property.flags & ts.SymbolFlags.Method) !== 0;
}

function isOptional(property: ts.Symbol): boolean {
  return (property.flags & ts.SymbolFlags.Optional) !== 0;
}

/** An interface's method may belong to a class or to a plain object. */
function isMethodSignature(property: ts.Symbol): boolean {
  return (property.declarations ?? []).some((declaration) => ts.isMethodSignature(declaration));
}

/** A member of an interface or of the type of an object. */
function isSignature(property: ts.Symbol): boolean {
  return (property.declarations ?? []).some(
    (declaration) => ts.isMethodSignature(declaration) || ts.isPropertySignature(declaration),
  );
}

/** The symbol of a default export has another name than its class. */
function nameOfClass({ name, declarations }: ts.Symbol): string {
  const [declared] = declarations ?? [];
  return (declared && ts.getNameOfDeclaration(declared)?.getText()) ?? name;
}

function firstOf<Item, Found>(items: readonly Item[], find: (item: Item) => Found | null): Found | null {
  for (const item of items) {
    const found = find(item);
    if (found !== null) return found;
  }
  return null;
}
