import ts from 'typescript';

interface Types {
  checker: ts.TypeChecker;
  /** Whether null and undefined are types; else `string | null` is a string. */
  hasNull: boolean;
}

/** Text to insert into a file. */
interface Insertion {
  start: number;
  end: number;
  text: string;
}

/**
 * Writes what `emitDecoratorMetadata` adds as decorators into the text, without a new line: the types of decorated members
 * and parameters as values, which a decorator reads with `Reflect.getMetadata('design:type', ...)`. The values are those
 * of https://www.typescriptlang.org/tsconfig/#emitDecoratorMetadata.
 */
export function decoratorMetadata(sourceFile: ts.SourceFile, program: ts.Program): Insertion[] {
  const { strict, strictNullChecks = strict } = program.getCompilerOptions();
  const types: Types = { checker: program.getTypeChecker(), hasNull: strictNullChecks !== false };
  const found: Insertion[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isClassLike(node)) found.push(...ofClass(node, types));
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  return found;
}

function ofClass(declaration: ts.ClassLikeDeclaration, types: Types): Insertion[] {
  const constructor = declaration.members.find(
    (member): member is ts.ConstructorDeclaration => ts.isConstructorDeclaration(member) && member.body !== undefined,
  );
  const ofConstructor = constructor
    ? insertion(declaration, constructor.parameters, [paramTypes(constructor, types)])
    : [];
  return [...ofConstructor, ...declaration.members.flatMap((member) => ofMember(member, types))];
}

function ofMember(member: ts.ClassElement, types: Types): Insertion[] {
  const type = (value: string): string => metadata('type', value);
  if (ts.isPropertyDeclaration(member)) return insertion(member, [], [type(valueOf(member.type, types))]);
  if (ts.isGetAccessorDeclaration(member) && member.body)
    return insertion(member, [], [type(valueOf(member.type, types)), metadata('paramtypes', '[]')]);
  if (ts.isSetAccessorDeclaration(member) && member.body) {
    const [value] = member.parameters;
    return insertion(member, member.parameters, [type(valueOf(value?.type, types)), paramTypes(member, types)]);
  }
  if (!ts.isMethodDeclaration(member) || !member.body) return [];
  const isAsync = member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) === true;
  const returned = member.type ? valueOf(member.type, types) : isAsync ? 'Promise' : 'undefined';
  return insertion(member, member.parameters, [
    type('Function'),
    paramTypes(member, types),
    metadata('returntype', returned),
  ]);
}

/**
 * Places the metadata where it runs before the other decorators of the declaration: last among them, or on the last
 * parameter, as decorators of parameters run first.
 */
function insertion(
  declaration: ts.ClassLikeDeclaration | ts.ClassElement,
  parameters: readonly ts.ParameterDeclaration[],
  decorators: readonly string[],
): Insertion[] {
  const isDecorated = parameters.some((parameter) => decoratorsOf(parameter).length > 0);
  const holder = isDecorated ? parameters.at(-1) : declaration;
  if (!holder || (!isDecorated && decoratorsOf(declaration).length === 0)) return [];
  const last = decoratorsOf(holder).at(-1);
  const at = last ? last.end : holder.getStart();
  return [{ start: at, end: at, text: ` ${decorators.join(' ')} ` }];
}

function decoratorsOf(node: ts.Node): readonly ts.Decorator[] {
  return ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : [];
}

/** Does nothing if the program has not loaded a package that keeps metadata. */
function metadata(kind: 'type' | 'paramtypes' | 'returntype', value: string): string {
  return `@(globalThis.Reflect.metadata?.("design:${kind}", ${value}) ?? (() => {}))`;
}

function paramTypes({ parameters }: ts.SignatureDeclaration, types: Types): string {
  const values = parameters
    .filter(({ name }) => !(ts.isIdentifier(name) && name.text === 'this'))
    .map(({ type, dotDotDotToken }) => {
      const element = dotDotDotToken && type && ts.isArrayTypeNode(type) ? type.elementType : null;
      return dotDotDotToken && element === null ? 'Object' : valueOf(element ?? type, types);
    });
  return metadata('paramtypes', `[${values.join(', ')}]`);
}

/** Returns an expression for the value that stands for a type. */
function valueOf(type: ts.TypeNode | undefined, types: Types): string {
  const { checker, hasNull } = types;
  if (!type) return 'Object';
  if (ts.isParenthesizedTypeNode(type)) return valueOf(type.type, types);
  if (ts.isTypeReferenceNode(type)) return constructorOf(type, checker) ?? byType(type, checker);
  if (!ts.isUnionTypeNode(type)) return byType(type, checker);
  const members = type.types.filter((member) => !isEmpty(member, hasNull));
  const values = new Set(members.map((member) => valueOf(member, types)));
  const [only = 'undefined'] = values;
  return values.size > 1 ? 'Object' : only;
}

function isEmpty(type: ts.TypeNode, hasNull: boolean): boolean {
  if (type.kind === ts.SyntaxKind.NeverKeyword) return true;
  const isNull = ts.isLiteralTypeNode(type) && type.literal.kind === ts.SyntaxKind.NullKeyword;
  return !hasNull && (isNull || type.kind === ts.SyntaxKind.UndefinedKeyword);
}

/** Returns the class that a type names, as a value; `null` if there is none at run time. */
function constructorOf({ typeName }: ts.TypeReferenceNode, checker: ts.TypeChecker): string | null {
  const written = checker.getSymbolAtLocation(typeName);
  const symbol = written && written.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(written) : written;
  if (!symbol || !(symbol.flags & ts.SymbolFlags.Value) || !(symbol.flags & ts.SymbolFlags.Type)) return null;
  if (symbol.flags & ts.SymbolFlags.Enum) return null;
  const made = checker.getTypeOfSymbolAtLocation(symbol, typeName);
  if (made.getConstructSignatures().length === 0) return null;
  if (isTypeOnly(typeName, checker)) return 'Function';
  // A class of a cycle of imports may not be there yet.
  const name = typeName.getText();
  return `typeof ${name} === "function" ? ${name} : Object`;
}

/** Whether a name is imported with `import type`. */
function isTypeOnly(name: ts.EntityName, checker: ts.TypeChecker): boolean {
  let root = name;
  while (ts.isQualifiedName(root)) root = root.left;
  return (checker.getSymbolAtLocation(root)?.declarations ?? []).some((declaration) =>
    ts.isTypeOnlyImportOrExportDeclaration(declaration),
  );
}

const byFlags: readonly (readonly [flags: ts.TypeFlags, value: string])[] = [
  [ts.TypeFlags.Void | ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Never, 'undefined'],
  [ts.TypeFlags.BooleanLike, 'Boolean'],
  [ts.TypeFlags.NumberLike, 'Number'],
  [ts.TypeFlags.BigIntLike, 'BigInt'],
  [ts.TypeFlags.StringLike, 'String'],
  [ts.TypeFlags.ESSymbolLike, 'Symbol'],
];

function byType(node: ts.TypeNode, checker: ts.TypeChecker): string {
  const type = checker.getTypeFromTypeNode(node);
  const parts = type.isUnion() ? type.types : [type];
  const [primitive] = byFlags.filter(([flags]) => parts.every((part) => (part.flags & flags) !== 0));
  if (primitive) return primitive[1];
  if (checker.isArrayType(type) || checker.isTupleType(type)) return 'Array';
  return type.getCallSignatures().length > 0 && type.getProperties().length === 0 ? 'Function' : 'Object';
}
