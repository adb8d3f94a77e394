import ts from 'typescript';
import { functionValue } from './function-value.ts';
import { memberReason, nameReason, overloadOf } from './function-shape.ts';
import { access, isFunction, joinNames, propertyName, unwrap } from '../syntax/member-path.ts';
import { notProfilable } from './not-profilable.ts';
import type { Binding } from './binding.ts';
import { isHidden, isStatic } from './read-signature.ts';

/**
 * Content of a class or an object literal: a function, a value that may be or contain one, a function that a value yields,
 * or code that runs there.
 */
export type Member =
  | { kind: 'function'; node: ts.SignatureDeclaration; binding: Binding }
  | { kind: 'value'; value: ts.Expression; binding: Binding }
  | { kind: 'made'; node: ts.SignatureDeclaration; binding: Binding }
  | { kind: 'code'; code: ts.Node };

/** Returns the members of a class, each with the expression to access it. */
export function classMembers(node: ts.ClassLikeDeclaration, binding: Binding): Member[] {
  return node.members.flatMap((member): Member[] => {
    if (ts.isClassStaticBlockDeclaration(member)) return [{ kind: 'code', code: member.body }];
    if (ts.isConstructorDeclaration(member)) {
      const name = joinNames(binding.name, 'constructor');
      const blocked = binding.blocked ?? notProfilable.construct;
      const own: Binding = { ...binding, name, expression: null, nameNode: member, owner: member, blocked };
      delete own.exportPath;
      delete own.alsoNamed;
      return [{ kind: 'function', node: member, binding: own }];
    }
    if (!member.name) return [];
    const memberBinding = bindClassMember(member, member.name, binding);
    if (ts.isPropertyDeclaration(member)) {
      if (!member.initializer) return [];
      const holdsFunction = isFunction(unwrap(member.initializer));
      return holdsFunction
        ? [{ kind: 'value', value: member.initializer, binding: memberBinding }]
        : [{ kind: 'code', code: member.initializer }];
    }
    if (!ts.isFunctionLike(member)) return [];
    const given = isStatic(member) ? givenBy(member) : null;
    if (given) return [{ kind: 'value', value: given, binding: memberBinding }];
    const blocked =
      binding.blocked ?? memberReason(member) ?? memberBinding.blocked ?? overloadOf(member, node.members);
    return [{ kind: 'function', node: member, binding: { ...memberBinding, blocked } }];
  });
}

function bindClassMember(member: ts.ClassElement, key: ts.PropertyName, binding: Binding): Binding {
  const ofClass = isStatic(member);
  const name = propertyName(key);
  const unreachable = isReachable(binding) ? null : notProfilable.unnamed('class');
  const shown = joinNames(ofClass ? '' : 'prototype', name ?? key.getText());
  return {
    exported: binding.exported,
    receiver: binding.expression,
    ...below(binding, shown, name),
    name: joinNames(binding.name, shown),
    expression: binding.expression === null || name === null ? null : access(binding.expression, name),
    nameNode: key,
    owner: member,
    blocked: binding.blocked ?? (ofClass ? unreachable : notProfilable.instanceMethod) ?? nameReason(key),
  };
}

/** Returns the members of an object literal, each with the expression to access it. */
export function objectMembers(node: ts.ObjectLiteralExpression, binding: Binding): Member[] {
  return node.properties.flatMap((property): Member[] => {
    if (!property.name) return [];
    const name = propertyName(property.name);
    const shown = name ?? property.name.getText();
    const unreachable = isReachable(binding) ? null : notProfilable.unnamed('object');
    const isWhole = binding.expression === 'module.exports' || binding.expression === 'exports';
    const own: Binding = {
      ...below(binding, shown, name),
      name: isWhole ? shown : joinNames(binding.name, shown),
      expression: binding.expression === null || name === null ? null : access(binding.expression, name),
      receiver: binding.expression,
      exported: binding.exported,
      nameNode: property.name,
      owner: property,
      blocked: binding.blocked ?? unreachable ?? nameReason(property.name),
    };
    if (ts.isPropertyAssignment(property)) return [{ kind: 'value', value: property.initializer, binding: own }];
    if (!ts.isFunctionLike(property)) return [];
    const given = givenBy(property);
    if (given) return [{ kind: 'value', value: given, binding: own }];
    return [{ kind: 'function', node: property, binding: { ...own, blocked: own.blocked ?? memberReason(property) } }];
  });
}

/** Returns the function that a getter returns: `impl` of `get f() { return impl; }`. */
function givenBy(member: ts.Node): ts.Expression | null {
  if (!ts.isGetAccessorDeclaration(member)) return null;
  const [only, ...more] = member.body?.statements ?? [];
  const returned = only && more.length === 0 && ts.isReturnStatement(only) ? only.expression : undefined;
  return returned && functionValue(returned) ? returned : null;
}

/**
 * Returns the methods of an instance that a module keeps: `api.find` for `export const api = new Api()`. Each is bound to the
 * instance, which every worker makes for itself.
 */
export function instanceMembers(node: ts.ClassLikeDeclaration, binding: Binding): Member[] {
  const { expression } = binding;
  if (expression === null || binding.blocked !== null) return [];
  return node.members.flatMap((member): Member[] => {
    const isMethod = ts.isMethodDeclaration(member) && member.body !== undefined && !member.asteriskToken;
    const held = ts.isPropertyDeclaration(member) && member.initializer ? unwrap(member.initializer) : null;
    const isHeld = held !== null && isFunction(held);
    if (!member.name || !(isMethod || isHeld) || isStatic(member) || isHidden(member)) return [];
    const name = propertyName(member.name);
    if (name === null) return [];
    const path = access(expression, name);
    const own: Binding = {
      name: joinNames(binding.name, name),
      ...below(binding, name, name),
      expression: `${path}.bind(${expression})`,
      receiver: null,
      exported: binding.exported,
      nameNode: member.name,
      owner: member,
      blocked: null,
    };
    return [
      { kind: 'made', node: isMethod ? member : (held as ts.ArrowFunction | ts.FunctionExpression), binding: own },
    ];
  });
}

function isReachable({ expression, exportPath }: Binding): boolean {
  return expression !== null || exportPath !== undefined;
}

/** Returns the other names of a member and its path from the module's exports. */
function below({ alsoNamed, exportPath }: Binding, shown: string, key: string | null) {
  return {
    ...(alsoNamed ? { alsoNamed: alsoNamed.map((name) => joinNames(name, shown)) } : {}),
    ...(exportPath && key !== null ? { exportPath: [...exportPath, key] } : {}),
  };
}
