import ts from 'typescript';
import { basename } from 'node:path';
import { forbiddenNames } from './layers.ts';
import { lineOf, nodesOf, parse, type SourceText } from './source-file.ts';

const domGlobals = new Set(['document', 'window', 'localStorage', 'sessionStorage', 'customElements', 'HTMLElement']);

/** Kebab-case, and saying what is inside. */
export function badName({ path }: SourceText): string[] {
  const name = basename(path).replace(/(\.d|\.test)?\.[cm]?tsx?$/, '');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return [`${path}: expected a kebab-case name`];
  return forbiddenNames.includes(name) ? [`${path}: "${name}" says nothing; name the file after its main export`] : [];
}

/** `catch {}`, also with only a comment inside, and `.catch(() => {})`. */
export function emptyCatches(source: SourceText): string[] {
  const report = (node: ts.Node): string =>
    `${source.path}:${lineOf(node)}: an empty catch hides the mistake after next`;
  return [...nodesOf(parse(source))].flatMap((node) => {
    if (ts.isCatchClause(node) && node.block.statements.length === 0) return [report(node)];
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return [];
    const [handler] = node.arguments;
    const empty =
      node.expression.name.text === 'catch' &&
      handler !== undefined &&
      (ts.isArrowFunction(handler) || ts.isFunctionExpression(handler)) &&
      ts.isBlock(handler.body) &&
      handler.body.statements.length === 0;
    return empty ? [report(node)] : [];
  });
}

/** The type `any`, wherever it is written. */
export function anyTypes(source: SourceText): string[] {
  return [...nodesOf(parse(source))]
    .filter((node) => node.kind === ts.SyntaxKind.AnyKeyword)
    .map((node) => `${source.path}:${lineOf(node)}: any`);
}

/** Exported functions and classes without a doc comment; of overloads one has to have it. */
export function undocumentedExports(source: SourceText): string[] {
  const named = parse(source).statements.filter(
    (statement) => ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement),
  );
  const documented = new Set(named.filter((node) => ts.getJSDocCommentsAndTags(node).length > 0).map(nameOf));
  return named
    .filter((node) => node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true)
    .filter((node) => !documented.has(nameOf(node)))
    .map((node) => `${source.path}:${lineOf(node)}: ${nameOf(node)} is exported without a doc comment`);
}

/** `switch (message.type)` with a `default`: a new message would be swallowed where it should not compile. */
export function deafSwitches(source: SourceText): string[] {
  return [...nodesOf(parse(source))].filter(ts.isSwitchStatement).flatMap((node) => {
    const onType = ts.isPropertyAccessExpression(node.expression) && node.expression.name.text === 'type';
    const open = node.caseBlock.clauses.some(ts.isDefaultClause);
    return onType && open ? [`${source.path}:${lineOf(node)}: readers of messages switch without default`] : [];
  });
}

/** Uses of the browser's globals; a parameter or an import that is called `document` is none. */
export function domUses(source: SourceText): string[] {
  const nodes = [...nodesOf(parse(source))].filter(ts.isIdentifier);
  const declared = new Set(nodes.filter(isDeclaredHere).map((node) => node.text));
  return nodes
    .filter((node) => domGlobals.has(node.text) && !declared.has(node.text) && !isMemberName(node))
    .map((node) => `${source.path}:${lineOf(node)}: ${node.text} belongs to webview`);
}

function nameOf(node: ts.FunctionDeclaration | ts.ClassDeclaration): string {
  return node.name?.text ?? 'default';
}

function isDeclaredHere(node: ts.Identifier): boolean {
  const { parent } = node;
  const declares =
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isBindingElement(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isClassDeclaration(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isImportClause(parent) ||
    ts.isNamespaceImport(parent);
  return declares && parent.name === node;
}

/** `x.document`, `{ document: x }`, `interface { document: X }`, `import { document as d }`: a name, and no variable. */
function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent) || ts.isImportSpecifier(parent)) return parent.propertyName === node;
  const member =
    ts.isPropertyAssignment(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isMethodSignature(parent) ||
    ts.isGetAccessor(parent) ||
    ts.isSetAccessor(parent);
  return member && parent.name === node;
}
