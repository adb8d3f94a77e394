import ts from 'typescript';
import { memberReason, nameReason, overloadOf } from './function-shape.ts';
import { access, isFunction, joinNames, propertyName, unwrap } from '../syntax/member-path.ts';
import { notProfilable } from './not-profilable.ts';
import type { Binding } from './binding.ts';
import { isStatic } from './read-signature.ts';

/** Content of a class or an object literal: a function, a value that may be or contain one, or code that runs there. */
export type Member =
  | { kind: 'function'; node: ts.SignatureDeclaration; binding: Binding }
  | { kind: 'value'; value: ts.Expression; binding: Binding }
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
    return [{ kind: 'function', node: property, binding: { ...own, blocked: own.blocked ?? memberReason(property) } }];
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
