import type ts from 'typescript';

/** Returns whether code is that of an installed package, unless the code that uses it is part of the same package. */
export function isOfOtherPackage(node: ts.Node, user: ts.Node): boolean {
  const installed = packageFolder(node);
  return installed !== null && installed !== packageFolder(user);
}

function packageFolder(node: ts.Node): string | null {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+\//.exec(node.getSourceFile().fileName)?.[0] ?? null;
}
