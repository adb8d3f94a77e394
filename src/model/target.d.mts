/**
 * The syntax of a function in its source, which decides how the engine reaches it. A `value` yields a function when it
 * is evaluated: `memoize(f)`, `f.bind(null)`, another name for a function.
 */
export type FunctionKind =
  'function' | 'arrow' | 'function-expression' | 'method' | 'static-method' | 'constructor' | 'accessor' | 'value';
/** A place in a source file. Lines and columns start at 1; `endColumn` is exclusive. */
export interface SourceLocation {
  /** Absolute path. */
  file: string;
  line: Position;
  column: Position;
  endLine?: Position;
  endColumn?: Position;
}
/**
 * Counted from 1.
 * @asType integer
 * @minimum 1
 */
type Position = number;
/** One parameter as written. */
export interface Parameter {
  name: string;
  /** The type as written or inferred; absent in plain JavaScript without JSDoc types. */
  type?: string;
  optional: boolean;
  rest: boolean;
}
/** The function to profile, at a place in a file. */
export interface Target {
  /** Absolute path of the file that declares the function. */
  file: string;
  /** As `list` shows it: `square`, `Matrix.multiply` for a static method, `default` for an anonymous default export. */
  name: string;
  kind: FunctionKind;
  exported: boolean;
  /** `async`, or declared to return a promise. */
  async: boolean;
  parameters: Parameter[];
  /** Position of the name, or of the function's first token if it has none. */
  location: SourceLocation;
  /**
   * The expression that yields the function inside its module's scope (`square`, `Matrix.multiply.bind(Matrix)`), or
   * `null` if it is reachable only through the module's default export.
   */
  expression: string | null;
  /**
   * The names that lead from the module's exports to the function if no expression in the module does: `['default',
   * 'area']` for a static method of a class without a name. Absent: the default export.
   */
  exportPath?: readonly string[];
}
/** An entry of `list`: a function that the user can select, and whether it can be profiled. */
export type ListedFunction = Target & {
  /** The whole function, from the start of its JSDoc to the end of its body. */
  extent: Required<SourceLocation>;
  /** Whether the body has a loop or a call: other functions rarely take long enough for a pool. */
  hasWork: boolean;
  /** Whether it has an `@inputs` tag. */
  tagged: boolean;
  /** Other names by which users may refer to it: the local name of a renamed export, `default`. */
  otherNames: readonly string[];
} & (
    | {
        profilable: true;
      }
    | {
        profilable: false; /** The obstacle, and what to do. */
        reason: string;
      }
  );
export {};
//# sourceMappingURL=target.d.mts.map
