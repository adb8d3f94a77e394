import ts from 'typescript';
import { bindFile, isReference, referredSymbol } from './bind-file.ts';
import { unwrap } from './member-path.ts';

/** Moves an expression to module scope; returns `null` if that is impossible. */
export type Move = (expression: ts.Expression) => string | null;

/** A loop, or a callback that is called once per item. */
export interface Iteration {
  node: ts.Node;
  /** Symbols that it assigns for each item. */
  variables: Set<ts.Symbol>;
  /** Whether an argument is the item itself, so that the items need no mapping. */
  isItem(argument: ts.Expression): boolean;
  /** An array of all items. */
  items(move: Move): string | null;
  /**
   * An array of the values of `body`, which may use the variables, for each item; with `flat`, the bodies are arrays to
   * be joined.
   */
  mapped(body: string, flat: boolean, move: Move): string | null;
}

/** Returns the symbols that patterns declare. */
export function variablesOf(names: readonly ts.BindingName[]): Set<ts.Symbol> {
  const variables = new Set<ts.Symbol>();
  const add = (name: ts.BindingName): void => {
    if (ts.isIdentifier(name)) {
      const symbol = bindFile(name.getSourceFile()).getSymbolAtLocation(name);
      if (symbol) variables.add(symbol);
    } else for (const element of name.elements) if (ts.isBindingElement(element)) add(element.name);
  };
  names.forEach(add);
  return variables;
}

/** Returns whether an expression is the variable that a name declares. */
export function isSame(argument: ts.Expression, name: ts.Node): boolean {
  const value = unwrap(argument);
  if (!ts.isIdentifier(value) || !ts.isIdentifier(name) || !isReference(value)) return false;
  const checker = bindFile(value.getSourceFile());
  const symbol = referredSymbol(value, checker);
  return symbol !== undefined && symbol === checker.getSymbolAtLocation(name);
}

/** Wraps a text, if there is one, between two others. */
export function around(before: string, text: string | null, after = ''): string | null {
  return text === null ? null : before + text + after;
}

/** Parenthesizes an object literal, which would be read as a block in an arrow function. */
export function bodyText(body: string): string {
  return body.startsWith('{') ? `(${body})` : body;
}
