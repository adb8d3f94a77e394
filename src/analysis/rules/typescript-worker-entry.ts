import ts from 'typescript';
import { notErasable } from '../functions/erasable-syntax.ts';
import { apiName } from '../syntax/node-api.ts';
import { packageFacts } from '../project/package-facts.ts';
import { parallelConstructs } from '../tasks/parallel-constructs.ts';
import { workerFile } from '../tasks/worker-file.ts';
import type { RuleContext } from '../tasks/candidate.ts';
import { findingAt, type Rule } from './rule.ts';

/** From here on, Node runs TypeScript by leaving the types out. */
const stripsTypes = 22.18;
const loader = /\b(execArgv|tsx|ts-node|jiti|swc|esbuild-register|--import|--loader)\b/;

/** Workers whose file is TypeScript: they run only with a loader, a bundler, or a Node that strips types. */
export const typescriptWorkerEntry: Rule = {
  codes: ['typescript-worker-entry'],
  check(context) {
    const { sourceFile, checker } = context;
    const { lowestNode, bundler } = packageFacts(sourceFile.fileName);
    return parallelConstructs(sourceFile, checker).flatMap((construct) => {
      const entry = workerFile(construct, checker);
      if (!entry || entry.form === 'own' || !/\.[cm]?tsx?$/.test(entry.path)) return [];
      const options = (construct.node.arguments ?? []).map((argument) => argument.getText()).join();
      // A bundler replaces the path; our own pool and the options may bring a loader.
      if (
        (bundler !== null && entry.form === 'url') ||
        loader.test(options) ||
        (apiName(construct.node.expression, checker) ?? '').startsWith('parallel-profiler.')
      )
        return [];
      const source = entry.file === null ? null : sourceOf(entry.file, context);
      const syntax = source === null ? null : notErasable(source);
      if (syntax === null && lowestNode !== null && lowestNode >= stripsTypes) return [];
      const severity = syntax === null && lowestNode === null ? 'information' : 'warning';
      return [findingAt(entry.node, 'typescript-worker-entry', { path: entry.path, syntax }, { severity })];
    });
  },
};

function sourceOf(file: string, { program }: RuleContext): ts.SourceFile | null {
  const known = program.getSourceFile(file);
  if (known) return known;
  const text = ts.sys.readFile(file);
  return text === undefined ? null : ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
}
