import { packageFacts } from '../project/package-facts.ts';
import { parallelConstructs } from '../tasks/parallel-constructs.ts';
import { workerFile } from '../tasks/worker-file.ts';
import { findingAt, type Rule } from './rule.ts';

/** Workers that a bundler cannot see, in packages that are bundled. */
export const workerNotBundled: Rule = {
  codes: ['worker-path-not-bundled'],
  check({ sourceFile, checker }) {
    const { bundler } = packageFacts(sourceFile.fileName);
    if (bundler === null) return [];
    return parallelConstructs(sourceFile, checker)
      .filter(({ kind }) => kind === 'worker')
      .flatMap((construct) => {
        const entry = workerFile(construct, checker);
        // A path from the working directory has a finding of its own.
        if (entry?.form !== 'joined') return [];
        return [findingAt(entry.node, 'worker-path-not-bundled', { bundler })];
      });
  },
};
