import ts from 'typescript';
import { declarationOf, topLevelType, typeDeclarationOf, type TypeDeclaration } from './declarations.ts';
import { followImport, ofImport } from './follow-import.ts';

const deepest = 12;

/** Returns the signature of a function that a name refers to, for `typeof name`. */
type OfValue = (declared: ts.Declaration, depth: number) => ts.SignatureDeclaration | null;

/** Returns the signature of a function type, of a named one as far as files of the project declare it. */
export function signatureOf(type: ts.TypeNode, depth: number, ofValue: OfValue): ts.SignatureDeclaration | null {
  if (depth > deepest) return null;
  if (ts.isFunctionTypeNode(type)) return type;
  if (ts.isParenthesizedTypeNode(type)) return signatureOf(type.type, depth + 1, ofValue);
  if (ts.isTypeLiteralNode(type)) return signatureAmong(type.members);
  if (ts.isConstructorTypeNode(type)) return type;
  if (ts.isTypeQueryNode(type) && ts.isIdentifier(type.exprName)) {
    const declared = declarationOf(type.exprName);
    return declared && ofValue(declared, depth + 1);
  }
  return ts.isTypeReferenceNode(type) ? signatureOfNamed(type.typeName, depth, ofValue) : null;
}

/** Follows a named type, also one that a file beside it exports: `F`, `core.F`. */
function signatureOfNamed(name: ts.EntityName, depth: number, ofValue: OfValue): ts.SignatureDeclaration | null {
  const first = ts.isIdentifier(name) ? name : name.left;
  if (!ts.isIdentifier(first)) return null;
  const declared = first === name ? typeDeclarationOf(first) : null;
  if (declared) return signatureOfType(declared, depth, ofValue);
  const imported = declarationOf(first);
  return (
    imported &&
    ofImport(imported, (file, exported) => {
      const key = exported === '*' && ts.isQualifiedName(name) ? name.right.text : exported;
      return exportedSignature(file, key, depth + 1, ofValue);
    })
  );
}

function signatureOfType(declared: TypeDeclaration, depth: number, ofValue: OfValue): ts.SignatureDeclaration | null {
  return ts.isTypeAliasDeclaration(declared)
    ? signatureOf(declared.type, depth + 1, ofValue)
    : signatureAmong(declared.members);
}

function exportedSignature(
  file: ts.SourceFile,
  name: string,
  depth: number,
  ofValue: OfValue,
): ts.SignatureDeclaration | null {
  if (depth > deepest) return null;
  const declared = topLevelType(file, name);
  if (declared) return signatureOfType(declared, depth, ofValue);
  for (const statement of file.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) continue;
    const { exportClause, moduleSpecifier } = statement;
    const element =
      exportClause && ts.isNamedExports(exportClause)
        ? exportClause.elements.find((each) => each.name.text === name)
        : undefined;
    if (exportClause && !element) continue;
    const from = ts.isStringLiteral(moduleSpecifier) ? followImport(file.fileName, moduleSpecifier.text) : null;
    const found =
      from && exportedSignature(from, (element?.propertyName ?? element?.name)?.text ?? name, depth + 1, ofValue);
    if (found) return found;
  }
  return null;
}

/** The signature of calls; without one, that of `new`. */
function signatureAmong(members: readonly ts.TypeElement[]): ts.SignatureDeclaration | null {
  return members.find(ts.isCallSignatureDeclaration) ?? members.find(ts.isConstructSignatureDeclaration) ?? null;
}
