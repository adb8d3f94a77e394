import ts from 'typescript';
import { unwrap } from '../syntax/member-path.ts';
import { apiName } from '../syntax/node-api.ts';
import type { ParallelConstruct } from './parallel-constructs.ts';

/** The file that a worker is started from, if the text shows it. */
export interface WorkerFile {
  /** The literal with the path. */
  node: ts.Expression;
  /** As written: `./task.ts`. */
  path: string;
  /**
   * Relative to this file in a form bundlers recognize; relative to the working directory; joined or resolved;
   * absolute; this file itself.
   */
  form: 'url' | 'cwd' | 'joined' | 'absolute' | 'own';
  /** Absolute path; `null` if the path is relative to the working directory. */
  file: string | null;
}

/** Returns the file that a construct's workers load: the first argument, or the option that names it. */
export function workerFile({ node }: ParallelConstruct, checker: ts.TypeChecker): WorkerFile | null {
  const [first, second] = node.arguments ?? [];
  if (!first) return null;
  // With `eval`, the first argument is source code.
  if (second && /\beval\b/.test(second.getText())) return null;
  const options = unwrap(first);
  if (!ts.isObjectLiteralExpression(options)) return fileOf(first, checker);
  const filename = options.properties.find((property) => property.name?.getText() === 'filename');
  if (filename && ts.isPropertyAssignment(filename)) return fileOf(filename.initializer, checker);
  return filename && ts.isShorthandPropertyAssignment(filename) ? fileOf(filename.name, checker) : null;
}

function fileOf(written: ts.Expression, checker: ts.TypeChecker, depth = 0): WorkerFile | null {
  const value = unwrap(written);
  const own = value.getSourceFile().fileName;
  if (/^(__filename|import\.meta\.(url|filename)|process\.argv\[1\])$/.test(value.getText()))
    return { node: value, path: own.slice(own.lastIndexOf('/') + 1), form: 'own', file: own };
  if (ts.isStringLiteralLike(value)) {
    const isRelative = /^\.\.?\//.test(value.text);
    if (isRelative) return { node: value, path: value.text, form: 'cwd', file: null };
    return value.text.startsWith('/') ? { node: value, path: value.text, form: 'absolute', file: value.text } : null;
  }
  if (ts.isPropertyAccessExpression(value) && /^(href|pathname)$/.test(value.name.text))
    return fileOf(value.expression, checker, depth);
  if (ts.isTemplateExpression(value)) return templateOf(value);
  if (ts.isNewExpression(value) && value.expression.getText() === 'URL') return urlOf(value, checker, depth);
  if (ts.isCallExpression(value)) return callOf(value, checker, depth);
  if (!ts.isIdentifier(value) && !ts.isPropertyAccessExpression(value)) return null;
  const symbol = ts.isShorthandPropertyAssignment(value.parent)
    ? checker.getShorthandAssignmentValueSymbol(value.parent)
    : checker.getSymbolAtLocation(value);
  const declaration = symbol?.valueDeclaration;
  const initializer = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return initializer && depth < 4 ? fileOf(initializer, checker, depth + 1) : null;
}

/** `new URL('./x.ts', import.meta.url)`. */
function urlOf(made: ts.NewExpression, checker: ts.TypeChecker, depth: number): WorkerFile | null {
  const [path, base] = made.arguments ?? [];
  if (!path) return null;
  if (!base) return fileOf(path, checker, depth + 1);
  if (!/^(import\.meta\.url|(url\.)?pathToFileURL\(__filename\)(\.href)?)$/.test(base.getText())) return null;
  const own = made.getSourceFile().fileName;
  // Right at run time, but bundlers look for a literal.
  if (!ts.isStringLiteralLike(path)) {
    const held = textOf(path, checker);
    return {
      node: path,
      path: held ?? path.getText(),
      form: 'joined',
      file: held === null ? null : resolved(own, held),
    };
  }
  const file = resolved(own, path.text);
  return { node: path, path: path.text, form: file === own ? 'own' : 'url', file };
}

/** Returns the text that a constant holds. */
function textOf(name: ts.Expression, checker: ts.TypeChecker): string | null {
  const declaration = ts.isIdentifier(name) ? checker.getSymbolAtLocation(name)?.valueDeclaration : undefined;
  const value = declaration && ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value && ts.isStringLiteralLike(value) ? value.text : null;
}

/** `fileURLToPath(x)`, `path.join(__dirname, 'x.ts')`, `require.resolve('./x')`, `import.meta.resolve('./x.ts')`. */
function callOf(call: ts.CallExpression, checker: ts.TypeChecker, depth: number): WorkerFile | null {
  const [first, ...others] = call.arguments;
  if (!first) return null;
  const own = call.getSourceFile().fileName;
  const name = apiName(call.expression, checker) ?? call.expression.getText();
  if (/^url\.(fileURLToPath|pathToFileURL)$/.test(name)) return fileOf(first, checker, depth);
  if (/^(require|import\.meta)\.resolve$/.test(call.expression.getText()) && ts.isStringLiteralLike(first))
    return { node: first, path: first.text, form: 'joined', file: resolved(own, first.text) };
  if (!/^path\.(join|resolve)$/.test(name) || !/^(__dirname|import\.meta\.dirname)$/.test(first.getText())) return null;
  const parts = others.map((part) => (ts.isStringLiteralLike(part) ? part.text : null));
  const last = others.at(-1);
  if (!last || parts.includes(null)) return null;
  const path = parts.join('/');
  return { node: last, path, form: 'joined', file: resolved(own, path) };
}

/** `${__dirname}/x.ts`. */
function templateOf(template: ts.TemplateExpression): WorkerFile | null {
  const [span, ...others] = template.templateSpans;
  if (!span || others.length > 0 || template.head.text !== '') return null;
  if (!/^(__dirname|import\.meta\.dirname)$/.test(span.expression.getText())) return null;
  const path = span.literal.text.replace(/^\//, './');
  return { node: template, path, form: 'joined', file: resolved(template.getSourceFile().fileName, path) };
}

/** Resolves a path relative to a file, without `.` and `..`. */
function resolved(own: string, path: string): string {
  if (path.startsWith('/')) return path;
  const parts = own.slice(0, own.lastIndexOf('/')).split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}
