import ts from 'typescript';
import type { Fix, TextEdit } from '../../model/change.ts';
import { functionOf } from '../tasks/find-candidates.ts';
import { isPool } from '../tasks/parallel-constructs.ts';
import { asPlainResult, functionAround } from './plain-result.ts';
import type { Fixer } from './fixer.ts';

const poolMethods = /^(map|imap|mapAsync|imapUnordered|mapSettled)$/;

/** Replaces a Buffer, whose whole underlying pool would be sent, with a copy in its own memory. */
export const copyBuffer: Fixer = {
  codes: ['buffer-copies-pool'],
  fix(context) {
    const { sourceFile, checker, node } = context;
    if (!ts.isParameter(node)) {
      const edits = asPlainResult(context, (value) => `new Uint8Array(${value})`, 'Uint8Array');
      const declaration = functionAround(node);
      if (!edits || !declaration) return [];
      const changes = { declaration, result: 'data' } as const;
      return [{ title: 'Return a copy: new Uint8Array(buffer)', edits, preferred: true, changes }];
    }
    const edits = isBuffer(node.type) ? [retype(node.type), ...copiesFor(node)] : [];
    const fix: Fix = { title: 'Take a Uint8Array, and send copies to the pool', edits, preferred: true };
    return edits.length > 0 ? [fix] : [];

    function retype(type: ts.TypeNode): TextEdit {
      return { file: sourceFile.fileName, start: type.getStart(sourceFile), end: type.end, text: 'Uint8Array' };
    }

    /** Wraps the items of every pool call in this file that runs the function. */
    function copiesFor(parameter: ts.ParameterDeclaration): TextEdit[] {
      const found: TextEdit[] = [];
      const visit = (part: ts.Node): void => {
        const items = ts.isCallExpression(part) ? itemsOf(part) : null;
        if (items) {
          const text = '.map((buffer) => new Uint8Array(buffer))';
          const bare = ts.isLeftHandSideExpression(items);
          const file = sourceFile.fileName;
          if (!bare) found.push({ file, start: items.getStart(), end: items.getStart(), text: '(' });
          found.push({ file, start: items.end, end: items.end, text: bare ? text : `)${text}` });
        }
        ts.forEachChild(part, visit);
      };
      const itemsOf = (call: ts.CallExpression): ts.Expression | null => {
        const [task, items] = call.arguments;
        if (!task || !items || !ts.isPropertyAccessExpression(call.expression)) return null;
        const { name, expression } = call.expression;
        const isOurs = poolMethods.test(name.text) && functionOf(task, checker) === parameter.parent;
        return isOurs && isPool(expression, checker) ? items : null;
      };
      visit(sourceFile);
      return found;
    }
  },
};

function isBuffer(type: ts.TypeNode | undefined): type is ts.TypeNode {
  return type !== undefined && /^(NodeJS\.)?(NonShared)?Buffer(<.*>)?$/.test(type.getText());
}
