import ts from 'typescript';

/**
 * Returns whether code is in a member of a class that a function declares: `count++` in `class P { run() { count++; } }`. It
 * does not run where the class is made, but when the member is called or, in the case of a field, for each instance.
 */
export function isInClassMember(node: ts.Node, root: ts.Node): boolean {
  for (let at = node; at !== root && !ts.isSourceFile(at.parent); at = at.parent)
    if ((at.parent !== root && isBodyOfMember(at)) || (ts.isPropertyDeclaration(root) && ts.isFunctionLike(at)))
      return true;
  return false;
}

/** Not of a computed name, a static field or a static block, which run when the class is made. */
function isBodyOfMember(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isPropertyDeclaration(parent))
    return node === parent.initializer && (ts.getCombinedModifierFlags(parent) & ts.ModifierFlags.Static) === 0;
  const isMember = ts.isClassElement(parent) && !ts.isClassStaticBlockDeclaration(parent);
  return isMember && node !== parent.name && !ts.isDecorator(node);
}
