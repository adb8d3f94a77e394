import ts from 'typescript';
import type { FindingReference, Fix, TextEdit } from '../../model/change.ts';
import { addOption } from '../edits/add-option.ts';
import { functionOf } from '../tasks/find-candidates.ts';
import { apiName } from '../syntax/node-api.ts';
import type { Fixer } from './fixer.ts';

const chunked = /^(map|starmap|mapAsync|starmapAsync|imap|imapUnordered|mapSettled|starmapSettled)$/;
/** Largest share of a chunk's time that may be transport. */
const mostOverhead = 0.1;

/** Sends more items per message, in calls of our pool in this file. */
export const raiseChunkSize: Fixer = {
  codes: ['chunk-too-small', 'tasks-too-small'],
  fix({ sourceFile, checker, finding, node }) {
    const chunkSize = wantedSize(finding);
    if (chunkSize === null) return [];
    const marked = ts.findAncestor(
      node,
      (each): each is ts.FunctionLikeDeclaration => ts.isFunctionLike(each) && 'body' in each,
    );
    const named = marked ?? (ts.isIdentifier(node) ? functionOf(node, checker) : null);
    const calls: Fix[] = [];
    const visit = (part: ts.Node): void => {
      if (ts.isCallExpression(part) && isOwnPoolCall(part, checker)) {
        const [task] = part.arguments;
        const edit = task && named && functionOf(task, checker) === named ? withChunkSize(part, chunkSize) : null;
        const { line } = sourceFile.getLineAndCharacterOfPosition(part.getStart(sourceFile));
        if (edit)
          calls.push({
            title: `Send ${chunkSize} items per message, line ${line + 1}`,
            edits: [edit],
            preferred: false,
          });
      }
      ts.forEachChild(part, visit);
    };
    visit(sourceFile);
    return calls.map((fix) => ({ ...fix, preferred: calls.length === 1 }));
  },
};

/** Returns the fastest measured chunk size, else the one at which transport takes a tenth of the time. */
function wantedSize({ code, args }: FindingReference): number | null {
  if (args === null) return null;
  if (code === 'chunk-too-small') return args.better;
  if (code !== 'tasks-too-small' || args.taskMs <= 0) return null;
  // The overhead was measured per item, in chunks of `chunkSize`; most of it occurs once per message.
  const perMessageMs = args.overheadMs * args.chunkSize;
  const enough = Math.ceil(perMessageMs / (mostOverhead * args.taskMs));
  return enough > args.chunkSize ? 2 ** Math.ceil(Math.log2(enough)) : null;
}

function isOwnPoolCall({ expression }: ts.CallExpression, checker: ts.TypeChecker): boolean {
  if (!ts.isPropertyAccessExpression(expression) || !chunked.test(expression.name.text)) return false;
  const declaration = checker.getSymbolAtLocation(expression.expression)?.valueDeclaration;
  const made = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : expression.expression;
  return (
    made !== undefined && ts.isNewExpression(made) && apiName(made.expression, checker) === 'parallel-profiler.Pool'
  );
}

function withChunkSize(call: ts.CallExpression, chunkSize: number): TextEdit | null {
  const sourceFile = call.getSourceFile();
  const file = sourceFile.fileName;
  const [, items, options] = call.arguments;
  if (!items) return null;
  if (!options) return { file, start: items.end, end: items.end, text: `, { chunkSize: ${chunkSize} }` };
  if (!ts.isObjectLiteralExpression(options)) return null;
  const existing = options.properties.find((property) => property.name?.getText() === 'chunkSize');
  if (existing) {
    const isSmaller =
      ts.isPropertyAssignment(existing) &&
      ts.isNumericLiteral(existing.initializer) &&
      Number(existing.initializer.text) < chunkSize;
    if (!isSmaller) return null;
    return { file, start: existing.getStart(sourceFile), end: existing.end, text: `chunkSize: ${chunkSize}` };
  }
  return addOption(options, `chunkSize: ${chunkSize}`);
}
