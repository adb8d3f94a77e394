import { describe, expect, it } from 'vitest';
import { embedJson, formatHtml } from '../../../src/report/formats/format-html.ts';
import { cpuBoundReport } from '../sample-report.ts';

const page = { script: 'console.log("panel")', css: 'body { margin: 0 }', nonce: 'abc123' };

const embedded = (html: string): unknown => {
  const text = /<script type="application\/json" id="report">([^]*?)<\/script>/.exec(html)?.[1];
  return JSON.parse(text ?? 'null');
};

describe('formatHtml', () => {
  it('holds the whole report and the page', () => {
    const html = formatHtml(cpuBoundReport, page);
    expect(embedded(html)).toEqual(cpuBoundReport);
    expect(html).toContain(page.script);
    expect(html).toContain(page.css);
    expect(html.indexOf('id="report"')).toBeLessThan(html.indexOf(page.script));
  });

  it('cannot be ended by names or messages', () => {
    const name = '</script><script>alert(1)</script><!--';
    const evil = {
      ...cpuBoundReport,
      target: { ...cpuBoundReport.target, name },
      verdict: [{ role: 'answer' as const, text: `</noscript>${name}` }],
    };
    const html = formatHtml(evil, page);
    expect(embedded(html)).toEqual(evil);
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html).not.toContain('<!--');
    expect(html).toContain('<title>&lt;/script&gt;');
  });

  it('cannot be ended by strings of the page itself, which keep their meaning', () => {
    const script = 'const a = "</script><!--";';
    const html = formatHtml(cpuBoundReport, { ...page, script, css: 'a::after { content: "</style>" }' });
    expect(html.match(/<\/script/g)).toHaveLength(2);
    expect(html.match(/<\/style/g)).toHaveLength(1);
    const written = /<script nonce="abc123">\n(.*)\n<\/script>/.exec(html)?.[1] ?? '';
    const literal = written.slice('const a = '.length, -1).replaceAll('\\x3c', '\\u003c');
    expect(JSON.parse(literal)).toBe('</script><!--');
  });

  it('loads nothing: scripts and styles only with the nonce', () => {
    const html = formatHtml(cpuBoundReport, page);
    expect(html).toContain("default-src 'none'; script-src 'nonce-abc123'; style-src 'nonce-abc123'");
    expect(html).not.toMatch(/<(link|img|iframe)|src=|@import|https?:\/\/(?!www\.w3\.org)/);
  });

  it('refuses a nonce that would end its attribute', () => {
    expect(() => formatHtml(cpuBoundReport, { ...page, nonce: '"><script>' })).toThrow('Expected a nonce');
  });
});

describe('embedJson', () => {
  it('writes the line separators as escapes', () => {
    expect(embedJson('a\u2028b\u2029<')).toBe('"a\\u2028b\\u2029\\u003c"');
  });
});
