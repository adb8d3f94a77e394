import ts from 'typescript';
import { memberReason, nameReason, overloadOf } from './function-shape.ts';
import { access, isFunction, joinNames, propertyName, unwrap } from '../syntax/member-path.ts';
import { notProfilable } from './not-profilable.ts';
import type { Place } from '../syntax/place.ts';
import { hasModifier } from './read-signature.ts';

/** Content of a class or an object literal: a function, a value that may be or contain one, or code that runs there. */
export type Member =
  | { kind: 'function'; node: ts.SignatureDeclaration; place: Place }
  | { kind: 'value'; value: ts.Expression; place: Place }
  | { kind: 'code'; code: ts.Node };

/** Returns the members of a class, each with the expression to access it. */
export function classMembers(node: ts.ClassLikeDeclaration, place: Place): Member[] {
  return node.members.flatMap((member): Member[] => {
    if (ts.isClassStaticBlockDeclaration(member)) return [{ kind: 'code', code: member.body }];
    if (ts.isConstructorDeclaration(member)) {
      const name = joinNames(place.name, 'constructor');
      const blocked = place.blocked ?? notProfilable.construct;
      const own: Place = { ...place, name, expression: null, nameNode: member, owner: member, blocked };
      delete own.exportPath;
      delete own.alsoNamed;
      return [{ kind: 'function', node: member, place: own }];
    }
    if (!member.name) return [];
    const memberPlace = classMemberPlace(member, member.name, place);
    if (ts.isPropertyDeclaration(member)) {
      if (!member.initializer) return [];
      const holdsFunction = isFunction(unwrap(member.initializer));
      return holdsFunction
        ? [{ kind: 'value', value: member.initializer, place: memberPlace }]
        : [{ kind: 'code', code: member.initializer }];
    }
    if (!ts.isFunctionLike(member)) return [];
    const blocked = place.blocked ?? memberReason(member) ?? memberPlace.blocked ?? overloadOf(member, node.members);
    return [{ kind: 'function', node: member, place: { ...memberPlace, blocked } }];
  });
}

function classMemberPlace(member: ts.ClassElement, key: ts.PropertyName, place: Place): Place {
  const isStatic = ts.canHaveModifiers(member) && hasModifier(member, ts.SyntaxKind.StaticKeyword);
  const name = propertyName(key);
  const unreachable = isReachable(place) ? null : notProfilable.unnamed('class');
  const shown = joinNames(isStatic ? '' : 'prototype', name ?? key.getText());
  return {
    exported: place.exported,
    receiver: place.expression,
    ...below(place, shown, name),
    name: joinNames(place.name, shown),
    expression: place.expression === null || name === null ? null : access(place.expression, name),
    nameNode: key,
    owner: member,
    blocked: place.blocked ?? (isStatic ? unreachable : notProfilable.instanceMethod) ?? nameReason(key),
  };
}

/** Returns the members of an object literal, each with the expression to access it. */
export function objectMembers(node: ts.ObjectLiteralExpression, place: Place): Member[] {
  return node.properties.flatMap((property): Member[] => {
    if (!property.name) return [];
    const name = propertyName(property.name);
    const shown = name ?? property.name.getText();
    const unreachable = isReachable(place) ? null : notProfilable.unnamed('object');
    const isWhole = place.expression === 'module.exports' || place.expression === 'exports';
    const own: Place = {
      ...below(place, shown, name),
      name: isWhole ? shown : joinNames(place.name, shown),
      expression: place.expression === null || name === null ? null : access(place.expression, name),
      receiver: place.expression,
      exported: place.exported,
      nameNode: property.name,
      owner: property,
      blocked: place.blocked ?? unreachable ?? nameReason(property.name),
    };
    if (ts.isPropertyAssignment(property)) return [{ kind: 'value', value: property.initializer, place: own }];
    if (!ts.isFunctionLike(property)) return [];
    return [{ kind: 'function', node: property, place: { ...own, blocked: own.blocked ?? memberReason(property) } }];
  });
}

function isReachable({ expression, exportPath }: Place): boolean {
  return expression !== null || exportPath !== undefined;
}

/** Returns the other names of a member and its path from the module's exports. */
function below({ alsoNamed, exportPath }: Place, shown: string, key: string | null) {
  return {
    ...(alsoNamed ? { alsoNamed: alsoNamed.map((name) => joinNames(name, shown)) } : {}),
    ...(exportPath && key !== null ? { exportPath: [...exportPath, key] } : {}),
  };
}
