import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import type { Surroundings } from '../inputs/find-uses.ts';
import { bindFile, isReference, referredSymbol } from '../syntax/bind-file.ts';
import { describeLocal } from '../syntax/module-scope-expression.ts';
import { repeatsBoth, writesOf } from '../syntax/writes.ts';
import { importsOf } from './imports-of.ts';
import type { ModuleResolver } from './module-resolver.ts';

/** The file in whose scope a slice is evaluated. */
export interface SliceHost {
  file: string;
  isCommonjs: boolean;
  /** Names declared at its top level; they would shadow globals of the other module. */
  declared: ReadonlySet<string>;
}

/** An expression that yields the inputs, or the end of a sentence that says why there is none. */
export type Slice = { expression: string; reason: null } | { expression: null; reason: string };

class Refusal extends Error {}

const hooks = /^(?:before|beforeAll|beforeEach|setup|suiteSetup)$/;

/** Provides all variables of another module except those that change between items. */
export function moduleSurroundings(sourceFile: ts.SourceFile): Surroundings {
  return {
    provides: (symbol, iterations) => {
      const declaration = symbol.declarations?.[0];
      if (!declaration || ts.isSourceFile(declaration) || declaration.getSourceFile() !== sourceFile) return false;
      return !iterations.some(({ node }) => isWithin(declaration, node));
    },
  };
}

/**
 * Makes the inputs of a call in one module evaluable in another. The result is an async function called in place that
 * contains only the imports, declarations and statements that the inputs need.
 * @param expression the inputs, in the scope of `use`
 * @param needs the variables of the module that the expression refers to
 */
export function sliceModule(
  use: ts.Node,
  expression: string,
  needs: Iterable<ts.Symbol>,
  host: SliceHost,
  resolver: ModuleResolver,
): Slice {
  try {
    return { expression: new ModuleSlicer(use, host, resolver).slice(expression, needs), reason: null };
  } catch (error) {
    if (error instanceof Refusal) return { expression: null, reason: error.message };
    throw error;
  }
}

class ModuleSlicer {
  readonly #use: ts.Node;
  readonly #sourceFile: ts.SourceFile;
  readonly #checker: ts.TypeChecker;
  readonly #host: SliceHost;
  readonly #resolver: ModuleResolver;
  readonly #seen = new Set<ts.Symbol>();
  readonly #names = new Map<string, ts.Symbol>();
  readonly #imports: string[] = [];
  readonly #units = new Map<ts.Node, string>();

  constructor(use: ts.Node, host: SliceHost, resolver: ModuleResolver) {
    this.#use = use;
    this.#sourceFile = use.getSourceFile();
    this.#checker = bindFile(this.#sourceFile);
    this.#host = host;
    this.#resolver = resolver;
  }

  slice(expression: string, needs: Iterable<ts.Symbol>): string {
    for (const symbol of needs) this.#need(symbol);
    const statements = [...this.#units].sort(([a], [b]) => depthOf(a) - depthOf(b) || a.pos - b.pos);
    const body = [...this.#imports, ...statements.map(([, text]) => text), `return (${expression}\n);`].join('\n');
    const { text, here } = this.#localize(body);
    if (this.#imports.length === 0 && statements.length === 0 && here.length === 0) return expression;
    if (here.length === 0) return `await (async () => {\n${text}})()`;
    const url = this.#host.isCommonjs
      ? 'require("node:url").pathToFileURL(__filename)'
      : 'typeof __filename === "string" ? require("node:url").pathToFileURL(__filename) : import.meta.url';
    const path = this.#relative(this.#sourceFile.fileName);
    return `await (async (callerUrl) => {\n${here.join('\n')}\n${text}})(new URL(${JSON.stringify(path)}, ${url}).href)`;
  }

  #need(symbol: ts.Symbol): void {
    if (this.#seen.has(symbol)) return;
    this.#seen.add(symbol);
    const declaration = symbol.valueDeclaration ?? symbol.declarations?.[0];
    if (!declaration || ts.isSourceFile(declaration)) return;
    const other = this.#names.get(symbol.name);
    if (other && other !== symbol) throw new Refusal(`it needs two variables named \`${symbol.name}\``);
    this.#names.set(symbol.name, symbol);
    if (ts.findAncestor(declaration, isImport)) {
      this.#import(symbol.name);
      return;
    }
    const variable = variableOf(declaration);
    if (variable) this.#variable(symbol, variable);
    else if (ts.isFunctionDeclaration(declaration) || ts.isClassDeclaration(declaration)) this.#declare(declaration);
    else if (ts.isEnumDeclaration(declaration)) this.#declare(declaration);
    else if (ts.isModuleDeclaration(declaration)) throw new Refusal(`it needs the namespace \`${symbol.name}\``);
    else throw new Refusal(describeLocal(symbol, declaration));
  }

  #import(local: string): void {
    const imported = importsOf(this.#sourceFile).find((entry) => entry.isTopLevel && entry.local === local);
    if (!imported) return;
    const { specifier, name } = imported;
    const attributes = specifier.endsWith('.json') ? ', { with: { type: "json" } }' : '';
    const module = `await import(${JSON.stringify(this.#rewrite(specifier))}${attributes})`;
    if (name === '*') this.#imports.push(`const ${local} = ${module};`);
    else if (name === 'default') this.#imports.push(`const ${local} = (${module}).default;`);
    else this.#imports.push(`const { ${name === local ? name : `${name}: ${local}`} } = ${module};`);
  }

  #variable(symbol: ts.Symbol, variable: ts.VariableDeclaration): void {
    const list = variable.parent;
    const statement = list.parent;
    if (!ts.isVariableDeclarationList(list) || !ts.isVariableStatement(statement))
      throw new Refusal(`it needs the local \`${symbol.name}\``);
    if (isAmbient(statement)) return;
    const keyword = list.flags & ts.NodeFlags.Const ? 'const' : list.flags & ts.NodeFlags.Let ? 'let' : 'var';
    this.#unit(variable, `${keyword} ${variable.getText()};`);
    for (const write of writesOf(symbol, this.#sourceFile))
      if (!isWithin(write, variable)) this.#written(symbol, write, statement);
  }

  /** Includes the statement that assigns or fills a variable. */
  #written(symbol: ts.Symbol, write: ts.Identifier, declared: ts.VariableStatement): void {
    const scope = declared.parent;
    let statement: ts.Node = write;
    while (statement.parent !== scope) {
      if (ts.isSourceFile(statement.parent)) return;
      statement = statement.parent;
    }
    if (isWithin(this.#use, statement)) {
      const isBefore = write.pos < this.#use.pos || repeatsBoth(this.#use, write, statement.parent);
      if (isBefore) throw new Refusal(`\`${symbol.name}\` changes in the code around it`);
      return;
    }
    if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) {
      this.#callsAtTop(statement, scope);
    } else if (ts.isVariableStatement(statement)) {
      for (const { name } of statement.declarationList.declarations) {
        const inside = ts.isIdentifier(name) ? this.#checker.getSymbolAtLocation(name) : undefined;
        if (
          inside &&
          !ts.findAncestor(write, (node) => node !== statement && ts.isFunctionLike(node) && isWithin(node, statement))
        )
          this.#need(inside);
      }
    } else if (statement.pos < this.#use.pos || crossesFunction(this.#use, scope)) {
      this.#statement(statement);
    }
  }

  /** Includes the statements of a scope that call a function which changes a variable. */
  #callsAtTop(declaration: ts.FunctionDeclaration | ts.ClassDeclaration, scope: ts.Node): void {
    const symbol = declaration.name && this.#checker.getSymbolAtLocation(declaration.name);
    if (!symbol) return;
    const isLater = crossesFunction(this.#use, scope);
    ts.forEachChild(scope, (statement) => {
      if (isWithin(this.#use, statement) || (statement.pos > this.#use.pos && !isLater)) return;
      if (!this.#calls(statement, symbol)) return;
      if (ts.isVariableStatement(statement)) this.#needAll(statement);
      else this.#statement(statement);
    });
  }

  /** Returns whether a statement, when it runs, calls a function by its name. */
  #calls(node: ts.Node, symbol: ts.Symbol): boolean {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
    const isCall = ts.isCallExpression(node) && ts.isIdentifier(node.expression);
    if (isCall && referredSymbol(node.expression, this.#checker) === symbol) return true;
    return ts.forEachChild(node, (child) => this.#calls(child, symbol)) ?? false;
  }

  #needAll({ declarationList }: ts.VariableStatement): void {
    for (const { name } of declarationList.declarations) {
      const symbol = ts.isIdentifier(name) ? this.#checker.getSymbolAtLocation(name) : undefined;
      if (symbol) this.#need(symbol);
    }
  }

  #statement(statement: ts.Node): void {
    if (leaves(statement)) throw new Refusal('the code before it returns early');
    const hook = hookOf(statement);
    this.#unit(statement, hook ? `await (${hook.getText()})();` : statement.getText(), hook ?? statement);
  }

  #declare(declaration: ts.FunctionDeclaration | ts.ClassDeclaration | ts.EnumDeclaration): void {
    if (isAmbient(declaration)) return;
    const modifiers = (ts.getModifiers(declaration) ?? []).filter(({ kind }) => isExportModifier(kind));
    const start = declaration.getStart();
    const text = modifiers.reduceRight(
      (rest, modifier) => rest.slice(0, modifier.getStart() - start) + rest.slice(modifier.end - start),
      declaration.getText(),
    );
    this.#unit(declaration, text);
  }

  #unit(node: ts.Node, text: string, read: ts.Node = node): void {
    if (this.#units.has(node)) return;
    this.#units.set(node, text);
    const visit = (inner: ts.Node): void => {
      if (ts.isTypeNode(inner) && !ts.isExpressionWithTypeArguments(inner)) return;
      if (ts.isIdentifier(inner) && isReference(inner)) {
        const symbol = referredSymbol(inner, this.#checker);
        const declaration = symbol?.declarations?.[0];
        if (symbol && declaration?.getSourceFile() === this.#sourceFile && !isWithin(declaration, node))
          this.#need(symbol);
        else if (!symbol && this.#host.declared.has(inner.text))
          throw new Refusal(`\`${inner.text}\` is another variable in the file of the function`);
      }
      ts.forEachChild(inner, visit);
    };
    visit(read);
  }

  /** Rewrites code that depends on the file's location and returns the declarations that it needs. */
  #localize(body: string): { text: string; here: string[] } {
    const parse = (text: string): ts.SourceFile =>
      ts.createSourceFile('slice.tsx', text, ts.ScriptTarget.Latest, true, kindOf(this.#sourceFile));
    const tree = parse(body);
    const edits: { start: number; end: number; text: string }[] = [];
    const used = new Set<string>();
    const visit = (node: ts.Node): void => {
      if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) {
        edits.push({ start: node.getStart(), end: node.end, text: 'importMeta' });
        used.add('importMeta');
      } else if (ts.isIdentifier(node) && isReference(node) && /^(?:require|__filename|__dirname)$/.test(node.text)) {
        used.add(node.text);
      } else if (ts.isPropertyAccessExpression(node) && /^process\.(?:argv|stdin|exit)$/.test(node.getText())) {
        throw new Refusal(`it needs \`${node.getText()}\` of the running program`);
      }
      const [specifier] = ts.isCallExpression(node) ? node.arguments : [];
      // The imports included above already have the right path.
      if (
        ts.isCallExpression(node) &&
        node.expression.kind === ts.SyntaxKind.ImportKeyword &&
        specifier &&
        ts.isStringLiteralLike(specifier) &&
        node.pos >= this.#imports.join('\n').length
      )
        edits.push({
          start: specifier.getStart(),
          end: specifier.end,
          text: JSON.stringify(this.#rewrite(specifier.text)),
        });
      ts.forEachChild(node, visit);
    };
    visit(tree);
    let text = body;
    for (const edit of edits.sort((a, b) => b.start - a.start))
      text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    // A module may declare these names itself, as ES modules do for `__dirname`.
    for (const name of this.#names.keys()) used.delete(name);
    return { text: ts.createPrinter({ removeComments: true }).printFile(parse(text)), here: placeOfCaller(used) };
  }

  #rewrite(specifier: string): string {
    const from = this.#sourceFile.fileName;
    if (isBuiltin(specifier)) return specifier;
    const resolved = this.#resolver.resolve(specifier, from);
    if (resolved !== null) return this.#relative(resolved);
    if (/^\.{1,2}(?:\/|$)/.test(specifier)) return this.#relative(join(dirname(from), specifier));
    if (this.#resolver.isInstalled(specifier, from) && !this.#resolver.isInstalled(specifier, this.#host.file))
      throw new Refusal(`it imports "${specifier}", which is not installed for the file of the function`);
    return specifier;
  }

  #relative(path: string): string {
    const text = relative(dirname(this.#host.file), path).replaceAll('\\', '/');
    return text.startsWith('.') ? text : `./${text}`;
  }
}

/** Declarations of the variables that Node provides to each module. */
function placeOfCaller(used: ReadonlySet<string>): string[] {
  if (used.size === 0) return [];
  const lines = [
    'const callerPath = (await import("node:url")).fileURLToPath(callerUrl);',
    'const callerFolder = (await import("node:path")).dirname(callerPath);',
  ];
  if (used.has('importMeta'))
    lines.push('const importMeta = { url: callerUrl, filename: callerPath, dirname: callerFolder };');
  if (used.has('__filename')) lines.push('const __filename = callerPath;');
  if (used.has('__dirname')) lines.push('const __dirname = callerFolder;');
  if (used.has('require')) lines.push('const require = (await import("node:module")).createRequire(callerUrl);');
  return lines;
}

function kindOf({ fileName }: ts.SourceFile): ts.ScriptKind {
  return /\.[cm]?ts$/.test(fileName) ? ts.ScriptKind.TS : ts.ScriptKind.TSX;
}

function isImport(node: ts.Node): boolean {
  return ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node);
}

function variableOf(declaration: ts.Declaration): ts.VariableDeclaration | null {
  let node: ts.Node = declaration;
  while (ts.isBindingElement(node) || ts.isObjectBindingPattern(node) || ts.isArrayBindingPattern(node))
    node = node.parent;
  return ts.isVariableDeclaration(node) ? node : null;
}

function isAmbient(node: ts.HasModifiers): boolean {
  return (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword);
}

function isExportModifier(kind: ts.SyntaxKind): boolean {
  return kind === ts.SyntaxKind.ExportKeyword || kind === ts.SyntaxKind.DefaultKeyword;
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}

/** Number of scopes around a node. */
function depthOf(node: ts.Node): number {
  let depth = 0;
  for (let outer: ts.Node = node.parent; !ts.isSourceFile(outer); outer = outer.parent) if (ts.isBlock(outer)) depth++;
  return depth;
}

/** Returns whether code inside a node runs later than the statements of an enclosing scope. */
function crossesFunction(node: ts.Node, scope: ts.Node): boolean {
  for (let outer = node.parent; outer !== scope && !ts.isSourceFile(outer); outer = outer.parent)
    if (ts.isFunctionLike(outer)) return true;
  return false;
}

/** Returns the callback of `beforeAll(() => { ... })`. */
function hookOf(statement: ts.Node): ts.Expression | null {
  if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) return null;
  const { expression, arguments: given } = statement.expression;
  const callback = given.find((argument) => ts.isArrowFunction(argument) || ts.isFunctionExpression(argument));
  return ts.isIdentifier(expression) && hooks.test(expression.text) ? (callback ?? null) : null;
}

function leaves(statement: ts.Node): boolean {
  const visit = (node: ts.Node): boolean =>
    !ts.isFunctionLike(node) && (ts.isReturnStatement(node) || (ts.forEachChild(node, visit) ?? false));
  return visit(statement);
}
