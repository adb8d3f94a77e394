import type ts from 'typescript';
import { functionOf } from '../tasks/find-candidates.ts';
import { firstThis } from '../functions/function-body.ts';
import { dispatchedTasks } from '../tasks/dispatched-tasks.ts';
import { isStatic } from '../functions/read-signature.ts';
import { nameOf } from '../tasks/candidate.ts';
import { findingAt, type Rule } from './rule.ts';

/** Reports methods that are passed without the object they use. */
export const thisNotSent: Rule = {
  codes: ['this-not-sent'],
  check({ candidates, sourceFile, checker }) {
    const handed = new Set<ts.Node | null>();
    for (const { task, library } of dispatchedTasks(sourceFile, checker))
      // These call a function as a method of its object, or of an object with the data of the worker.
      if (library !== 'comlink' && library !== 'node-worker-threads-pool') handed.add(functionOf(task, checker));
    return candidates.flatMap((candidate) => {
      const { node } = candidate;
      // A static method's `this` is the class, which exists in the worker.
      // A method that is only profiled runs on its module's object in each worker.
      const use = node.body && handed.has(node) && !isStatic(node) ? firstThis(node.body) : undefined;
      return use ? [findingAt(use, 'this-not-sent', { name: nameOf(candidate).getText() })] : [];
    });
  },
};
