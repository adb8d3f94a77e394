import type { Report } from '../../model/report.ts';
import type { ScriptReport } from '../../model/script-report.ts';
import { conclusionOf, joinVerdict, outcomeLabels } from '../write-verdict.ts';

/** The panel's page, as built. */
export interface PanelPage {
  /** Text of the page's script, which reads the report from `<script type="application/json" id="report">`. */
  script: string;
  /** Text of its style sheet. */
  css: string;
  /** Random letters and digits, generated for this file. */
  nonce: string;
}

/**
 * Returns one self-contained file: the panel's page with the report embedded. It loads nothing and sends nothing, and
 * its content security policy allows only its own script and style.
 *
 * @throws TypeError if the nonce contains anything that could end its attribute
 */
export function formatHtml(report: Report | ScriptReport, page: PanelPage): string {
  const { nonce } = page;
  if (!/^[A-Za-z0-9+/=_-]+$/.test(nonce)) {
    throw new TypeError(`Expected a nonce of letters and digits, found ${JSON.stringify(nonce)}.`);
  }
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="color-scheme" content="light dark">
<title>${escapeText(titleOf(report))}</title>
<style nonce="${nonce}">
${page.css.replace(/<\/(?=style)/gi, '<\\/')}
</style>
</head>
<body>
<noscript>${escapeText(summaryOf(report))}</noscript>
<script type="application/json" id="report">${embedJson(report)}</script>
<script nonce="${nonce}">
${escapeScript(page.script)}
</script>
</body>
</html>
`;
}

function titleOf(report: Report | ScriptReport): string {
  return 'kind' in report ? `${report.command.join(' ')}: workers` : `${report.target.name}: serial against parallel`;
}

function summaryOf(report: Report | ScriptReport): string {
  const verdict = joinVerdict(report.verdict);
  return 'kind' in report ? verdict : `${outcomeLabels[conclusionOf(report).outcome]}. ${verdict}`;
}

/**
 * Returns JSON that is safe inside a script element: with `<` escaped, no name or message in it can end the element or
 * open a comment. Line separators are escaped too: they are valid in JSON but were not always valid in scripts.
 */
export function embedJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** `</script` and `<!--` inside a script's strings would end or confuse it; `\x3c` means the same to JavaScript there. */
function escapeScript(script: string): string {
  return script.replace(/<(?=\/script|!--)/gi, '\\x3c');
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
