import type { InputsCandidate } from '../../model/inputs.ts';
import type { Target } from '../../model/target.ts';
import { findFunctions } from '../functions/find-functions.ts';
import { findUses, ownCallee, shorten, type Use } from './find-uses.ts';
import { inputsTag } from '../syntax/inputs-tag.ts';
import { jsDocOwner, parseSource } from '../syntax/parse-source.ts';
import { readSpread, spreadsArrays } from '../functions/takes-tuples.ts';

/**
 * Returns the inputs that the file itself offers for a function, best first: its `@inputs` tag, items passed to a pool
 * with the function, items of maps and loops, and single calls gathered into one list. Each expression can be evaluated
 * at module scope.
 */
export function findInputs(
  sourceText: string,
  file: string,
  target: Pick<Target, 'name' | 'location'>,
): InputsCandidate[] {
  const sourceFile = parseSource(sourceText, file);
  const all = findFunctions(sourceFile).filter(({ listed }) => listed.name === target.name && listed.profilable);
  const found = all.find(({ listed }) => listed.location.line === target.location.line) ?? all[0];
  if (!found) return [];
  const tag =
    (found.value || !found.node ? inputsTag(found.owner) : null) ?? (found.node && inputsTag(jsDocOwner(found.node)));
  const candidates: InputsCandidate[] = [];
  if (tag && tag.expression !== '') {
    const { line } = tag.location;
    const { expression, spread = spreadsArrays(found.listed.parameters) } = readSpread(tag.expression);
    const label = `@inputs ${shorten(tag.expression)}, line ${line}`;
    candidates.push({ kind: 'expression', source: 'tag', ...tag, expression, spread, label, calls: 1 });
  }
  const callee = ownCallee(found);
  if (!callee) return candidates;
  const uses = sortUses(findUses(callee, sourceFile, null).uses);
  for (const use of uses) {
    if (use.expression === null) continue;
    if (candidates.some(({ expression, spread }) => expression === use.expression && spread === use.spread)) continue;
    const { expression, spread, label, location } = use;
    candidates.push({ kind: 'expression', source: 'call-site', expression, spread, label, location, calls: 1 });
  }
  const single = uses.filter(({ expression }) => expression === null);
  return single.length === 0 ? candidates : [...candidates, gatherCalls(single)];
}

/** Sorts uses in place, best first. */
export function sortUses(uses: Use[]): Use[] {
  return uses.sort((a, b) => a.rank - b.rank || a.location.line - b.location.line);
}

/**
 * Combines single calls into one list.
 * @param spread whether an item is the list of arguments
 */
export function gatherCalls(calls: readonly Use[], spread = calls.some((call) => call.spread)): InputsCandidate {
  const [first] = calls as [Use];
  const items = calls.map((call) => (spread ? `[${call.arguments.join(', ')}]` : (call.arguments[0] ?? 'undefined')));
  const { location } = first;
  const more = calls.length === 1 ? '' : ` and ${calls.length - 1} more ${calls.length === 2 ? 'call' : 'calls'}`;
  const label = `${first.label}${more}, line ${location.line}`;
  const expression = `[${items.join(', ')}]`;
  return { kind: 'expression', source: 'call-site', expression, spread, label, location, calls: calls.length };
}
