import type ts from 'typescript';

/** How module-level code gets at a value, or why it cannot. */
export interface Place {
  /** As `list` shows it. */
  name: string;
  /** See `Target.expression`. */
  expression: string | null;
  /** What `this` must be for a method, as an expression; `null`: nothing. */
  receiver: string | null;
  exported: boolean;
  /** What the name is written in; the value itself where it has no name. */
  nameNode: ts.Node;
  /** The statement or member that carries the JSDoc. */
  owner: ts.Node;
  /** Why nothing here can be profiled. */
  blocked: string | null;
}
