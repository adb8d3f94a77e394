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
 * Returns the function for a name, as in `file.ts#name`: the name that `list` prints, another name of the function, or
 * the end of its name if only one ends so. If a nested function has the same name, the profilable one is returned.
 */
export function functionNamed(list: readonly ListedFunction[], name: string): Selection {
  const exact = list.filter((candidate) => candidate.name === name);
  const other = list.filter(({ otherNames }) => otherNames.includes(name));
  // Users also write `Sum.add` for an instance method.
  const methods = list.filter((candidate) => candidate.name.replace('.prototype.', '.') === name);
  const named = [exact, other, methods].find(({ length }) => length > 0) ?? [];
  const target = [...named, ...other].find(isProfilable);
  if (target) return { target, note: null };
  const ending = list.filter(isProfilable).filter((candidate) => candidate.name.endsWith(`.${name}`));
  const blocked = named.find((candidate): candidate is ListedFunction & { profilable: false } => !candidate.profilable);
  const obstacle = blocked
    ? `${blocked.name} (line ${blocked.location.line}) cannot be profiled: ${blocked.reason}.`
    : null;
  const [only] = ending;
  if (only && ending.length === 1 && obstacle === null) return { target: only, note: null };
  if (only) {
    const places = ending.map((candidate) => `${candidate.name} (line ${candidate.location.line})`).join(', ');
    const several = ending.length === 1 ? `Did you mean ${places}?` : `${name} is ambiguous: use ${places}.`;
    return { target: null, reason: obstacle === null ? several : `${several} ${obstacle}` };
  }
  if (obstacle !== null) return { target: null, reason: obstacle };
  const names = list.filter(isProfilable).map((candidate) => candidate.name);
  const close = closest(names, name);
  const found =
    names.length === 0
      ? 'The file has no function that can be profiled'
      : `The file has ${names.slice(0, 12).join(', ')}${names.length > 12 ? ` and ${names.length - 12} more` : ''}`;
  return {
    target: null,
    reason: `There is no function named ${name}. ${close === null ? `${found}.` : `Did you mean ${close}?`}`,
  };
}

function isProfilable(candidate: ListedFunction): candidate is ProfilableFunction {
  return candidate.profilable;
}

/** Returns the name that differs in the fewest letters, or whose last part does; `null` if all are too different. */
function closest(names: readonly string[], wanted: string): string | null {
  const distances = names.map((name) => {
    const last = name.slice(name.lastIndexOf('.') + 1);
    return { name, edits: Math.min(editsBetween(name, wanted), editsBetween(last, wanted)) };
  });
  const best = distances.sort((a, b) => a.edits - b.edits)[0];
  return best && best.edits <= Math.max(1, Math.floor(wanted.length / 3)) ? best.name : null;
}

/** Counts the insertions, deletions, replacements and swaps of neighbours that lead from one name to the other. */
function editsBetween(written: string, wanted: string): number {
  const [a, b] = [written.toLowerCase(), wanted.toLowerCase()];
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(at(i, j), at(i - 2, j - 2) + 1);
    }
  }
  return at(a.length, b.length);
}

function contains(extent: Required<SourceLocation>, line: number, column: number): boolean {
  const afterStart = line > extent.line || (line === extent.line && column >= extent.column);
  // A cursor right after the closing brace is still at the function.
  return afterStart && (line < extent.endLine || (line === extent.endLine && column <= extent.endColumn));
}

function innermostFirst(a: ListedFunction, b: ListedFunction): number {
  return b.extent.line - a.extent.line || b.extent.column - a.extent.column;
}
