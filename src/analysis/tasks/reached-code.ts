import ts from 'typescript';
import { isOfOtherPackage } from '../syntax/other-package.ts';
import { perChecker } from '../syntax/per-checker.ts';

/** More pieces than any function needs; keeps generated code from taking seconds. */
const mostPieces = 2000;

/**
 * Returns the code of the project that a function reaches, each piece once, in the order in which it is found: the
 * function, then the functions, variables and classes that it refers to, directly or not, and the statements of their
 * modules that use those variables. Installed packages and types are left out.
 */
export const reachedCode = perChecker((target: ts.Node, checker): readonly ts.Node[] => {
  const reached = new ReachedCode(checker);
  reached.add(target);
  return reached.pieces;
});

class ReachedCode {
  readonly pieces: ts.Node[] = [];
  readonly #checker: ts.TypeChecker;
  readonly #known = new Set<ts.Node>();
  readonly #variables = new Set<ts.Symbol>();

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  add(target: ts.Node): void {
    this.#take(target);
    let followed = 0;
    do {
      for (; followed < this.pieces.length && followed < mostPieces; followed++) {
        const piece = this.pieces[followed];
        if (piece) this.#follow(piece);
      }
    } while (followed < mostPieces && this.#takeStatements());
  }

  #take(piece: ts.Node): void {
    for (let node = piece; !ts.isSourceFile(node); node = node.parent) if (this.#known.has(node)) return;
    this.#known.add(piece);
    this.pieces.push(piece);
  }

  #follow(node: ts.Node): void {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) this.#followName(node);
    else if (ts.isStringLiteralLike(node)) this.#followModule(node);
    ts.forEachChild(node, (child) => this.#follow(child));
  }

  #followName(name: ts.Identifier | ts.PrivateIdentifier): void {
    for (const declaration of this.#declarationsOf(name)) {
      const piece = pieceOf(declaration);
      if (piece === null || !isOfProject(piece, name)) continue;
      if (ts.isVariableDeclaration(piece)) {
        const symbol = this.#checker.getSymbolAtLocation(piece.name);
        if (symbol) this.#variables.add(symbol);
      }
      this.#take(piece);
    }
  }

  /** A module that is loaded while the function runs is reached as a whole: its members cannot be told apart. */
  #followModule(literal: ts.StringLiteralLike): void {
    const { parent } = literal;
    const isLoaded =
      ts.isCallExpression(parent) &&
      (parent.expression.kind === ts.SyntaxKind.ImportKeyword ||
        (ts.isIdentifier(parent.expression) && parent.expression.text === 'require'));
    const module = isLoaded ? this.#checker.getSymbolAtLocation(literal)?.valueDeclaration : undefined;
    if (module && ts.isSourceFile(module) && isOfProject(module, literal))
      for (const each of module.statements) this.#take(each);
  }

  #declarationsOf(name: ts.Identifier | ts.PrivateIdentifier): readonly ts.Declaration[] {
    const shorthand = ts.isShorthandPropertyAssignment(name.parent);
    const symbol = shorthand
      ? this.#checker.getShorthandAssignmentValueSymbol(name.parent)
      : this.#checker.getSymbolAtLocation(name);
    if (!symbol) return [];
    const meant = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    return meant.declarations ?? [];
  }

  /**
   * Takes statements at the top of a module that use a reached variable, such as the loop that fills a table. Returns
   * whether there were any.
   */
  #takeStatements(): boolean {
    const before = this.pieces.length;
    for (const file of new Set(this.pieces.map((piece) => piece.getSourceFile())))
      for (const statement of file.statements)
        if (isPlainStatement(statement) && !this.#known.has(statement) && this.#usesVariable(statement))
          this.#take(statement);
    return this.pieces.length > before;
  }

  #usesVariable(node: ts.Node): boolean {
    if (ts.isIdentifier(node)) {
      const symbol = this.#checker.getSymbolAtLocation(node);
      return symbol !== undefined && this.#variables.has(symbol);
    }
    return ts.forEachChild(node, (child) => this.#usesVariable(child)) ?? false;
  }
}

/** Returns what a declaration adds to the code that runs; `null` for a type, a parameter or an import. */
function pieceOf(declaration: ts.Declaration): ts.Node | null {
  if (ts.isBindingElement(declaration)) {
    let node: ts.Node = declaration;
    while (ts.isBindingElement(node) || ts.isBindingName(node)) node = node.parent;
    return ts.isVariableDeclaration(node) ? node : null;
  }
  if (ts.isExportAssignment(declaration)) return declaration.expression;
  // A file of data, which is imported as a value.
  if (ts.isSourceFile(declaration))
    return declaration.fileName.endsWith('.json') ? (declaration.statements[0] ?? null) : null;
  const hasCode =
    ts.isFunctionLike(declaration) ||
    ts.isClassLike(declaration) ||
    ts.isEnumDeclaration(declaration) ||
    ts.isVariableDeclaration(declaration) ||
    ts.isPropertyDeclaration(declaration) ||
    ts.isPropertyAssignment(declaration) ||
    ts.isBinaryExpression(declaration);
  return hasCode && !ts.isTypeNode(declaration) ? declaration : null;
}

function isPlainStatement(statement: ts.Statement): boolean {
  return !(
    ts.isDeclarationStatement(statement) ||
    ts.isVariableStatement(statement) ||
    ts.isImportDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isExportAssignment(statement)
  );
}

function isOfProject(node: ts.Node, target: ts.Node): boolean {
  return !node.getSourceFile().isDeclarationFile && !isOfOtherPackage(node, target);
}
