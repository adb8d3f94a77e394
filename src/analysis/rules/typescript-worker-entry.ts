import ts from 'typescript';
import { disk } from '../files/disk.ts';
import { hasModifier } from '../functions/read-signature.ts';
import { apiName } from '../syntax/node-api.ts';
import { packageFacts } from '../project/package-facts.ts';
import { stripsTypes } from '../project/node-version.ts';
import { parallelConstructs } from '../tasks/parallel-constructs.ts';
import { workerFile } from '../tasks/worker-file.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { findingAt, type Rule } from './rule.ts';

const loader = /\b(execArgv|tsx|ts-node|jiti|swc|esbuild-register|--import|--loader)\b/;

/** Reports workers whose file is TypeScript: they need a loader, a bundler, or a Node that strips types. */
export const typescriptWorkerEntry: Rule = {
  codes: ['typescript-worker-entry'],
  check(context) {
    const { sourceFile, checker } = context;
    const { lowestNode, bundler } = packageFacts(sourceFile.fileName);
    return parallelConstructs(sourceFile, checker).flatMap((construct) => {
      const entry = workerFile(construct, checker);
      if (!entry || entry.form === 'own' || !/\.[cm]?tsx?$/.test(entry.path)) return [];
      const options = (construct.node.arguments ?? []).map((argument) => argument.getText()).join();
      // A bundler replaces the path; our own pool and the options may add a loader.
      if (
        (bundler !== null && entry.form === 'url') ||
        loader.test(options) ||
        // Whether a web worker may be TypeScript is up to the bundler.
        apiName(construct.node.expression, checker) === 'Worker' ||
        (apiName(construct.node.expression, checker) ?? '').startsWith('parallel-profiler.')
      )
        return [];
      const source = entry.file === null ? null : sourceOf(entry.file, context);
      const syntax = source === null ? null : notErasable(source);
      if (syntax === null && lowestNode !== null && stripsTypes(lowestNode)) return [];
      const severity = syntax === null && lowestNode === null ? 'information' : 'warning';
      return [findingAt(entry.node, 'typescript-worker-entry', { path: entry.path, syntax }, { severity })];
    });
  },
};

function sourceOf(file: string, { program }: RuleContext): ts.SourceFile | null {
  const known = program.getSourceFile(file);
  if (known) return known;
  const text = disk.readFile(file);
  return text === undefined ? null : ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}

/**
 * Describes the first syntax in a TypeScript file that Node cannot run by stripping the types; `null` if there is none.
 * https://nodejs.org/api/typescript.html#type-stripping
 */
function notErasable(sourceFile: ts.SourceFile): string | null {
  const visit = (node: ts.Node): string | undefined => inWords(node) ?? ts.forEachChild(node, visit);
  return ts.forEachChild(sourceFile, visit) ?? null;
}

function inWords(node: ts.Node): string | undefined {
  if (ts.canHaveModifiers(node) && hasModifier(node, ts.SyntaxKind.DeclareKeyword)) return undefined;
  if (ts.isEnumDeclaration(node)) return `the enum ${node.name.text}`;
  if (ts.isModuleDeclaration(node) && node.body && ts.isIdentifier(node.name) && hasValues(node.body))
    return `the namespace ${node.name.text}`;
  if (ts.isParameter(node) && ts.isParameterPropertyDeclaration(node, node.parent)) return 'a parameter property';
  if (ts.isDecorator(node)) return 'a decorator';
  if (ts.isImportEqualsDeclaration(node) && !node.isTypeOnly) return 'an "import ... ="';
  return undefined;
}

function hasValues(body: ts.Node): boolean {
  if (!ts.isModuleBlock(body)) return true;
  return body.statements.some(
    (statement) => !ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement),
  );
}
