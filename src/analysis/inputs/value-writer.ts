import ts from 'typescript';
import { access, isPlainName } from '../syntax/member-path.ts';
import { compactList, compactMatrix, cycled, LONGEST_SPELLED } from './compact-values.ts';
import { ItemSizes, type SizedFunction } from './item-sizes.ts';
import { NotGenerable } from './not-generable.ts';
import { writePlatformValue } from './platform-values.ts';
import { type FieldPlan, planFields } from './plan-fields.ts';
import type { RandomChoices } from './random-choices.ts';
import { channelsOf, readFields, readGroups, readParameters, type TypedField } from './read-fields.ts';
import { isRecursive } from './is-recursive.ts';
import { writePrimitive } from './primitive-values.ts';

/** Nesting levels of objects and arrays; deeper levels omit optional members and leave lists empty. */
const deepest = 4;
/** Nesting limit for required members. */
const bottom = 12;

/** Properties of a signature that every item depends on. */
export interface SignatureShape extends SizedFunction {
  groups: TypedField[][];
}

/** Reads the shape of a signature, once for all of its items. */
export function readShape(program: ts.Program, at: ts.SignatureDeclaration): SignatureShape {
  const groups = readGroups(program, at);
  return { groups, isRecursive: isRecursive(program.getTypeChecker(), at), channels: channelsOf(groups, at) };
}

/** Writes values of types as TypeScript expressions, for the scope of a function. */
export class ValueWriter {
  readonly #program: ts.Program;
  readonly #checker: ts.TypeChecker;
  readonly #at: ts.SignatureDeclaration;
  readonly #random: RandomChoices;
  readonly #shape: SignatureShape;
  #sizes: ItemSizes;
  /** Of the parameters of this item. */
  #plans: ReadonlyMap<string, FieldPlan> = new Map();

  constructor(program: ts.Program, at: ts.SignatureDeclaration, random: RandomChoices, shape: SignatureShape) {
    this.#program = program;
    this.#checker = program.getTypeChecker();
    this.#at = at;
    this.#random = random;
    this.#shape = shape;
    this.#sizes = new ItemSizes(0, shape.groups, shape, random, false);
  }

  /**
   * Begins the next item. The sizes of its parts agree.
   * @param isFirst of its size, the one that is tried
   */
  begin(size: number, isFirst: boolean): void {
    this.#sizes = new ItemSizes(size, this.#shape.groups, this.#shape, this.#random, isFirst);
    this.#plans = planFields(readParameters(this.#program, this.#at), this.#sizes, this.#random);
  }

  /** Whether other parameters depend on this one, which rules out omitting it. */
  isTied(parameter: ts.ParameterDeclaration): boolean {
    return this.#plans.get(parameter.name.getText())?.isTied === true;
  }

  /** @throws NotGenerable */
  parameter(parameter: ts.ParameterDeclaration): string {
    const type = this.#checker.getTypeAtLocation(parameter);
    // The type of `x?: T` and of `x: T = …` includes `undefined`, which is irrelevant here.
    const given = parameter.questionToken || parameter.initializer ? this.#checker.getNonNullableType(type) : type;
    const name = parameter.name.getText();
    return this.write(given, name, 0, this.#plans.get(name));
  }

  /** Returns arguments for `...xs: T[]`, one for each element if it is a tuple. */
  rest(parameter: ts.ParameterDeclaration): string[] {
    const type = this.#checker.getTypeAtLocation(parameter);
    const name = parameter.name.getText();
    if (this.#checker.isTupleType(type)) return this.#elements(type as ts.TypeReference, name, 0);
    const [element] = this.#checker.getTypeArguments(type as ts.TypeReference);
    if (!element) throw new NotGenerable(`${name} cannot be generated: its type is not known. Write the type.`);
    return Array.from({ length: this.#random.whole(1, 4) }, () => this.write(element, `${name}[]`, 1));
  }

  /**
   * Returns a value of a type. `path` is the readable path for error messages.
   * @throws NotGenerable
   */
  write(type: ts.Type, path: string, depth: number, plan: FieldPlan = {}): string {
    const refuse = (why: string): never => {
      throw new NotGenerable(`${path} cannot be generated: ${why}`);
    };
    if (depth > bottom) return refuse('its type contains itself without an end. Make a part of it optional.');
    if (type.flags & ts.TypeFlags.Any) return refuse('its type is not known. Write the type, or give an expression.');
    if (type.flags & ts.TypeFlags.TypeParameter) return this.#typeParameter(type, path, depth);
    if (plan.value !== undefined && allows(type, plan.value)) return String(plan.value);
    // Elements of lists are data.
    const sizes = path.includes('[]') ? null : this.#sizes;
    const primitive = writePrimitive(type, path, this.#random, this.#at.getSourceFile(), this.#checker, sizes);
    if (primitive !== null) return primitive;
    if (type.flags & (ts.TypeFlags.TemplateLiteral | ts.TypeFlags.StringMapping))
      return this.#template(type, path, depth);
    if (type.isUnion()) return this.#oneOf(type.types, path, depth, plan);
    if (type.isIntersection() && type.types.some(isPrimitive)) {
      // A branded primitive is a plain primitive at run time.
      const plain = type.types.find(isPrimitive);
      return plain ? `(${this.write(plain, path, depth)} as never)` : refuse('it has no value.');
    }
    if (type.flags & ts.TypeFlags.Never) return refuse('no value has the type never.');
    if (type.flags & ts.TypeFlags.ESSymbolLike) return refuse('a symbol cannot be sent to a worker.');
    if (type.flags & ts.TypeFlags.NonPrimitive) return `{ ${this.#random.word()}: ${this.#random.whole(0, 99)} }`;
    if (type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection)) return this.#object(type, path, depth, plan);
    return refuse(`${this.#checker.typeToString(type)} is not a type that values can be made of. Give an expression.`);
  }

  #typeParameter(type: ts.Type, path: string, depth: number): string {
    const constraint = this.#checker.getBaseConstraintOfType(type);
    return constraint && constraint !== type ? this.write(constraint, path, depth) : String(this.#random.whole(0, 99));
  }

  /** Skips members for which no value can be generated; throws only if there is no other. */
  #oneOf(members: readonly ts.Type[], path: string, depth: number, plan: FieldPlan): string {
    const shallow = depth > deepest ? members.filter(isPrimitive) : [];
    let left = [...(shallow.length > 0 ? shallow : members)];
    let obstacle: NotGenerable | null = null;
    while (left.length > 0) {
      const member = this.#random.one(left);
      try {
        return this.write(member, path, depth, plan);
      } catch (error) {
        if (!(error instanceof NotGenerable)) throw error;
        obstacle ??= error;
        left = left.filter((other) => other !== member);
      }
    }
    throw obstacle ?? new NotGenerable(`${path} cannot be generated: no value has the type never.`);
  }

  #template(type: ts.Type, path: string, depth: number): string {
    if (!(type.flags & ts.TypeFlags.TemplateLiteral)) return `(${JSON.stringify(this.#random.word())} as never)`;
    const { texts, types } = type as ts.TemplateLiteralType;
    const holes = types.map((hole) => {
      const text = this.write(hole, path, depth);
      return text.startsWith('"') ? (JSON.parse(text) as string) : text.replace(/^\((.*) as never\)$|n$/, '$1');
    });
    return JSON.stringify(texts.map((text, index) => text + (holes[index] ?? '')).join(''));
  }

  #object(type: ts.Type, path: string, depth: number, plan: FieldPlan): string {
    if (this.#checker.isTupleType(type)) {
      return `[${this.#elements(type as ts.TypeReference, path, depth).join(', ')}]`;
    }
    if (this.#checker.isArrayType(type)) {
      const [element] = this.#checker.getTypeArguments(type as ts.TypeReference);
      return element ? this.#list(element, path, depth, plan) : '[]';
    }
    if (type.getCallSignatures().length > 0 || type.getConstructSignatures().length > 0)
      throw new NotGenerable(
        `${path} cannot be generated: it is a function, and functions cannot be sent to a worker. Take a name or plain data instead.`,
      );
    const platform = writePlatformValue(type, path, this.#random, {
      program: this.#program,
      several: (inner, at) => this.#several(inner, at, depth),
      length: plan.length ?? this.#random.whole(16, 64),
    });
    if (platform !== null) return platform;
    const symbol = type.getSymbol();
    if (symbol && symbol.flags & ts.SymbolFlags.Class)
      throw new NotGenerable(
        `${path} cannot be generated: it is an instance of the class ${symbol.name}, which loses its class on the way to a worker. Take plain data instead, or give an expression.`,
      );
    return this.#properties(type, path, depth);
  }

  #elements(type: ts.TypeReference, path: string, depth: number): string[] {
    const { elementFlags } = type.target as ts.TupleType;
    const elements: string[] = [];
    for (const [index, element] of this.#checker.getTypeArguments(type).entries()) {
      const flags = elementFlags[index] ?? ts.ElementFlags.Required;
      if (flags & ts.ElementFlags.Optional && (depth > deepest || this.#random.share() < 0.5)) break;
      if (flags & ts.ElementFlags.Rest) elements.push(...this.#several(element, `${path}[${index}]`, depth));
      else elements.push(this.write(element, `${path}[${index}]`, depth + 1));
    }
    return elements;
  }

  /** Returns an array of the planned length. */
  #list(element: ts.Type, path: string, depth: number, { length, rows, columns }: FieldPlan): string {
    if (rows !== undefined && columns !== undefined) return compactMatrix(rows, columns, this.#random);
    const at = `${path}[]`;
    if (length === undefined) return `[${this.#several(element, at, depth).join(', ')}]`;
    if (element.flags & ts.TypeFlags.Number && length > LONGEST_SPELLED) return compactList(length, 999, this.#random);
    if (length <= LONGEST_SPELLED && isPrimitive(element))
      return `[${Array.from({ length }, () => this.write(element, at, depth + 1)).join(', ')}]`;
    const shown = Math.min(length, 12);
    const values = Array.from({ length: shown }, () => this.write(element, at, depth + 1));
    return length <= shown ? `[${values.join(', ')}]` : cycled(values, length);
  }

  /** Returns several values of a type, fewer on deeper levels and none for infinitely nested types. */
  #several(element: ts.Type, path: string, depth: number): string[] {
    if (depth > deepest) return [];
    const most = [12, 5, 3, 2, 1][depth] ?? 1;
    const length = this.#random.whole(Math.ceil(most / 2), most);
    return Array.from({ length }, () => this.write(element, path, depth + 1));
  }

  #properties(type: ts.Type, path: string, depth: number): string {
    const written: string[] = [];
    const isPlanned = depth <= 2 && !path.includes('[]');
    const plans = isPlanned
      ? planFields(readFields(this.#program, type, this.#at), this.#sizes, this.#random)
      : new Map<string, FieldPlan>();
    for (const property of this.#checker.getPropertiesOfType(type)) {
      // Symbol keys are not cloned.
      if (property.name.startsWith('__@')) continue;
      const optional = (property.flags & ts.SymbolFlags.Optional) !== 0;
      const plan = plans.get(property.name);
      if (optional && plan?.isTied !== true && (depth > deepest || this.#random.share() < 0.3)) continue;
      const inner = this.#checker.getTypeOfSymbolAtLocation(property, this.#at);
      const given = optional ? this.#checker.getNonNullableType(inner) : inner;
      const at = access(path, property.name);
      try {
        const value = this.write(given, at, depth + 1, plan);
        written.push(`${isPlainName(property.name) ? property.name : JSON.stringify(property.name)}: ${value}`);
      } catch (error) {
        if (!optional || !(error instanceof NotGenerable)) throw error;
      }
    }
    for (const { keyType, type: value } of this.#checker.getIndexInfosOfType(type)) {
      const texts = this.#several(value, `${path}[]`, depth + 1);
      const isNumber = (keyType.flags & ts.TypeFlags.NumberLike) !== 0;
      texts.forEach((text, index) => written.push(`${isNumber ? index : `${this.#random.word()}${index}`}: ${text}`));
    }
    return written.length === 0 ? '{}' : `{ ${written.join(', ')} }`;
  }
}

function isPrimitive(type: ts.Type): boolean {
  return (
    (type.flags &
      (ts.TypeFlags.StringLike |
        ts.TypeFlags.NumberLike |
        ts.TypeFlags.BigIntLike |
        ts.TypeFlags.BooleanLike |
        ts.TypeFlags.Null |
        ts.TypeFlags.Undefined)) !==
    0
  );
}

/** Whether a number is a value of a type. */
function allows(type: ts.Type, value: number): boolean {
  if (type.isUnion()) return type.types.some((member) => allows(member, value));
  return type.isNumberLiteral() ? type.value === value : (type.flags & ts.TypeFlags.Number) !== 0;
}
