import ts from 'typescript';

/** Replaces an omission in a text, or a path that the program inserts. */
const placeholder = 'src/any.ts#any';

const token = String.raw`"[^"]*"|'[^']*'|[^\s"'\`|]+`;
const commandPattern = new RegExp(
  String.raw`(?:parallel-profiler|node dist/cli\.mjs) ((?:${token})(?: +(?:${token}))*)`,
  'g',
);

/** Each block of code in a Markdown text with its language, and the name of its file where it has one. */
export function readBlocks(markdown: string): { language: string; file: string; code: string }[] {
  return [...markdown.matchAll(/^( *)```(\w*) ?(\S*)[^\n]*\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = '', language = '', file = '', code = '']) => {
      return { language, file, code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), '') };
    },
  );
}

/** The code in a Markdown text: lines of shell blocks, and text in backticks. */
export function readCode(markdown: string): string[] {
  const shell = readBlocks(markdown).filter(({ language }) => language === 'sh' || language === '');
  const prose = markdown.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '');
  return [
    ...shell.flatMap(({ code }) => code.split('\n')),
    ...[...prose.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code),
  ];
}

/** The texts in a TypeScript file: its literals, with a placeholder for what a template puts in. */
export function readLiterals(source: string, name = 'text.ts'): string[] {
  const texts: string[] = [];
  const file = ts.createSourceFile(name, source, ts.ScriptTarget.Latest);
  const visit = (node: ts.Node): void => {
    // The key of a symbol is read by programs only.
    if (ts.isCallExpression(node) && node.expression.getText(file) === 'Symbol.for') return;
    if (ts.isStringLiteralLike(node) || ts.isJsxText(node)) texts.push(node.text);
    else if (ts.isTemplateExpression(node))
      texts.push(node.head.text + node.templateSpans.map(({ literal }) => placeholder + literal.text).join(''));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return texts;
}

/**
 * The arguments of each command of the profiler in a text. A synopsis, which has `<` or `[`, is left out; so is a bare name
 * in a sentence, such as `parallel-profiler check`, if that command exists.
 */
export function readCommands(text: string, names: readonly string[]): string[][] {
  return text
    .split('\n')
    .flatMap((line) => [...line.replace(/(^|\s)# .*$/, '').matchAll(commandPattern)])
    .map(([, command = '']) => command.match(new RegExp(token, 'g')) ?? [])
    .filter((words) => !words.some((word) => /^[<[]|[\]>]$/.test(word)))
    .map(unquote)
    .filter((words) => words[0] !== placeholder && (words.length > 1 || !names.includes(words[0] ?? '')));
}

function unquote(words: readonly string[]): string[] {
  return words.map((word, index) => {
    const bare = word.replace(/^(["'])(.*)\1$/, '$2');
    if (bare === '…') return placeholder;
    if (bare === placeholder && words[index - 1] === '--redis') return 'redis://localhost:6379';
    return index === words.length - 1 ? bare.replace(/[.,;:]$/, '') : bare;
  });
}

/**
 * The expressions of `@inputs` tags in a text, except placeholders. After "@inputs" a sentence about tags continues
 * with lower-case words, an expression with a bracket, a call or a member.
 */
export function readTags(text: string): string[] {
  return [...text.matchAll(/@inputs\s+([^\n`]+?)\s*(?:\*\/|`|$)/gm)]
    .map(([, expression = '']) => expression)
    .filter((expression) => /^(?:[[({]|[\w.]+\()/.test(expression));
}

/** The scripts that `npm run <script>`, `npm start` and `npm test` name in a text. */
export function readScripts(text: string): string[] {
  return [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, run, own]) => run ?? own ?? '');
}
