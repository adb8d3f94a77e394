import { fixableCodes } from '../../src/model/change.ts';
import type { DescribedFinding, FindingOrigin, Severity } from '../../src/model/finding.ts';
import { evidenceInWords } from '../evidence-words.ts';
import { sortFindings } from '../sort-findings.ts';
import { element } from '../element.ts';
import { linkButton } from './button.ts';
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

/** Opens the fixes for a finding, if there may be any. */
function fixLink({ code, location }: DescribedFinding, { host }: ViewContext): HTMLElement | null {
  if (!host.present || !fixableCodes.includes(code)) return null;
  return linkButton('Fix …', 'Fix this in the code', () => host.send({ type: 'fixFinding', code, location }));
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
        fixLink(finding, context),
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

/** Findings that break or slow the parallel version, with their locations. */
export function findingsView(context: ViewContext): HTMLElement {
  // Findings about the measurement appear next to the number they concern, if there is a verdict.
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
