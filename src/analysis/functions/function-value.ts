import ts from 'typescript';
import { isFunction, isObjectMethod, propertyName, unwrap, valueOf } from '../syntax/member-path.ts';
import { declarationOf, extendedBy, topLevelDeclaration } from './declarations.ts';
import { signatureOf } from './declared-signature.ts';
import { isAssignment, isExportsPath, isModuleExports } from './exported-names.ts';
import { followImport, ofImport } from './follow-import.ts';
import { hasModifier, isStatic } from './read-signature.ts';

/** A function that an expression yields, as far as the text shows it. */
export interface FunctionValue {
  /** The function that does the work, or the type that declares its signature; `null` if the text shows neither. */
  node: ts.SignatureDeclaration | null;
  /** Leading parameters that `bind` has already given. */
  bound: number;
}

type Key = string;

const deepest = 12;

/** Functions that return something else than a function, although they take one. */
const takesCallback =
  /^(set(Timeout|Interval|Immediate)|queueMicrotask|request(AnimationFrame|IdleCallback)|describe|it|test|suite|(before|after)(Each|All)?|create(Server|App|Store|Context|SecureServer)|use[A-Z]\w*|computed|effect|watch(Effect)?|forwardRef|lazy|preprocess|defineConfig|String|Number|Boolean|Symbol|BigInt|require|fetch)$/;
/** Methods of a library that return a function for a function: `_.debounce(f)`, `util.promisify(f)`. */
const wrapper =
  /^(\w*[mM]emo(i[sz]e)?\w*|\w*[cC]ache[d]?|debounce|throttle|once|curry(N|Right)?|partial(Right)?|wrap\w*|with[A-Z]\w*|pipe|flow(Right)?|compose\w*|promisify|callbackify|deprecate|negate|flip|unary|ary|before|after|rearg|createSelector|bind|useWith|limit\w*|retry\w*|lift\w*|middy|tracer?|instrument\w*|measure\w*)$/;

/** Returns the function that an expression yields at run time; `null` if the text does not show that it is one. */
export function functionValue(written: ts.Expression, depth = 0): FunctionValue | null {
  if (depth > deepest) return null;
  const value = valueOf(written);
  if (isFunction(value)) return { node: value, bound: 0 };
  if (ts.isIdentifier(value)) {
    const declaration = declarationOf(value);
    return declaration && functionOfDeclaration(declaration, depth + 1);
  }
  if (ts.isPropertyAccessExpression(value)) return memberFunction(value.expression, [value.name.text], depth + 1);
  if (ts.isElementAccessExpression(value)) {
    const { argumentExpression: key } = value;
    if (ts.isStringLiteralLike(key) || ts.isNumericLiteral(key))
      return memberFunction(value.expression, [key.text], depth + 1);
  }
  if (ts.isConditionalExpression(value)) return either([value.whenTrue, value.whenFalse], depth + 1);
  if (ts.isBinaryExpression(value)) return ofBinary(value, depth + 1);
  if (ts.isCallExpression(value)) return ofCall(value, depth + 1);
  if (ts.isNewExpression(value) && ts.isIdentifier(value.expression)) {
    if (value.expression.text === 'Function') return { node: null, bound: 0 };
    const [target] = value.arguments ?? [];
    if (value.expression.text === 'Proxy' && target) return functionValue(target, depth + 1);
  }
  return null;
}

/** Returns the function that a declared name refers to; `null` if the text does not show that it is one. */
export function functionOfDeclaration(declaration: ts.Declaration, depth = 0): FunctionValue | null {
  if (depth > deepest) return null;
  if (ts.isFunctionDeclaration(declaration)) return { node: declaration, bound: 0 };
  if (ts.isVariableDeclaration(declaration)) {
    const made = declaration.initializer ? functionValue(declaration.initializer, depth + 1) : null;
    const typed = declaration.type ? signatureOf(declaration.type, depth + 1, ofValue) : null;
    return typed && !takesAsMany(made, typed) ? { node: typed, bound: 0 } : made;
  }
  if (ts.isBindingElement(declaration)) return ofBindingElement(declaration, depth + 1);
  return ofImport(declaration, (file, name) => exportedFunction(file, name, depth + 1));
}

const ofValue = (declared: ts.Declaration, depth: number): ts.SignatureDeclaration | null =>
  functionOfDeclaration(declared, depth)?.node ?? null;

/** Returns whether a function that a call yields, as far as the text shows, has the parameters that its type declares. */
function takesAsMany(made: FunctionValue | null, typed: ts.SignatureDeclaration): boolean {
  if (!made?.node || ts.isConstructSignatureDeclaration(typed)) return false;
  const written = ownParameters(made.node).length - made.bound;
  return passesOn(made.node) || passesOn(typed) || written === ownParameters(typed).length;
}

function ownParameters(node: ts.SignatureDeclaration): ts.ParameterDeclaration[] {
  return node.parameters.filter(({ name }) => name.getText() !== 'this');
}

/** Returns the function that a file exports under a name. */
export function exportedFunction(sourceFile: ts.SourceFile, name: string, depth = 0): FunctionValue | null {
  if (depth > deepest) return null;
  for (const statement of sourceFile.statements) {
    const found = exportOf(statement, name, depth + 1);
    if (found) return found;
  }
  return null;
}

function exportOf(statement: ts.Statement, name: string, depth: number): FunctionValue | null {
  const isExported = ts.canHaveModifiers(statement) && hasModifier(statement, ts.SyntaxKind.ExportKeyword);
  if (isExported && ts.isFunctionDeclaration(statement)) {
    const isDefault = hasModifier(statement, ts.SyntaxKind.DefaultKeyword);
    return (isDefault ? 'default' : statement.name?.text) === name ? { node: statement, bound: 0 } : null;
  }
  if (isExported && ts.isVariableStatement(statement)) {
    const declared = topLevelDeclaration(statement.getSourceFile(), name);
    return declared && isWithin(declared, statement) ? functionOfDeclaration(declared, depth) : null;
  }
  if (ts.isExportAssignment(statement)) {
    if (name === 'default' || statement.isExportEquals)
      return name === 'default'
        ? functionValue(statement.expression, depth)
        : memberFunction(statement.expression, [name], depth);
    return null;
  }
  if (ts.isExportDeclaration(statement)) return ofExportDeclaration(statement, name, depth);
  if (!ts.isExpressionStatement(statement) || !isAssignment(statement.expression)) return null;
  const { left, right } = statement.expression;
  if (!isExportsPath(left)) return null;
  if (isModuleExports(left))
    return name === 'default' ? functionValue(right, depth) : memberFunction(right, [name], depth);
  return ts.isPropertyAccessExpression(left) && left.name.text === name ? functionValue(right, depth) : null;
}

function ofExportDeclaration(statement: ts.ExportDeclaration, name: string, depth: number): FunctionValue | null {
  const { exportClause, moduleSpecifier } = statement;
  const sourceFile = statement.getSourceFile();
  const from =
    moduleSpecifier && ts.isStringLiteral(moduleSpecifier)
      ? followImport(sourceFile.fileName, moduleSpecifier.text)
      : null;
  if (!exportClause) return from && name !== 'default' ? exportedFunction(from, name, depth) : null;
  if (!ts.isNamedExports(exportClause)) return null;
  const element = exportClause.elements.find((each) => each.name.text === name);
  if (!element) return null;
  const local = (element.propertyName ?? element.name).text;
  if (moduleSpecifier) return from && exportedFunction(from, local, depth);
  const declared = topLevelDeclaration(sourceFile, local);
  return declared && functionOfDeclaration(declared, depth);
}

function isWithin(node: ts.Node, ancestor: ts.Node): boolean {
  return ancestor.pos <= node.pos && node.end <= ancestor.end;
}

/** Returns the function if all alternatives are functions, or nothing: `isFast ? run : null`. */
function either(alternatives: readonly ts.Expression[], depth: number): FunctionValue | null {
  const isNothing = (each: ts.Expression): boolean => /^(null|undefined|void 0)$/.test(unwrap(each).getText());
  const found = alternatives.filter((each) => !isNothing(each)).map((each) => functionValue(each, depth));
  return found.includes(null) ? null : (found.find((each) => each?.node) ?? found[0] ?? null);
}

function ofBinary(value: ts.BinaryExpression, depth: number): FunctionValue | null {
  switch (value.operatorToken.kind) {
    case ts.SyntaxKind.CommaToken:
      return functionValue(value.right, depth);
    case ts.SyntaxKind.BarBarToken:
    case ts.SyntaxKind.QuestionQuestionToken:
      return functionValue(value.left, depth) ?? functionValue(value.right, depth);
    case ts.SyntaxKind.AmpersandAmpersandToken:
      return functionValue(value.right, depth);
    default:
      return null;
  }
}

function ofBindingElement(element: ts.BindingElement, depth: number): FunctionValue | null {
  const keys: Key[] = [];
  let inner: ts.BindingElement = element;
  for (;;) {
    const pattern = inner.parent;
    if (inner.dotDotDotToken) return null;
    const name = inner.propertyName ?? inner.name;
    const key = ts.isArrayBindingPattern(pattern)
      ? String(pattern.elements.indexOf(inner))
      : ts.isObjectBindingPattern(name) || ts.isArrayBindingPattern(name)
        ? null
        : propertyName(name);
    if (key === null) return null;
    keys.unshift(key);
    const holder = pattern.parent;
    if (ts.isVariableDeclaration(holder)) {
      const found = holder.initializer ? memberFunction(holder.initializer, keys, depth) : null;
      return found ?? (element.initializer ? functionValue(element.initializer, depth) : null);
    }
    if (!ts.isBindingElement(holder)) return null;
    inner = holder;
  }
}

/** Returns the function at a path of members below a value. */
function memberFunction(written: ts.Expression, keys: readonly Key[], depth: number): FunctionValue | null {
  const [key, ...rest] = keys;
  if (key === undefined) return functionValue(written, depth);
  if (depth > deepest) return null;
  const value = valueOf(written);
  const into = (next: ts.Expression): FunctionValue | null => memberFunction(next, rest, depth + 1);
  if (ts.isArrayLiteralExpression(value)) {
    const element = value.elements[Number(key)];
    return element && !ts.isSpreadElement(element) ? into(element) : null;
  }
  if (ts.isObjectLiteralExpression(value)) return memberOfObject(value, keys, depth + 1);
  if (ts.isPropertyAccessExpression(value))
    return memberFunction(value.expression, [value.name.text, ...keys], depth + 1);
  if (ts.isNewExpression(value) && ts.isIdentifier(value.expression)) {
    const declared = declarationOf(value.expression);
    return declared && ts.isClassLike(declared) ? memberOfClass(declared, keys, false, depth + 1) : null;
  }
  if (ts.isCallExpression(value)) {
    if (isObjectMethod(value, /^(freeze|seal|assign)$/))
      return value.arguments.reduce<FunctionValue | null>(
        (found, each) => found ?? memberFunction(each, keys, depth + 1),
        null,
      );
    const factory = functionValue(value.expression, depth + 1)?.node;
    return factory
      ? returnedBy(factory).reduce<FunctionValue | null>(
          (found, each) => found ?? memberFunction(each, keys, depth + 1),
          null,
        )
      : null;
  }
  if (!ts.isIdentifier(value)) return null;
  const declaration = declarationOf(value);
  if (!declaration) return null;
  if (ts.isClassLike(declaration)) return memberOfClass(declaration, keys, true, depth + 1);
  if (ts.isVariableDeclaration(declaration))
    return declaration.initializer ? memberFunction(declaration.initializer, keys, depth + 1) : null;
  return ofImport(declaration, (file, name) => {
    if (name === '*') return rest.length === 0 ? exportedFunction(file, key, depth + 1) : null;
    const exported = topLevelDeclaration(file, name);
    if (!exported) return null;
    if (ts.isClassLike(exported)) return memberOfClass(exported, keys, true, depth + 1);
    const initializer = ts.isVariableDeclaration(exported) ? exported.initializer : undefined;
    return initializer ? memberFunction(initializer, keys, depth + 1) : null;
  });
}

function memberOfObject(object: ts.ObjectLiteralExpression, keys: readonly Key[], depth: number): FunctionValue | null {
  const [key, ...rest] = keys;
  for (const property of object.properties.toReversed()) {
    if (ts.isSpreadAssignment(property)) {
      const found = memberFunction(property.expression, keys, depth);
      if (found) return found;
    } else if (propertyName(property.name) === key) {
      if (ts.isShorthandPropertyAssignment(property)) return memberFunction(property.name, rest, depth);
      if (ts.isPropertyAssignment(property)) return memberFunction(property.initializer, rest, depth);
      return ts.isMethodDeclaration(property) && rest.length === 0 ? { node: property, bound: 0 } : null;
    }
  }
  return null;
}

function memberOfClass(
  node: ts.ClassLikeDeclaration,
  keys: readonly Key[],
  ofClass: boolean,
  depth: number,
): FunctionValue | null {
  const [key, ...rest] = keys;
  const member = node.members.find(
    (each) =>
      each.name !== undefined &&
      propertyName(each.name) === key &&
      ofClass === isStatic(each) &&
      !(ts.isMethodDeclaration(each) && each.body === undefined),
  );
  if (!member) {
    const base = extendedBy(node);
    const declared = base && ts.isIdentifier(base) && depth < deepest ? declarationOf(base) : null;
    return declared && ts.isClassLike(declared) ? memberOfClass(declared, keys, ofClass, depth + 1) : null;
  }
  if (ts.isMethodDeclaration(member)) return rest.length === 0 ? { node: member, bound: 0 } : null;
  return ts.isPropertyDeclaration(member) && member.initializer
    ? memberFunction(member.initializer, rest, depth)
    : null;
}

function ofCall(call: ts.CallExpression, depth: number): FunctionValue | null {
  const callee = valueOf(call.expression);
  if (ts.isPropertyAccessExpression(callee) && callee.name.text === 'bind') {
    const target = functionValue(callee.expression, depth);
    // Only functions have this method, with rare exceptions.
    return { node: target?.node ?? null, bound: (target?.bound ?? 0) + Math.max(0, call.arguments.length - 1) };
  }
  const [first] = call.arguments;
  if (first && isObjectMethod(call, /^(assign|freeze|seal|defineProperty|defineProperties|setPrototypeOf)$/))
    return functionValue(first, depth);
  // `[f, g].reduce((f, g) => (x) => g(f(x)))`
  if (first && ts.isPropertyAccessExpression(callee) && /^reduce(Right)?$/.test(callee.name.text)) {
    const reducer = functionValue(first, depth)?.node;
    const isMade =
      reducer && returnedBy(reducer).some((each) => !ts.isIdentifier(each) && functionValue(each, depth + 1));
    return isMade ? madeBy(reducer, call, depth) : null;
  }
  const factory = functionValue(callee, depth);
  if (factory?.node) return madeBy(factory.node, call, depth);
  if (!mayWrap(callee)) return null;
  const given = functionAmong(call.arguments, depth);
  const name = ts.isPropertyAccessExpression(callee) ? callee.name.text : ts.isIdentifier(callee) ? callee.text : '';
  if (given) return name === 'partial' ? { ...given, bound: given.bound + call.arguments.length - 1 } : given;
  const isNamed = first !== undefined && (ts.isIdentifier(first) || ts.isPropertyAccessExpression(first));
  return isNamed && wrapper.test(name) ? { node: null, bound: 0 } : null;
}

/** Returns the function that a call of a factory yields. */
function madeBy(factory: ts.SignatureDeclaration, call: ts.CallExpression, depth: number): FunctionValue | null {
  const { modifiers, asteriskToken } = factory as ts.FunctionLikeDeclaration;
  if (asteriskToken || modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword)) return null;
  const declared = factory.type ? signatureOf(factory.type, depth, ofValue) : null;
  const returned = returnedBy(factory);
  let made: FunctionValue | null = declared && { node: declared, bound: 0 };
  for (const expression of returned) {
    const parameter = ts.isIdentifier(expression) ? declarationOf(expression) : null;
    const index =
      parameter && ts.isParameter(parameter) && parameter.parent === factory
        ? factory.parameters.indexOf(parameter)
        : -1;
    const argument = call.arguments[index];
    const value = argument ? functionValue(argument, depth + 1) : functionValue(expression, depth + 1);
    if (value?.node) made = value;
    else made ??= value;
  }
  if (!made) return null;
  // `memoize<A, B>(f: (a: A) => B)` and `(...args) => f(...args)` have the parameters of what they wrap.
  const isGeneric = (factory.typeParameters?.length ?? 0) > 0;
  const wrapped = isGeneric || passesOn(made.node) ? functionAmong(call.arguments, depth) : null;
  if (!wrapped) return made;
  if (passesOn(made.node)) return { ...wrapped, bound: wrapped.bound + givenFirst(factory) };
  return isSameSignature(made, wrapped) ? wrapped : made;
}

/** How many arguments a factory gives to what it wraps: 1 of `(f: (first: A, ...rest: T) => R, first: A) => (...rest: T): R`. */
function givenFirst(factory: ts.SignatureDeclaration): number {
  for (const { type } of factory.parameters) {
    if (!type || !ts.isFunctionTypeNode(type)) continue;
    const rest = type.parameters.findIndex(({ dotDotDotToken }) => dotDotDotToken);
    return Math.max(0, rest);
  }
  return 0;
}

/** Whether a factory's product may have the parameters of what it wraps: `(a: A)` of `(f: (a: A) => B) => (a: A): B`. */
function isSameSignature(made: FunctionValue, wrapped: FunctionValue): boolean {
  if (!made.node || !wrapped.node) return true;
  return ownParameters(made.node).length - made.bound === ownParameters(wrapped.node).length - wrapped.bound;
}

function functionAmong(values: readonly ts.Expression[], depth: number): FunctionValue | null {
  for (const value of values) {
    const found = ts.isSpreadElement(value) ? null : functionValue(value, depth);
    if (found) return found;
  }
  return null;
}

/** Returns whether a function only has a rest parameter, or none and reads `arguments`. */
function passesOn(node: ts.SignatureDeclaration | null): boolean {
  if (!node) return true;
  const [only, ...more] = ownParameters(node);
  if (!only) return /\barguments\b/.test(node.getText());
  return more.length === 0 && only.dotDotDotToken !== undefined;
}

/** Returns the expressions that a function returns, without those of functions inside it. */
function returnedBy(node: ts.SignatureDeclaration): ts.Expression[] {
  const { body } = node as ts.FunctionLikeDeclaration;
  if (!body) return [];
  if (!ts.isBlock(body)) return [valueOf(body)];
  const found: ts.Expression[] = [];
  const visit = (each: ts.Node): void => {
    if (ts.isReturnStatement(each) && each.expression) found.push(valueOf(each.expression));
    if (!ts.isFunctionLike(each) && !ts.isClassLike(each)) ts.forEachChild(each, visit);
  };
  ts.forEachChild(body, visit);
  return found;
}

/** Returns whether a function from elsewhere, called with a function, usually returns a function. */
function mayWrap(callee: ts.Expression): boolean {
  if (ts.isCallExpression(callee)) return mayWrap(valueOf(callee.expression));
  if (ts.isIdentifier(callee)) return !takesCallback.test(callee.text) && !isReact(callee);
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return false;
  return wrapper.test(callee.name.text) && callee.expression.text !== 'React' && !isReact(callee.expression);
}

/** Components made by React are objects, not functions. */
function isReact(name: ts.Identifier): boolean {
  let node: ts.Node | undefined = declarationOf(name) ?? undefined;
  while (node && !ts.isImportDeclaration(node)) node = ts.isSourceFile(node) ? undefined : node.parent;
  return node !== undefined && ts.isStringLiteral(node.moduleSpecifier) && /^p?react$/.test(node.moduleSpecifier.text);
}
