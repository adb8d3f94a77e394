import type { DescribedFinding, FindingOrigin, Severity } from '../../src/model/finding.ts';
import { bytes, duration, percent, ratio } from '../../src/report/numbers-in-words.ts';
import { sortBySeverity } from '../../src/report/findings/sort-by-severity.ts';
import { element } from '../element.ts';
import { icon } from './icon.ts';
import { section } from './section.ts';
import { sourceLink } from './source-link.ts';
import type { ViewContext } from './view-context.ts';

const SEVERITY_WORDS: Record<Severity, string> = {
  error: 'Error',
  warning: 'Warning',
  information: 'Note',
  hint: 'Hint',
};
const ORIGIN_WORDS: Record<FindingOrigin, string> = {
  static: 'read in the code',
  run: 'seen in the run',
  validity: 'about the measurement',
};

/** Most severe first; about the measurement last. */
export function sortFindings(findings: readonly DescribedFinding[]): DescribedFinding[] {
  return [
    ...sortBySeverity(findings.filter(({ origin }) => origin !== 'validity')),
    ...sortBySeverity(findings.filter(({ origin }) => origin === 'validity')),
  ];
}

/** `taskMs: 0.4` as `task 400 us`: the unit is at the end of the name. */
export function evidenceInWords(name: string, value: number): string {
  const words = (suffix: string): string =>
    name
      .slice(0, name.length - suffix.length)
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .toLowerCase();
  if (name.endsWith('Ms')) return `${words('Ms')} ${duration(value)}`;
  if (name.endsWith('Bytes')) return `${words('Bytes')} ${bytes(value)}`;
  if (name.endsWith('Share') || name === 'share') return `${words('')} ${percent(value)}`;
  if (/speedup/i.test(name)) return `${words('')} ${ratio(value)}`;
  return `${words('')} ${Number.isInteger(value) ? value : value.toPrecision(3)}`;
}

function findingItem(finding: DescribedFinding, context: ViewContext): HTMLElement {
  const evidence = Object.entries(finding.evidence).map(([name, value]) => evidenceInWords(name, value));
  return element(
    'li',
    { class: `finding finding-${finding.severity}` },
    icon(finding.severity),
    element(
      'div',
      {},
      element(
        'p',
        {},
        element('span', { class: 'visually-hidden' }, `${SEVERITY_WORDS[finding.severity]}: `),
        finding.message,
      ),
      element(
        'p',
        { class: 'finding-place' },
        sourceLink(finding.location, context.host),
        element('span', { class: 'muted' }, ORIGIN_WORDS[finding.origin]),
        evidence.length > 0 ? element('span', { class: 'muted' }, evidence.join(', ')) : null,
      ),
      ...(finding.related ?? []).map((related) =>
        element(
          'p',
          { class: 'finding-place' },
          sourceLink(related.location, context.host),
          element('span', { class: 'muted' }, related.note),
        ),
      ),
    ),
  );
}

/** What would break or slow the parallel version, with the place in the code. */
export function findingsView(context: ViewContext): HTMLElement {
  // Those about the measurement stand beside the number they concern, where there is a verdict.
  const { findings: all, outcome } = context.report;
  const findings = sortFindings(all.filter(({ origin }) => origin !== 'validity' || outcome.status !== 'completed'));
  return section('findings', 'What to know before you use it', null, [
    findings.length === 0
      ? element(
          'p',
          { class: 'nothing' },
          icon('ok'),
          'Nothing found: arguments and results can be sent, results are the same, and the work is large enough.',
        )
      : element('ul', { class: 'finding-list' }, ...findings.map((finding) => findingItem(finding, context))),
  ]);
}
