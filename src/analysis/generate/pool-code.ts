import type ts from 'typescript';
import type { CodeChange, PoolChoice, TextEdit } from '../../model/change.ts';
import type { Items } from './read-items.ts';
import type { Task } from './read-task.ts';
import type { ModulePlace } from './module-place.ts';

/** Parameters of the code for a library. */
export interface PoolRequest {
  program: ts.Program;
  checker: ts.TypeChecker;
  sourceFile: ts.SourceFile;
  place: ModulePlace;
  task: Task;
  items: Items;
  /** The expression that the call replaces. */
  replaced: ts.Node;
  choice: PoolChoice;
  /** A free name for the pool. */
  pool: string;
}

/** The parts of a parallel call. */
export interface PoolCode extends CodeChange {
  /** Makes the pool; `null` where the call does all by itself. */
  declaration: string | null;
  /** An expression for a promise of the results, given an expression for the items. */
  call: (items: string) => string;
  /** An expression that ends the pool; `null` where there is nothing to end. */
  end: string | null;
  /** Where the file is loaded by the workers too: what is true in the main program only, and what must run only there. */
  guard: { condition: string; statements: ts.Statement[] } | null;
  notes: string[];
}

/** Writes the code for a library, or says why there can be none. */
export type WritePool = (request: PoolRequest) => { code: PoolCode; problem: null } | { code: null; problem: string };

/** Code that changes nothing yet. */
export function plainCode(call: PoolCode['call'], edits: TextEdit[] = []): PoolCode {
  return { declaration: null, call, end: null, guard: null, notes: [], edits, newFiles: [] };
}

/** `{ a: 1, b: 2 }` of the options that are given; empty without any. */
export function optionsText(options: Record<string, string | number | null>): string {
  const given = Object.entries(options).filter(([, value]) => value !== null);
  return given.length === 0 ? '' : `{ ${given.map(([name, value]) => `${name}: ${value ?? ''}`).join(', ')} }`;
}

/** `heavyTask` as part of a file name: `heavy-task`. */
export function kebab(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/[^\w-]+|_/g, '-')
    .toLowerCase();
}

/** The name of a function for names that are made of it; a default export without a name is a task. */
export function plainName({ exportName, written }: Task): string {
  const name = exportName === 'default' ? written : exportName;
  return /^[\w$]+$/.test(name) && name !== 'default' ? name : 'task';
}
