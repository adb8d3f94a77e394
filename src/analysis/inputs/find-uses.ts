import ts from 'typescript';
import type { Parameter, SourceLocation } from '../../model/target.ts';
import { asArray } from '../syntax/array-expressions.ts';
import { conditionsWithin } from '../syntax/conditions.ts';
import { bindFile, isReference, referredSymbol } from '../syntax/bind-file.ts';
import type { FoundFunction } from '../functions/find-functions.ts';
import { around, type Iteration, type Move } from '../syntax/iteration.ts';
import { enclosingIterations, itemMethods } from '../syntax/iterations.ts';
import { moduleScopeExpression } from '../syntax/module-scope-expression.ts';
import { unwrap } from '../syntax/member-path.ts';
import { locationOf } from '../syntax/parse-source.ts';
import { changesAfter } from '../syntax/writes.ts';

/** Pool methods that take the function and the items. */
const poolMethods =
  /^(map|starmap|imap|mapAsync|starmapAsync|imapUnordered|map_async|starmap_async|imap_unordered|mapSettled|starmapSettled)$/;
const applyMethods = /^(apply|applyAsync|apply_async)$/;
/** Functions of other libraries that take the items and the function, in this order. */
const itemsFirst = /^(map|pMap|forEach|each|mapSeries|mapLimit|filter|flatMap|from)$/;

/** A use of the function and its items; a lower rank is better. */
export interface Use {
  rank: number;
  /** `null` for a single call, which is combined with the others. */
  expression: string | null;
  arguments: string[];
  spread: boolean;
  label: string;
  location: Required<SourceLocation>;
  /** The call, and the variables of `Surroundings` that its inputs need. */
  call: ts.CallExpression;
  needs: ReadonlySet<ts.Symbol>;
}

/** A use whose inputs cannot be evaluated. */
export interface RefusedUse {
  label: string;
  location: Required<SourceLocation>;
  /** The end of a sentence. */
  reason: string;
}

/** The function, as a file calls it. */
export interface Callee {
  /** The declaration, if it is in this file. */
  node: ts.Node | null;
  /** Expressions that refer to it: `square`, `images.square`. */
  paths: ReadonlySet<string>;
  /** Its name in `pool.map('square', xs)`. */
  task: string;
  /** Number of parameters; `Infinity` with a rest parameter. */
  takes: number;
  /** The declarations of the local names at the start of the paths; `null` for those at the top level of the file. */
  roots: ReadonlySet<ts.Node> | null;
}

/** Variables around a use that keep their names where the inputs are evaluated. */
export interface Surroundings {
  provides(symbol: ts.Symbol, iterations: readonly Iteration[]): boolean;
}

export interface FoundUses {
  uses: Use[];
  refused: RefusedUse[];
}

/** Returns the callee for the file that declares the function; `null` if no expression refers to it. */
export function ownCallee({ node, listed }: FoundFunction): Callee | null {
  // `Matrix.multiply` for `Matrix.multiply.bind(Matrix)`.
  const path = listed.expression?.replace(/\.bind\([^()]*\)$/, '');
  if (path === undefined) return null;
  return { node, paths: new Set([path]), task: path, takes: countParameters(listed.parameters), roots: null };
}

/** Counts the arguments that a function can receive. */
export function countParameters(parameters: readonly Parameter[]): number {
  return parameters.some(({ rest }) => rest) ? Infinity : parameters.length;
}

/** Finds where a file calls a function or passes it on, in no particular order. */
export function findUses(callee: Callee, sourceFile: ts.SourceFile, surroundings: Surroundings | null): FoundUses {
  return new UseFinder(callee, sourceFile, surroundings).find();
}

/** The arguments of a call one by one, or all of them as one list. */
interface Arguments {
  listed: readonly ts.Expression[];
  list: ts.Expression | null;
}

/** The iterations around a use, innermost first, those that its inputs need so far, and how expressions leave them. */
interface Moving {
  iterations: readonly Iteration[];
  used: ReadonlySet<Iteration>;
  move: Move;
}

class UseFinder {
  readonly #callee: Callee;
  readonly #sourceFile: ts.SourceFile;
  readonly #checker: ts.TypeChecker;
  readonly #surroundings: Surroundings | null;
  /** The first obstacle of the use being read. */
  #obstacle: string | null = null;

  constructor(callee: Callee, sourceFile: ts.SourceFile, surroundings: Surroundings | null) {
    this.#callee = callee;
    this.#sourceFile = sourceFile;
    this.#checker = bindFile(sourceFile);
    this.#surroundings = surroundings;
  }

  find(): FoundUses {
    const uses: Use[] = [];
    const refused: RefusedUse[] = [];
    const visit = (node: ts.Node): void => {
      // Arguments of recursive calls are not inputs.
      if (node === this.#callee.node) return;
      if (ts.isCallExpression(node)) {
        const given = this.#argumentsOf(node);
        const use = given ? this.#called(node, given) : this.#dispatchedTasks(node);
        if (use) uses.push(use);
        const reason = this.#takeObstacle();
        if (!use && reason !== null)
          refused.push({ label: shorten(node.getText()), location: locationOf(node), reason });
      }
      ts.forEachChild(node, visit);
    };
    visit(this.#sourceFile);
    return { uses, refused };
  }

  #takeObstacle(): string | null {
    const reason = this.#obstacle;
    this.#obstacle = null;
    return reason;
  }

  #isTarget(written: ts.Expression): boolean {
    const expression = unwrap(written);
    if (!ts.isIdentifier(expression) && !ts.isPropertyAccessExpression(expression)) return false;
    if (!this.#callee.paths.has(expression.getText())) return false;
    let root: ts.Expression = expression;
    while (ts.isPropertyAccessExpression(root)) root = root.expression;
    if (!ts.isIdentifier(root) || !isReference(root)) return false;
    const declaration = referredSymbol(root, this.#checker)?.declarations?.[0];
    const { roots } = this.#callee;
    if (roots) return declaration !== undefined && roots.has(declaration);
    return declaration === undefined || isOutermost(declaration);
  }

  /** Returns the arguments that a call gives the function: `f(x)`, `f.call(null, x)`, `f.apply(null, xs)`. */
  #argumentsOf(call: ts.CallExpression): Arguments | null {
    if (this.#isTarget(call.expression)) return { listed: call.arguments, list: null };
    const callee = unwrap(call.expression);
    if (!ts.isPropertyAccessExpression(callee) || !this.#isTarget(callee.expression)) return null;
    if (callee.name.text === 'call') return { listed: call.arguments.slice(1), list: null };
    const [, list] = call.arguments;
    return callee.name.text === 'apply' && list ? { listed: [], list } : null;
  }

  /** `f(x)`, alone or inside loops and callbacks. */
  #called(call: ts.CallExpression, { listed, list }: Arguments): Use | null {
    const iterations = enclosingIterations(call);
    const innermost = iterations[0];
    const used = new Set<Iteration>(listed.length === 0 && !list && innermost ? [innermost] : []);
    const needs = new Set<ts.Symbol>();
    const move = this.#moving(call, iterations, used, needs);
    const written = list
      ? [around('...', move(list))]
      : listed.map((argument) =>
          ts.isSpreadElement(argument) ? around('...', move(argument.expression)) : move(argument),
        );
    const moved = written.filter((text) => text !== null);
    if (moved.length < written.length) return null;
    const location = locationOf(call);
    const label = shorten(call.getText());
    const [argument] = listed;
    const spread = list !== null || moved.length !== 1 || (argument !== undefined && ts.isSpreadElement(argument));
    if (used.size === 0) {
      return moved.length === 0
        ? null
        : { rank: 3, expression: null, arguments: moved, spread, label, location, call, needs };
    }
    const item = spread ? `[${moved.join(', ')}]` : (moved[0] ?? '[]');
    const moving = { iterations, used, move };
    const expression = this.#mapOver(call, moving, item, false, spread ? null : (argument ?? null));
    return expression === null
      ? null
      : {
          rank: 2,
          expression,
          arguments: [],
          spread,
          label: iterationLabel([...used][0], label, location.line),
          location,
          call,
          needs,
        };
  }

  /** `xs.map(f)`, `pool.map(f, xs)`, `pMap(xs, f)`. */
  #dispatchedTasks(call: ts.CallExpression): Use | null {
    const position = call.arguments.findIndex(
      (argument) => this.#isTarget(argument) || this.#isTargetName(call, argument),
    );
    if (position < 0) return null;
    const callee = unwrap(call.expression);
    const method = ts.isPropertyAccessExpression(callee)
      ? callee.name.text
      : ts.isIdentifier(callee)
        ? callee.text
        : '';
    const iterations = enclosingIterations(call);
    const used = new Set<Iteration>();
    const needs = new Set<ts.Symbol>();
    const move = this.#moving(call, iterations, used, needs);
    const [first, second] = call.arguments;
    let items: string | null = null;
    let rank = 2;
    let spread = false;
    if (
      position === 0 &&
      second &&
      ts.isPropertyAccessExpression(callee) &&
      (poolMethods.test(method) || applyMethods.test(method))
    ) {
      rank = 1;
      items = move(second);
      spread = method.startsWith('starmap');
      if (applyMethods.test(method)) {
        spread = true;
        items = around('[', items, ']');
      }
    } else if (position === 0 && ts.isPropertyAccessExpression(callee) && itemMethods.has(method)) {
      items = asArray(callee.expression, move(callee.expression), method);
      spread = this.#callee.takes > 1;
      // A set passes each value twice.
      const isSet = method === 'forEach' && items?.startsWith('[...');
      if (spread) items = around('', items, isSet ? '.map((item) => [item, item])' : withIndex(this.#callee.takes));
    } else if (position > 0 && first && itemsFirst.test(method)) {
      items = method === 'from' ? around('Array.from(', move(first), ')') : move(first);
      spread = this.#callee.takes > 1 && (method === 'from' || method === 'pMap');
      if (spread) items = around('', items, withIndex(2));
    }
    if (items === null) return null;
    const expression = this.#mapOver(call, { iterations, used, move }, items, true, null);
    const location = locationOf(call);
    const label = `${shorten(call.getText())}, line ${location.line}`;
    return expression === null ? null : { rank, expression, arguments: [], spread, label, location, call, needs };
  }

  /** `pool.map('square', xs)`. */
  #isTargetName(call: ts.CallExpression, argument: ts.Expression): boolean {
    const callee = unwrap(call.expression);
    return (
      ts.isStringLiteralLike(argument) &&
      argument.text === this.#callee.task &&
      ts.isPropertyAccessExpression(callee) &&
      (poolMethods.test(callee.name.text) || applyMethods.test(callee.name.text)) &&
      call.arguments.length > 1
    );
  }

  /**
   * Maps a text over the iterations that it needs, innermost first, where they run the code inside. An outer iteration may
   * be needed only by an inner one.
   * @param isList whether the text is a list, to be joined with the others
   * @param argument the expression that the text came from, if it may be the item itself
   */
  #mapOver(
    call: ts.Node,
    { iterations, used, move }: Moving,
    text: string,
    isList: boolean,
    argument: ts.Expression | null,
  ): string | null {
    let body: string | null = text;
    let flat = isList;
    let conditions: string[] = [];
    let inside = call;
    for (const [index, iteration] of iterations.entries()) {
      if (body === null || !iterations.slice(index).some((each) => used.has(each))) break;
      const own = this.#conditions(inside, iteration, move);
      if (!own) return null;
      conditions.push(...own);
      inside = iteration.node;
      // A condition may need the item although the text does not.
      if (!used.has(iteration)) continue;
      if (conditions.length > 0)
        body = iteration.mapped(`${conditions.join(' && ')} ? ${flat ? body : `[${body}]`} : []`, true, move);
      else if (!flat && argument && iteration.isItem(argument)) body = iteration.items(move);
      else body = iteration.mapped(body, flat, move);
      flat = true;
      conditions = [];
    }
    return body;
  }

  /** Returns the conditions under which an iteration runs a node, moved to module scope; `null` if that is impossible. */
  #conditions(node: ts.Node, iteration: Iteration, move: Move): string[] | null {
    const texts: string[] = [];
    for (const { expression, ...condition } of conditionsWithin(node, iteration.node)) {
      if (condition.reason !== null) this.#obstacle ??= condition.reason;
      const moved = expression && move(expression);
      if (moved === null || condition.reason !== null) return null;
      texts.push({ true: `(${moved})`, false: `!(${moved})`, missing: `(${moved}) == null` }[condition.wants]);
    }
    return texts;
  }

  /**
   * Moves expressions out of iterations while keeping the loop variables, and records the iterations and surrounding
   * variables that they need.
   */
  #moving(call: ts.Node, iterations: readonly Iteration[], used: Set<Iteration>, needs: Set<ts.Symbol>): Move {
    const owner = (symbol: ts.Symbol): Iteration | undefined =>
      iterations.find(({ variables }) => variables.has(symbol));
    const has = (symbol: ts.Symbol): boolean =>
      owner(symbol) !== undefined || (this.#surroundings?.provides(symbol, iterations) ?? false);
    const onUse = (symbol: ts.Symbol): void => {
      const iteration = owner(symbol);
      if (iteration) used.add(iteration);
      else needs.add(symbol);
    };
    const onObstacle = (reason: string): void => {
      this.#obstacle ??= reason;
    };
    // In its own module, an expression is evaluated after the module has run.
    const changes = (symbol: ts.Symbol): boolean => changesAfter(symbol, call);
    return (expression) => moduleScopeExpression(expression, { has, changes, onUse, onObstacle });
  }
}

function isOutermost(declaration: ts.Declaration): boolean {
  if (ts.isSourceFile(declaration)) return true;
  for (let node: ts.Node = declaration.parent; !ts.isSourceFile(node); node = node.parent)
    if (ts.isFunctionLike(node) || ts.isBlock(node)) return false;
  return true;
}

function iterationLabel(iteration: Iteration | undefined, call: string, line: number): string {
  const node = iteration?.node;
  if (!node) return `${call}, line ${line}`;
  const text = ts.isIterationStatement(node, false)
    ? `${shorten(
        node
          .getText()
          .slice(0, node.statement.getStart() - node.getStart())
          .trim(),
      )} ${call}`
    : shorten(node.getText());
  return `${text}, line ${line}`;
}

/** Shortens text to one line that fits a list. */
export function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 60 ? line : `${line.slice(0, 57)}...`;
}

/** Returns what a method such as `map` passes to a function with this many parameters. */
function withIndex(takes: number): string {
  return takes > 2 ? '.map((item, index, all) => [item, index, all])' : '.map((item, index) => [item, index])';
}
