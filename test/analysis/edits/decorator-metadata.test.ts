import vm from 'node:vm';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/analysis/edits/apply-edits.ts';
import { decoratorMetadata } from '../../../src/analysis/edits/decorator-metadata.ts';

const file = '/decorated.ts';
const source = `
declare function note(...given: unknown[]): any;
enum Level { low, high }
enum Name { a = 'a' }
interface Shape { sides: number }
type Text = string;
type Id = string | number;
type Handler = (event: string) => void;
abstract class Base {}
class Plain {}
class Later {}

@note class Types extends Base {
  @note text!: string; @note count!: number; @note flag!: boolean; @note big!: bigint; @note key!: symbol;
  @note none!: null; @note open: any; @note hidden: unknown; @note plain;
  @note alias!: Text; @note id!: Id; @note handler!: Handler; @note inline!: (n: number) => number;
  @note literal!: 'a' | 'b'; @note one!: 1; @note yes!: true; @note mixed!: 'a' | 1;
  @note maybe!: string | null; @note optional?: number | undefined; @note either!: string | number;
  @note level!: Level; @note member!: Level.low; @note name!: Name;
  @note shape!: Shape; @note object!: { a: 1 }; @note base!: Base; @note own!: Types; @note later!: Later;
  @note list!: string[]; @note generic!: Array<Plain>; @note pair!: [string, number]; @note fixed!: readonly string[];
  @note date!: Date; @note map!: Map<string, Plain>; @note promise!: Promise<number>; @note bytes!: Uint8Array;
  @note record!: Record<string, number>; @note part!: Partial<Plain>; @note maybePlain!: Plain | null; @note template!: \`a\${string}\`;
  @note() both!: number; @note @note twice!: Plain;
  @note get size(): number { return 1; }
  @note set width(value: Plain) {}
  @note method(a: string, b?: Plain, ...more: number[]): Date { return new Date(); }
  @note async wait() { return 1; }
  @note nothing() {}
  @note never(): never { throw new Error(); }
  parameters(@note a: Plain, @note() b: string) {}
  onlyFirst(@note a: Plain, b: Level) {}
  @note static shared: Plain;
  @note generics<T extends Plain>(a: T, this_: T[]): T { return a; }
}
class Injected { constructor(@note private readonly a: Plain, public b: Date, @note() c = 1) {} }
@note class Service { constructor(a: Plain, b: Shape, c: (x: 1) => 2) {} }
@note class Empty {}
@note export class Exported { constructor(readonly a: Later) {} }
class Undecorated { a!: string; constructor(b: Plain) {} }
`;

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.CommonJS,
  experimentalDecorators: true,
  types: [],
};

function programOf(text: string, strict: boolean, emitDecoratorMetadata = false): ts.Program {
  const host = ts.createCompilerHost(options);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, target) =>
    name === file ? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true) : getSourceFile(name, target);
  return ts.createProgram([file], { ...options, strict, emitDecoratorMetadata }, host);
}

/** Runs a program, and returns each piece of metadata and each other decorator in the order in which they ran. */
function ranBy(program: ts.Program): string[] {
  let code = '';
  program.emit(program.getSourceFile(file), (_, text) => (code = text));
  const ran: string[] = [];
  const shown = (value: unknown): string =>
    Array.isArray(value) ? `[${value.map(shown).join()}]` : typeof value === 'function' ? value.name : String(value);
  const at = (target: { name?: string; constructor: { name: string } }, key: unknown): string =>
    `${typeof target === 'function' ? target.name : target.constructor.name}.${String(key)}`;
  const metadata = (name: string, value: unknown) => (target: never, key: unknown) =>
    void ran.push(`${at(target, key)} ${name} ${shown(value)}`);
  const note = (...given: unknown[]): unknown => {
    if (given.length === 0) return note;
    ran.push(
      `${at(given[0] as never, given[1])} ${typeof given[2] === 'number' ? `parameter ${given[2]}` : 'decorator'}`,
    );
    return undefined;
  };
  const scope = vm.createContext({ exports: {}, note });
  (vm.runInContext('Reflect', scope) as { metadata: unknown }).metadata = metadata;
  vm.runInContext(code, scope);
  return ran;
}

describe.each([true, false])('metadata that is written into the text, with strict: %s', (strict) => {
  const plain = programOf(source, strict);
  const sourceFile = plain.getSourceFile(file);
  const edits = sourceFile ? decoratorMetadata(sourceFile, plain) : [];

  it('has the values and the order of the compiler', () => {
    const expected = ranBy(programOf(source, strict, true));
    expect(expected.length).toBeGreaterThan(100);
    expect(ranBy(programOf(applyEdits(source, edits), strict))).toEqual(expected);
  });

  it('adds no line', () => {
    expect(edits.every(({ start, end, text }) => start === end && !text.includes('\n'))).toBe(true);
  });
});
