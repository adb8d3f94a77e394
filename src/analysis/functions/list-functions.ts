import type { ListedFunction } from '../../model/target.ts';
import { findFunctions } from './find-functions.ts';
import { parseSource } from '../syntax/parse-source.ts';

/**
 * The functions of a file that a person can select, in the order of the text, and for those that cannot be profiled the
 * reason. Only the syntax is read, so that it can follow every key press; of a text that does not parse, what can be seen
 * (`firstSyntaxError` tells).
 */
export function listFunctions(sourceText: string, file: string): ListedFunction[] {
  return findFunctions(parseSource(sourceText, file)).map(({ listed }) => listed);
}
