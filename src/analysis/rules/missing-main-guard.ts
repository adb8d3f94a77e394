import ts from 'typescript';
import { parallelConstructs } from '../tasks/parallel-constructs.ts';
import { runsOnLoad } from '../tasks/runs-on-load.ts';
import { findingAt, type Rule } from './rule.ts';

/** Reports a file that starts workers of itself while it loads, so that they would do the same. */
export const missingMainGuard: Rule = {
  codes: ['missing-main-guard'],
  check({ sourceFile, checker }) {
    return parallelConstructs(sourceFile, checker)
      .filter(({ node }) => node.arguments?.[0] && isOwnFile(node.arguments[0], sourceFile, checker))
      .filter(({ node }) => runsOnLoad(node, checker))
      .map(({ node, what }) => findingAt(node, 'missing-main-guard', { what }));
  },
};

/**
 * Returns whether an argument is `__filename`, `import.meta.url` or `import.meta.filename`, wrapped or in a constant,
 * or the file's own name.
 */
function isOwnFile(argument: ts.Expression, sourceFile: ts.SourceFile, checker: ts.TypeChecker): boolean {
  if (ts.isIdentifier(argument) && argument.text !== '__filename') {
    const declaration = checker.getSymbolAtLocation(argument)?.valueDeclaration;
    const initializer = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
    return initializer !== undefined && isOwnFile(initializer, sourceFile, checker);
  }
  const text = argument.getText();
  if (/^(__filename|import\.meta\.(url|filename)|process\.argv\[1\])$/.test(text)) return true;
  if (/^(url\.)?fileURLToPath\(import\.meta\.url\)$|^new URL\(import\.meta\.url\)$/.test(text)) return true;
  const named = /^new URL\((['"`])([^'"`$]+)\1,\s*import\.meta\.url\)$/.exec(text)?.[2];
  const own = sourceFile.fileName.slice(sourceFile.fileName.lastIndexOf('/') + 1);
  return named?.replace(/^\.\//, '') === own;
}
