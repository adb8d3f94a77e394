import type ts from 'typescript';
import type { CodeChange, PoolChoice, TextEdit } from '../../model/change.ts';
import type { Items } from './read-items.ts';
import type { Task } from './read-task.ts';
import type { ModuleReferences } from './module-references.ts';

/** Parameters of the code for a library. */
export interface PoolRequest {
  program: ts.Program;
  checker: ts.TypeChecker;
  sourceFile: ts.SourceFile;
  references: ModuleReferences;
  task: Task;
  items: Items;
  /** The expression that the call replaces. */
  replaced: ts.Node;
  choice: PoolChoice;
  /** An unused name for the pool. */
  pool: string;
}

/** The parts of a parallel call. */
export interface PoolCode extends CodeChange {
  /** Creates the pool, and its type; `null` if the call does everything. */
  create: { expression: string; type: string } | null;
  /** Returns an expression for a promise of the results, given an expression for the items. */
  call: (items: string) => string;
  /** An expression that closes the pool; `null` if there is nothing to close. */
  end: string | null;
  /**
   * If the workers load this file too: a condition that holds only in the main program, and the statements to restrict
   * to it.
   */
  guard: { condition: string; statements: ts.Statement[] } | null;
  notes: string[];
}

/** Writes the code for a library, or says why that is impossible. */
export type WritePool = (request: PoolRequest) => { code: PoolCode; problem: null } | { code: null; problem: string };

/** Returns code that needs no further edits. */
export function plainCode(call: PoolCode['call'], edits: TextEdit[] = []): PoolCode {
  return { create: null, call, end: null, guard: null, notes: [], edits, newFiles: [] };
}

/** Returns `{ a: 1, b: 2 }` from the options that are set; empty if none are. */
export function optionsText(options: Record<string, string | number | null>): string {
  const given = Object.entries(options).filter(([, value]) => value !== null);
  return given.length === 0 ? '' : `{ ${given.map(([name, value]) => `${name}: ${value ?? ''}`).join(', ')} }`;
}

/** Converts `heavyTask` for a file name: `heavy-task`. */
export function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^\w-]+|_/g, '-')
    .toLowerCase();
}

/** Returns a function's name as a base for other names; a default export without a name is called `task`. */
export function plainName({ exportName, written }: Task): string {
  const name = exportName === 'default' ? written : exportName;
  return /^[\w$]+$/.test(name) && name !== 'default' ? name : 'task';
}
