import ts from 'typescript';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, readSources, type SourceText } from '../architecture/source-file.ts';

const root = join(import.meta.dirname, '../..');
const sources = readSources(root, ['src/extension']);
const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(root, name), 'utf8')) as Record<string, unknown>;

describe('the texts of package.json', () => {
  const manifest = read('package.json');
  const texts = read('package.nls.json');
  const used = [...JSON.stringify(manifest).matchAll(/"%([^"%]+)%"/g)].map(([, key = '']) => key);

  it('are exactly those of package.nls.json', () => {
    expect([...new Set(used)].sort()).toEqual(Object.keys(texts).sort());
    for (const [key, text] of Object.entries(texts)) expect(text, key).toMatch(/\S/);
  });

  it('are not written inline in package.json', () => {
    const shown = /^(displayName|title|category|label|markdownDescription|description|enumDescriptions|altText)$/;
    const plain: string[] = [];
    const look = (value: unknown, name: string): void => {
      if (typeof value === 'string') {
        if (shown.test(name) && !/^%.*%$/.test(value)) plain.push(`${name}: ${value}`);
      } else if (Array.isArray(value)) value.forEach((each) => look(each, name));
      else if (typeof value === 'object' && value !== null)
        // A schema of a tool is for language models.
        for (const [key, each] of Object.entries(value)) if (key !== 'inputSchema') look(each, key);
    };
    // The package's own description is for npm as well, which knows nothing of keys.
    look({ ...manifest, description: '%%' }, '');
    expect(plain).toEqual([]);
  });
});

describe('the texts of the extension', () => {
  const calls = sources.flatMap((source) => callsIn(source).filter(({ name }) => name === 'vscode.l10n.t'));
  const asked = calls.flatMap(({ node: { arguments: given } }) =>
    given[0] && ts.isStringLiteral(given[0]) ? [given[0].text] : [],
  );

  it('are exactly those of the bundle; else run `npm run l10n`', () => {
    const bundle = read(join(String(read('package.json')['l10n']), 'bundle.l10n.json'));
    expect(asked.length).toBeGreaterThan(100);
    expect(bundle).toEqual(Object.fromEntries(asked.map((text) => [text, text])));
  });

  it('can be found by reading the code, with a value for every placeholder', () => {
    for (const { at, node } of calls) {
      const [text, ...values] = node.arguments;
      if (!text || !ts.isStringLiteral(text)) throw new Error(`${at}: expected a text in quotes.`);
      const places = new Set([...text.text.matchAll(/\{(\d+)\}/g)].map(([, place]) => Number(place)));
      expect([...places].sort(), at).toEqual(values.map((_, index) => index));
    }
  });

  it('are always localized when shown', () => {
    expect(sources.flatMap(plainTexts)).toEqual([]);
  });

  it('are detected if they are not localized', () => {
    const source = (text: string): SourceText => ({ path: 'a.ts', text });
    expect(plainTexts(source("void vscode.window.showInformationMessage('Done.');"))).toEqual(["a.ts:1 'Done.'"]);
    expect(plainTexts(source('pick({ title: `Inputs of ${name}` });'))).toEqual(['a.ts:1 `Inputs of ${name}`']);
    expect(plainTexts(source("box.prompt = 'An expression';"))).toEqual(["a.ts:1 'An expression'"]);
    expect(plainTexts(source('pick({ label: `$(check) ${name}`, title: name });'))).toEqual([]);
  });
});

interface Call {
  /** File and line. */
  at: string;
  name: string;
  node: ts.CallExpression;
}

function callsIn(source: SourceText): Call[] {
  return nodesOf(source).flatMap(({ at, node }) =>
    ts.isCallExpression(node) ? [{ at, name: node.expression.getText(), node }] : [],
  );
}

/** The same in every language. */
const names = ['Markdown', '.cpuprofile', 'node:worker_threads'];

/** Words in quotes where a person would read them. */
function plainTexts(source: SourceText): string[] {
  const shown = /^(title|placeHolder|placeholder|prompt|tooltip|label|detail|description|openLabel|message)$/;
  const messages = /\.(show(Information|Warning|Error)Message|setStatusBarMessage)$/;
  return nodesOf(source).flatMap(({ at, node }) => {
    const values = ts.isCallExpression(node)
      ? messages.test(node.expression.getText())
        ? [...node.arguments]
        : []
      : ts.isPropertyAssignment(node) && shown.test(node.name.getText())
        ? [node.initializer]
        : ts.isBinaryExpression(node) &&
            node.operatorToken.kind === ts.SyntaxKind.EqualsToken &&
            ts.isPropertyAccessExpression(node.left) &&
            shown.test(node.left.name.text)
          ? [node.right]
          : [];
    return values
      .flatMap(branches)
      .filter(hasWords)
      .map((value) => `${at} ${value.getText()}`);
  });
}

/** Both ends of a choice. */
function branches(value: ts.Expression): ts.Expression[] {
  if (ts.isParenthesizedExpression(value)) return branches(value.expression);
  if (ts.isConditionalExpression(value)) return [...branches(value.whenTrue), ...branches(value.whenFalse)];
  return ts.isBinaryExpression(value) ? [...branches(value.left), ...branches(value.right)] : [value];
}

/** Whether something is left of a text in quotes without its icons and values. */
function hasWords(value: ts.Expression): boolean {
  const parts = ts.isTemplateExpression(value)
    ? [value.head.text, ...value.templateSpans.map(({ literal }) => literal.text)]
    : ts.isStringLiteralLike(value)
      ? [names.includes(value.text) ? '' : value.text]
      : [];
  return /\p{L}{2}/u.test(parts.join(' ').replace(/\$\([\w-]+\)/g, ''));
}

function nodesOf(source: SourceText): { at: string; node: ts.Node }[] {
  const tree = parse(source);
  const found: { at: string; node: ts.Node }[] = [];
  const visit = (node: ts.Node): void => {
    const line = tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
    found.push({ at: `${source.path}:${line}`, node });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}
