import ts from 'typescript';

/** A condition under which a node runs, or the end of a sentence that says why it may not run. */
type Condition =
  | { expression: ts.Expression; wants: 'true' | 'false' | 'missing'; reason: null }
  | { expression: null; reason: string };

/** Returns the conditions inside `outer`, a loop or a call of a callback, under which it runs a node. */
export function conditionsWithin(node: ts.Node, outer: ts.Node): Condition[] {
  const conditions: Condition[] = [];
  for (let child = node; child !== outer; child = child.parent) {
    const { parent } = child;
    const own = conditionOf(parent, child);
    if (own) conditions.push(own);
    if (ts.isBlock(parent))
      for (const statement of parent.statements)
        if (statement.end <= child.pos) conditions.push(...skippedBy(statement));
  }
  return conditions;
}

function conditionOf(parent: ts.Node, child: ts.Node): Condition | null {
  if (ts.isIfStatement(parent) && child !== parent.expression)
    return when(parent.expression, child === parent.thenStatement ? 'true' : 'false');
  if (ts.isConditionalExpression(parent) && child !== parent.condition)
    return when(parent.condition, child === parent.whenTrue ? 'true' : 'false');
  if (ts.isBinaryExpression(parent) && child === parent.right) {
    const operator = parent.operatorToken.kind;
    if (operator === ts.SyntaxKind.AmpersandAmpersandToken) return when(parent.left, 'true');
    if (operator === ts.SyntaxKind.BarBarToken) return when(parent.left, 'false');
    if (operator === ts.SyntaxKind.QuestionQuestionToken) return when(parent.left, 'missing');
  }
  if (ts.isCaseOrDefaultClause(parent) && child !== (parent as ts.CaseClause).expression)
    return unknown('it runs only in some cases of a `switch`');
  return ts.isCatchClause(parent) ? unknown('it runs only after an error') : null;
}

/** Returns the conditions that a statement before a node leaves: `if (x < 0) continue;`. */
function skippedBy(statement: ts.Statement): Condition[] {
  if (!jumps(statement, false)) return [];
  if (ts.isIfStatement(statement) && !statement.elseStatement && endsWithSkip(statement.thenStatement))
    return [when(statement.expression, 'false')];
  return [unknown('the code before it may skip it')];
}

/** Returns whether a statement does nothing but, at its end, go on with the next item. */
function endsWithSkip(statement: ts.Statement): boolean {
  if (ts.isReturnStatement(statement)) return true;
  if (ts.isContinueStatement(statement)) return !statement.label;
  if (!ts.isBlock(statement)) return false;
  const last = statement.statements.at(-1);
  return (
    last !== undefined && endsWithSkip(last) && !statement.statements.slice(0, -1).some((each) => jumps(each, false))
  );
}

/** @param isInner whether the node is inside a loop or `switch` of its own, which its `break` leaves */
function jumps(node: ts.Node, isInner: boolean): boolean {
  if (ts.isFunctionLike(node)) return false;
  if (ts.isReturnStatement(node)) return true;
  if (ts.isBreakOrContinueStatement(node)) return !isInner || node.label !== undefined;
  const inner = isInner || ts.isIterationStatement(node, false) || ts.isSwitchStatement(node);
  return ts.forEachChild(node, (child) => jumps(child, inner)) ?? false;
}

function when(expression: ts.Expression, wants: 'true' | 'false' | 'missing'): Condition {
  return { expression, wants, reason: null };
}

function unknown(reason: string): Condition {
  return { expression: null, reason };
}
