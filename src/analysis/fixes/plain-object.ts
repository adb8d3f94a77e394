import ts from 'typescript';
import { withArticle } from '../../model/with-article.ts';
import { findCloneProblems } from '../cloning/find-clone-problems.ts';
import { functionAround, asPlainResult } from './plain-result.ts';
import type { Fixer } from './fixer.ts';

/** Sends an object's data instead of the instance, whose class cannot be cloned. */
export const plainObject: Fixer = {
  codes: ['class-instance-loses-prototype'],
  fix(context) {
    const { sourceFile, checker, program, node } = context;
    const file = sourceFile.fileName;
    if (ts.isParameter(node)) {
      const { type } = node;
      if (!type || !isInstance(checker.getTypeFromTypeNode(type))) return [];
      const fields = dataOf(checker.getTypeFromTypeNode(type));
      if (fields.length === 0) return [];
      const names = fields.map((name) => `'${name}'`).join(' | ');
      const edit = {
        file,
        start: type.getStart(sourceFile),
        end: type.end,
        text: `Pick<${type.getText(sourceFile)}, ${names}>`,
      };
      return [{ title: `Take only the data of ${type.getText(sourceFile)}`, edits: [edit], preferred: true }];
    }
    const declaration = functionAround(node);
    const signature = declaration && checker.getSignatureFromDeclaration(declaration);
    if (!signature) return [];
    const type = checker.getReturnTypeOfSignature(signature);
    const result = checker.getAwaitedType(type) ?? type;
    if (!isInstance(result)) return [];
    const edits = asPlainResult(context, (value) => `{ ...${value} }`, null);
    const name = result.getSymbol()?.name ?? 'instance';
    if (!edits) return [];
    const changes = { declaration, result: 'data' } as const;
    return [{ title: `Return a plain object instead of ${withArticle(name)}`, edits, preferred: true, changes }];

    /** Returns whether the value itself, not a part of it, is an instance of a class. */
    function isInstance(value: ts.Type): boolean {
      return findCloneProblems(value, '', node, program).some(({ kind, path }) => kind === 'class' && path === '');
    }
  },
};

/** Returns the names of the public fields that are not functions. */
function dataOf(type: ts.Type): string[] {
  return type
    .getProperties()
    .filter(({ declarations }) =>
      (declarations ?? []).every(
        (declaration) =>
          (ts.isPropertyDeclaration(declaration) || ts.isParameter(declaration)) &&
          (ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) === 0 &&
          !ts.isPrivateIdentifier(declaration.name),
      ),
    )
    .map(({ name }) => name);
}
