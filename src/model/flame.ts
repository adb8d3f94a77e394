/** A function below the one that called it. */
export interface FlameCall {
  /** `(anonymous)` without a name; `(garbage collector)` and `(program)` as V8 names them. */
  name: string;
  /** Absolute path or `node:` module; `null` for native code. */
  file: string | null;
  /** From 1; `null` for native code. */
  line: number | null;
  /** 0 for what nothing called. */
  depth: number;
  /** In the function, and in it with everything that it called. */
  selfMs: number;
  totalMs: number;
}

/** Samples of one thread or of several, merged by their call stacks. Time without a call, such as idleness, is left out. */
export interface Flame {
  /** Places in `ScriptReport.threads`: one, or all workers. */
  threads: number[];
  totalMs: number;
  /** Depth first, longer ones before shorter ones. The shortest are left out, and so may be the sum of children. */
  calls: FlameCall[];
}
