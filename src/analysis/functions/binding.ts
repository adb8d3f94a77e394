import type ts from 'typescript';

/** The expression by which module-level code accesses a value, or the reason why it cannot. */
export interface Binding {
  /** The name that `list` prints. */
  name: string;
  /** Other names by which users refer to it: the local name of a renamed export, `default`. */
  alsoNamed?: readonly string[];
  /** See `Target.expression`. */
  expression: string | null;
  /** See `Target.exportPath`. */
  exportPath?: readonly string[];
  /** The required `this` of a method, as an expression; `null` if it needs none. */
  receiver: string | null;
  exported: boolean;
  /** The node that contains the name; the value itself if it has none. */
  nameNode: ts.Node;
  /** The statement or member that carries the JSDoc. */
  owner: ts.Node;
  /** Why nothing here can be profiled. */
  blocked: string | null;
}
