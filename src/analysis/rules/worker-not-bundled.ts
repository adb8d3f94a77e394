import { packageFacts } from '../project/package-facts.ts';
import { parallelConstructs } from '../tasks/parallel-constructs.ts';
import { workerFile } from '../tasks/worker-file.ts';
import { findingAt, type Rule } from './rule.ts';

/** Reports workers that a bundler cannot find, in packages that use a bundler. */
export const workerNotBundled: Rule = {
  codes: ['worker-path-not-bundled'],
  check({ sourceFile, checker }) {
    const { bundler } = packageFacts(sourceFile.fileName);
    if (bundler === null) return [];
    return parallelConstructs(sourceFile, checker)
      .filter(({ kind }) => kind === 'worker')
      .flatMap((construct) => {
        const entry = workerFile(construct, checker);
        // A path relative to the working directory has a separate finding.
        if (entry?.form !== 'joined') return [];
        return [findingAt(entry.node, 'worker-path-not-bundled', { bundler })];
      });
  },
};
