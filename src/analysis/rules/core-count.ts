import ts from 'typescript';
import { referredSymbol } from '../syntax/bind-file.ts';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import { functionOf } from '../tasks/find-candidates.ts';
import { parallelConstruct } from '../tasks/parallel-constructs.ts';
import { callsOf } from '../tasks/runs-on-load.ts';
import { startsWorkers } from '../tasks/starts-workers.ts';
import { findingAt, type Rule } from './rule.ts';

/** Names of a number of workers, and of functions that are given one. */
const sizing = /worker|thread|pool|concurren|parallel|process(es|Count)$|jobs$/i;
const limiters = /pool|limit|semaphore|concurren|parallel|worker|thread/i;
/** Names that mean a number of workers only among the options of a pool. */
const sizeOptions = /size|limit|max|min|num|count|cpus?$|cores?$/i;
/** A number passes through few variables and functions on its way to a pool. */
const deepest = 5;

/** Reports `os.cpus()` if it decides the number of workers. */
export const coreCount: Rule = {
  codes: ['core-count-from-cpus'],
  check({ sourceFile, checker }) {
    if (!sourceFile.text.includes('cpus')) return [];
    const sizes = new SizeReader(checker);
    const found: ReturnType<Rule['check']> = [];
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && apiName(node.expression, checker) === 'os.cpus') {
        const marked = sizes.sizedBy(node);
        if (marked) found.push(findingAt(marked, 'core-count-from-cpus', {}));
      }
      ts.forEachChild(node, visit);
    };
    visit(sourceFile);
    return found;
  },
};

/** Follows a number of cores to what it is used for. One that is only displayed, or describes the machine, is fine. */
class SizeReader {
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** Returns the expression of a list of cores that decides how many workers there are; `null` if it does not. */
  sizedBy(cores: ts.Expression): ts.Expression | null {
    const { parent } = cores;
    // The choice of the programmer where the better function does not exist.
    const around = ts.findAncestor(cores, (node) => ts.isFunctionLike(node) || ts.isStatement(node));
    if (around && /\bavailableParallelism\b/.test((ts.findAncestor(cores, ts.isFunctionLike) ?? around).getText()))
      return null;
    if (ts.isPropertyAccessExpression(parent) && parent.expression === cores) {
      if (parent.name.text === 'length') return this.#sizes(parent, 0) ? parent : null;
      const { parent: call } = parent;
      const isWalked = /^(map|forEach|flatMap)$/.test(parent.name.text) && ts.isCallExpression(call);
      return isWalked && call.arguments.some((each) => this.#starts(each)) ? cores : null;
    }
    if (ts.isForOfStatement(parent)) return this.#starts(parent.statement) ? cores : null;
    if (!ts.isVariableDeclaration(parent)) return null;
    if (ts.isObjectBindingPattern(parent.name)) {
      const length = parent.name.elements.find((each) => (each.propertyName ?? each.name).getText() === 'length');
      return length && this.#isSizeName(length, 0) ? cores : null;
    }
    const sized = this.#referencesOf(parent)
      .map((each) => each.parent)
      .find((each) => ts.isPropertyAccessExpression(each) && each.name.text === 'length' && this.#sizes(each, 1));
    return sized ? cores : null;
  }

  #sizes(number: ts.Node, depth: number): boolean {
    if (depth > deepest) return false;
    let value = number;
    while (isArithmetic(value.parent, value)) value = value.parent;
    const { parent } = value;
    if (
      ts.isVariableDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isBindingElement(parent)
    )
      return parent.initializer === value && this.#isSizeName(parent, depth);
    if (ts.isPropertyAssignment(parent)) return this.#isOption(parent, depth);
    if (ts.isShorthandPropertyAssignment(parent)) return this.#isOption(parent, depth);
    if (ts.isBinaryExpression(parent)) return this.#isBoundOrAssigned(parent, value, depth);
    if (ts.isWhileStatement(parent)) return this.#starts(parent.statement);
    if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return this.#isArgument(parent, value, depth);
    const around = ts.findAncestor(value, ts.isFunctionLike);
    const isResult = ts.isReturnStatement(parent) || (around && ts.isArrowFunction(around) && around.body === value);
    return isResult === true && around !== undefined && this.#isSizeFunction(around, depth);
  }

  #isSizeName(declaration: ts.NamedDeclaration & { name: ts.Node }, depth: number): boolean {
    if (sizing.test(declaration.name.getText())) return true;
    return this.#referencesOf(declaration).some((each) => this.#sizes(reference(each), depth + 1));
  }

  #isSizeFunction(node: ts.SignatureDeclaration, depth: number): boolean {
    const holder = node.parent as ts.Node & { name?: ts.Node };
    if (sizing.test((node.name ?? holder.name)?.getText() ?? '')) return true;
    return callsOf(node, this.#checker).some((call) => this.#sizes(call, depth + 1));
  }

  #isOption(property: ts.PropertyAssignment | ts.ShorthandPropertyAssignment, depth: number): boolean {
    const name = property.name.getText();
    if (sizing.test(name)) return true;
    const { parent: given } = property.parent;
    if (!ts.isCallExpression(given) && !ts.isNewExpression(given)) return false;
    if (name === 'length' && given.expression.getText() === 'Array.from') return this.#isArrayOfWorkers(given);
    return depth <= deepest && sizeOptions.test(name) && parallelConstruct(given, this.#checker) !== null;
  }

  /** `for (let i = 0; i < cores; i++) fork()`, `size = cores`. */
  #isBoundOrAssigned(parent: ts.BinaryExpression, value: ts.Node, depth: number): boolean {
    const operator = parent.operatorToken.getText();
    if (/^[<>]=?$|^[!=]==?$/.test(operator)) {
      const loop = parent.parent;
      return ts.isIterationStatement(loop, false) && this.#starts(loop.statement);
    }
    if (operator !== '=' || parent.right !== value) return false;
    if (sizing.test(parent.left.getText())) return true;
    const assigned = ts.isPropertyAccessExpression(parent.left) ? parent.left.name : parent.left;
    const declaration = this.#checker.getSymbolAtLocation(assigned)?.valueDeclaration;
    return (
      declaration !== undefined &&
      this.#referencesOf(declaration).some((each) => each !== assigned && this.#sizes(reference(each), depth + 1))
    );
  }

  #isArgument(call: ts.CallExpression | ts.NewExpression, value: ts.Node, depth: number): boolean {
    const index = call.arguments?.findIndex((each) => each === value) ?? -1;
    if (index < 0) return false;
    const callee = call.expression.getText();
    if (callee === 'Array') return this.#isArrayOfWorkers(call);
    const name = ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : callee;
    if (parallelConstruct(call, this.#checker) || limiters.test(name)) return true;
    const parameter = functionOf(call.expression, this.#checker)?.parameters[index];
    return parameter !== undefined && this.#isSizeName(parameter, depth + 1);
  }

  /** `Array.from({ length: cores }, () => new Worker(...))`, `[...Array(cores)].map(...)`. */
  #isArrayOfWorkers(array: ts.Node): boolean {
    let whole = array;
    while (
      (ts.isPropertyAccessExpression(whole.parent) && whole.parent.expression === whole) ||
      (ts.isCallExpression(whole.parent) && whole.parent.expression === whole) ||
      ts.isSpreadElement(whole.parent) ||
      ts.isArrayLiteralExpression(whole.parent)
    )
      whole = whole.parent;
    return this.#starts(whole);
  }

  #starts(code: ts.Node): boolean {
    return startsWorkers(code, this.#checker);
  }

  #referencesOf(declaration: ts.NamedDeclaration): ts.Node[] {
    const name = declaration.name;
    const symbol = name && this.#checker.getSymbolAtLocation(name);
    if (!name || !symbol) return [];
    const found: ts.Node[] = [];
    const visit = (node: ts.Node): void => {
      if (
        (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) &&
        node !== name &&
        (ts.isIdentifier(node) ? referredSymbol(node, this.#checker) : this.#checker.getSymbolAtLocation(node)) ===
          symbol
      )
        found.push(node);
      ts.forEachChild(node, visit);
    };
    visit(declaration.getSourceFile());
    return found;
  }
}

/** Returns the whole reference: `this.size` for `size`. */
function reference(name: ts.Node): ts.Node {
  return ts.isPropertyAccessExpression(name.parent) && name.parent.name === name ? name.parent : name;
}

function isArithmetic(parent: ts.Node, value: ts.Node): boolean {
  if (ts.isExpression(parent) && unwrap(parent) !== parent) return true;
  if (ts.isConditionalExpression(parent)) return parent.condition !== value;
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) return true;
  if (ts.isBinaryExpression(parent)) return /^(\+|-|\*|\/|\?\?|\|\||&&|>>>?|\|)$/.test(parent.operatorToken.getText());
  return (
    ts.isCallExpression(parent) &&
    /^(Math\.\w+|Number|String|parseInt)$/.test(parent.expression.getText()) &&
    parent.expression !== value
  );
}
