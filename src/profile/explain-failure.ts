import { readFileSync } from 'node:fs';
import { basename, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ErrorData } from '../model/measurement.ts';
import { bundlerOf, supplierOf } from './bundler-names.ts';
import { missingName } from './missing-names.ts';

/** A thrown error with what is known of the place that threw it. */
interface Thrown {
  message: string;
  /** All frames, also those of packages. */
  stack: string;
  /** Absolute path of the first file in the stack that is not of a package or of Node; the target if there is none. */
  file: string;
  /** The text of the line that threw; empty if unknown. */
  line: string;
}

const away = 'move the function to a file that does not need it';

/**
 * Explains an error that the user's code threw because it was written for a bundler, a test runner, a browser or
 * another runtime. Returns `null` for any other error.
 * @param target the user's file
 */
export function explainFailure(error: ErrorData, target: string): string | null {
  const stack = error.stack ?? '';
  const frame = firstOwnFrame(stack);
  const file = frame?.file ?? target;
  const thrown = { message: error.message, stack, file, line: frame === null ? '' : lineOf(frame) };
  for (const explain of causes) {
    const sentence = explain(thrown);
    if (sentence !== null) return sentence;
  }
  return error.cause ? explainFailure(error.cause, target) : null;
}

/** Returns a message followed by its explanation, if there is one. */
export function withExplanation(message: string, error: ErrorData | undefined, target: string): string {
  const explanation = error ? explainFailure(error, target) : null;
  if (explanation === null || message.includes(explanation)) return message;
  return `${message}${/[.!?]$/.test(message) ? '' : '.'} ${explanation}`;
}

const causes: readonly ((thrown: Thrown) => string | null)[] = [
  runnerPackage,
  serverOnly,
  importMeta,
  inlinedVariable,
  decoratorMetadata,
  reactHook,
  undefinedName,
  suppliedModule,
  jsxRuntime,
  unknownFile,
  packageForBundlers,
];

/** By the message, or by the frames of packages in the stack. */
const runners: readonly (readonly [trace: RegExp, name: string])[] = [
  [/node_modules[\\/]@?vitest[\\/]|^Vitest cannot be imported/, 'Vitest'],
  [/`@jest\/globals`/, 'Jest'],
  [/^Playwright Test did not expect/, 'Playwright'],
  [/^Test files must be run with the AVA CLI/, 'AVA'],
];

function runnerPackage({ message, stack }: Thrown): string | null {
  const [, name] = runners.find(([trace]) => trace.test(`${message}\n${framesOfPackages(stack)}`)) ?? [];
  if (name === undefined) return null;
  return `${name} works only in files that ${name} runs itself. Move the function to a file without tests, and import it there.`;
}

function serverOnly({ stack }: Thrown): string | null {
  const marker = /[\\/](server-only|client-only)[\\/]/.exec(framesOfPackages(stack))?.[1];
  if (marker === undefined) return null;
  return `"${marker}" lets only the build of a framework load the file that imports it. In Node, ${away}.`;
}

function importMeta({ message, line, file }: Thrown): string | null {
  if (!/undefined|is not a function/.test(message)) return null;
  // `(import.meta as any).glob` in code without the types of the bundler
  const [, name] =
    /import\.meta(?:\s+as\s[^()]*\))?\??\.(env|hot|glob\w*|webpackHot|vitest|client|server|dev)\b/.exec(line) ?? [];
  if (name === undefined) return null;
  return `import.meta.${name} is supplied by ${bundlerOf(file)}, and Node has no such value. Pass it as a parameter, or ${away}.`;
}

function inlinedVariable({ message, line, file }: Thrown): string | null {
  // An error that the line throws itself says what is missing.
  if (/\bthrow\b/.test(line) || !/undefined|NaN|invalid/i.test(message)) return null;
  const unset = [...line.matchAll(/process\.env(?:\.(\w+)|\[(['"])(\w+)\2\])/g)]
    .map(([, dotted, , quoted]) => dotted ?? quoted ?? '')
    .find((name) => process.env[name] === undefined);
  if (unset === undefined) return null;
  return `The environment variable ${unset} is not set in this run; ${bundlerOf(file)} or a file such as .env may supply it otherwise. Set it where Parallel Profiler is started, or pass the value as a parameter.`;
}

function decoratorMetadata({ message, line }: Thrown): string | null {
  if (/Reflect\.(getMetadata|metadata|defineMetadata|hasMetadata|getOwnMetadata) is not a function/.test(message))
    return 'The package reflect-metadata is not loaded: the entry file of the program usually imports it. Add import "reflect-metadata" at the top of this file.';
  if (!/design:(type|paramtypes|returntype)/.test(line)) return null;
  return 'The types for decorators are missing. Set "experimentalDecorators" and "emitDecoratorMetadata" in the tsconfig.json of the decorated classes; a file that is imported by a computed name never has them.';
}

function reactHook({ message }: Thrown): string | null {
  const hook = /null \(reading '(use[A-Z]\w*)'\)/.exec(message)?.[1];
  if (hook === undefined) return null;
  return `${hook} works only while React renders a component. Move the computing part to a function without hooks.`;
}

function undefinedName({ message, file }: Thrown): string | null {
  const [, name] = /^([\p{ID_Start}$_][\p{ID_Continue}$]*) is not defined/u.exec(message) ?? [];
  return name === undefined ? null : missingName(name, bundlerOf(file));
}

function suppliedModule({ message }: Thrown): string | null {
  const [, named] = /^Cannot find (?:module|package) '([^']+)'/.exec(message) ?? [];
  const scheme = /Received protocol '([a-z][a-z+.-]*:)'/.exec(message)?.[1];
  const specifier = named ?? scheme;
  const supplier = specifier === undefined ? null : supplierOf(specifier);
  if (specifier === undefined || supplier === null) return null;
  return `"${specifier}" names a module that ${supplier}. In Node, ${away}.`;
}

function jsxRuntime({ message, file }: Thrown): string | null {
  const [, specifier = '', from] =
    /^Cannot find (?:module|package) '([^']+)'(?: imported from '?([^'\n]+))?/.exec(message) ?? [];
  const name = specifier.replace(/\/jsx(-dev)?-runtime$/, '');
  const text = textOf(from ?? file);
  const isWritten = new RegExp(`['"]${name.replaceAll(/\W/g, String.raw`\$&`)}['"/]`).test(text);
  if (name === '' || isWritten || !/<\/|\/>/.test(text) || /^[./]|\.[cm]?[jt]sx?$/.test(name)) return null;
  return `JSX is compiled to calls of ${name}, as "jsx" and "jsxImportSource" of tsconfig.json say, and ${name} is not installed. Install it, or set "jsxImportSource" to the package that your framework uses.`;
}

function unknownFile({ message, file }: Thrown): string | null {
  const [, extension] = /^Unknown file extension "(\.[^"]+)"/.exec(message) ?? [];
  if (extension === undefined) return null;
  return `Node has no loader for ${extension} files; ${bundlerOf(file)} has one. Read the file with node:fs, or ${away}.`;
}

/** Packages whose code only a bundler can load: extensions are missing, or ES modules are not declared as such. */
function packageForBundlers({ message, stack }: Thrown): string | null {
  const text = `${message}\n${stack}`;
  const [, path] = new RegExp(String.raw`node_modules[\\/]((?:@[^\\/'"]+[\\/])?[^\\/'"\s]+)[\\/]`).exec(text) ?? [];
  if (path === undefined) return null;
  const isBuiltForBundlers =
    /^(Cannot use import statement outside a module|Unexpected token 'export'|Directory import )/.test(message) ||
    (message.startsWith('Cannot find module ') && new RegExp(String.raw`imported from .*node_modules`).test(message));
  if (!isBuiltForBundlers) return null;
  return `The package ${path.replaceAll('\\', '/')} is built for bundlers, and Node cannot load its code. Use a version or an entry point of it for Node, or ${away}.`;
}

interface Frame {
  file: string;
  line: number;
}

/** Returns the first frame of a stack in the user's own files. */
function firstOwnFrame(stack: string): Frame | null {
  for (const text of stack.split('\n')) {
    const [, place = '', line = ''] = /^\s+at (?:.*\()?(?:async )?(.*?):(\d+):\d+\)?$/.exec(text) ?? [];
    const file = place.startsWith('file:') ? pathOf(place) : place;
    if (file === '' || file.startsWith('node:') || file.includes(`${sep}node_modules${sep}`)) continue;
    // Code that the module hooks serve has the names of the user's files; this is a stand-in.
    if (/^[0-9a-f]{32}\.[cm]js$/.test(basename(file))) continue;
    return { file, line: Number(line) };
  }
  return null;
}

function framesOfPackages(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at .*node_modules/.test(line))
    .join('\n');
}

function lineOf({ file, line }: Frame): string {
  return textOf(file).split('\n')[line - 1] ?? '';
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The stack is text of the user's program: it may name anything.
    return '';
  }
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return '';
  }
}
