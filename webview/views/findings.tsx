import { fixableCodes } from '../../src/model/change.ts';
import type { DescribedFinding, FindingOrigin, Severity } from '../../src/model/finding.ts';
import { evidenceInWords } from '../evidence-words.ts';
import type { Host } from '../host.ts';
import { sortFindings } from '../sort-findings.ts';
import { element } from '../element.ts';
import { LinkButton } from './button.tsx';
import { icon } from './icon.tsx';
import { inlineCode } from './inline-code.tsx';
import { Section } from './section.tsx';
import { SourceLink } from './source-link.tsx';
import type { ViewContext } from './view-context.ts';

const SEVERITY_WORDS: Record<Severity, string> = {
  error: 'Error',
  warning: 'Warning',
  information: 'Note',
  hint: 'Hint',
};
const ORIGIN_WORDS: Record<FindingOrigin, string> = {
  static: 'found in the code',
  run: 'found in the run',
  validity: 'about the measurement',
};

/** Link that opens the page of a finding. */
function pageLink({ code }: DescribedFinding, host: Host): HTMLElement | null {
  if (!host.present) return null;
  return (
    <LinkButton
      title={`Open the page of ${code}: causes and fixes`}
      onClick={() => host.send({ type: 'explainFinding', code })}
    >
      Learn more
    </LinkButton>
  );
}

/** Link that offers the fixes for a finding, if it may have any. */
function fixLink({ code, location }: DescribedFinding, host: Host): HTMLElement | null {
  if (!host.present || !fixableCodes.includes(code)) return null;
  return (
    <LinkButton title="Fix this in the code" onClick={() => host.send({ type: 'fixFinding', code, location })}>
      Fix …
    </LinkButton>
  );
}

/** A finding with its place and what can be done about it. */
export function findingItem(finding: DescribedFinding, host: Host): HTMLElement {
  const evidence = evidenceInWords(finding);
  return (
    <li class={`finding finding-${finding.severity}`}>
      {icon(finding.severity)}
      <div>
        <p>
          <span class="visually-hidden">{SEVERITY_WORDS[finding.severity]}: </span>
          {inlineCode(finding.message)}
        </p>
        <p class="finding-location">
          <SourceLink location={finding.location} host={host} />
          {fixLink(finding, host)}
          {pageLink(finding, host)}
          <span class="muted">{ORIGIN_WORDS[finding.origin]}</span>
          {evidence.length > 0 && <span class="muted">{evidence.join(', ')}</span>}
        </p>
        {(finding.related ?? []).map((related) => (
          <p class="finding-location">
            <SourceLink location={related.location} host={host} />
            <span class="muted">{related.note}</span>
          </p>
        ))}
      </div>
    </li>
  );
}

/** Findings that break or slow the parallel version, with their locations. */
export function findingsView(context: ViewContext): HTMLElement {
  // If there is a verdict, findings about the measurement appear next to the number they concern.
  const { findings: all, outcome } = context.report;
  const findings = sortFindings(all.filter(({ origin }) => origin !== 'validity' || outcome.status !== 'completed'));
  return (
    <Section name="findings" heading="Findings">
      {findings.length === 0 ? (
        <p class="nothing">
          {icon('ok')}Nothing found: arguments and results can be sent, results are the same, and the work is large
          enough.
        </p>
      ) : (
        <ul class="finding-list">{findings.map((finding) => findingItem(finding, context.host))}</ul>
      )}
    </Section>
  );
}
