import type ts from 'typescript';

/** How module-level code gets at a value, or why it cannot. */
export interface Place {
  /** As `list` shows it. */
  name: string;
  /** See `Target.expression`. */
  expression: string | null;
  /** The required `this` of a method, as an expression; `null`: none. */
  receiver: string | null;
  exported: boolean;
  /** The node that contains the name; the value itself if it has none. */
  nameNode: ts.Node;
  /** The statement or member that carries the JSDoc. */
  owner: ts.Node;
  /** Why nothing here can be profiled. */
  blocked: string | null;
}
