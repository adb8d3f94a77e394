import type { ListedFunction, SourceLocation } from '../../model/target.ts';

/** A function that can be profiled. */
export type ProfilableFunction = ListedFunction & { profilable: true };

/** The selected function, with a note if it is not exactly the selected one, or the reason why there is none. */
export type Selection = { target: ProfilableFunction; note: string | null } | { target: null; reason: string };

/**
 * Returns the innermost profilable function at a location (its JSDoc, its name or its body). Inside one that is not
 * profilable, returns the profilable function around it, with a note. Line and column count from 1.
 */
export function functionAt(list: readonly ListedFunction[], line: number, column: number): Selection {
  const around = list.filter(({ extent }) => contains(extent, line, column)).sort(innermostFirst);
  const innermost = around[0];
  if (!innermost)
    return {
      target: null,
      reason: 'There is no function at the cursor. Put the cursor in a function, or on its name or JSDoc.',
    };
  if (innermost.profilable) return { target: innermost, note: null };
  const implementation = list.find(
    (other): other is ProfilableFunction => other.profilable && other.name === innermost.name,
  );
  if (implementation) return { target: implementation, note: null };
  const outer = around.find((candidate): candidate is ProfilableFunction => candidate.profilable);
  const reason = `${innermost.name} cannot be profiled: ${innermost.reason}.`;
  return outer ? { target: outer, note: `${reason} Profiling ${outer.name} around it.` } : { target: null, reason };
}

/**
 * Returns the function for a name, as in `file.ts#name`. `default` is the default export even if it also has a name. If
 * a nested function has the same name, the profilable one is returned.
 */
export function functionNamed(list: readonly ListedFunction[], name: string): Selection {
  const exact = list.filter((candidate) => candidate.name === name);
  // Users also write `Sum.add` for an instance method.
  const named = exact.length > 0 ? exact : list.filter((other) => other.name.replace('.prototype.', '.') === name);
  const target = named.find((candidate): candidate is ProfilableFunction => candidate.profilable);
  if (target) return { target, note: null };
  const blocked = named.find((candidate): candidate is ListedFunction & { profilable: false } => !candidate.profilable);
  if (blocked) {
    return {
      target: null,
      reason: `${blocked.name} (line ${blocked.location.line}) cannot be profiled: ${blocked.reason}.`,
    };
  }
  const names = list.filter(({ profilable }) => profilable).map((candidate) => candidate.name);
  const close = names.find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  const found =
    names.length === 0
      ? 'The file has no function that can be profiled'
      : `The file has ${names.slice(0, 12).join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}`;
  return {
    target: null,
    reason: `There is no function named ${name}. ${close ? `Did you mean ${close}?` : `${found}.`}`,
  };
}

function contains(extent: Required<SourceLocation>, line: number, column: number): boolean {
  const afterStart = line > extent.line || (line === extent.line && column >= extent.column);
  // A cursor right after the closing brace is still at the function.
  return afterStart && (line < extent.endLine || (line === extent.endLine && column <= extent.endColumn));
}

function innermostFirst(a: ListedFunction, b: ListedFunction): number {
  return b.extent.line - a.extent.line || b.extent.column - a.extent.column;
}
