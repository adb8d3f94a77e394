import type { DescribedFinding } from '../../model/finding.ts';
import type { SourceLocation } from '../../model/target.ts';
import type { CheckSummary } from './check-summary.ts';

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

/** Returns findings as SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. */
export function formatFindingsSarif({ findings, shown, version }: CheckSummary): string {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Parallel Profiler', version, rules: codes.map((id) => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: codes.indexOf(finding.code),
          level: levels[finding.severity],
          message: { text: finding.message },
          locations: [physical(finding.location)],
          ...related(finding),
        })),
      },
    ],
  };
  return JSON.stringify(log, null, 2);

  function physical({ file, line, column, endLine, endColumn }: SourceLocation) {
    const region = {
      startLine: line,
      startColumn: column,
      ...(endLine !== undefined && { endLine }),
      ...(endColumn !== undefined && { endColumn }),
    };
    return { physicalLocation: { artifactLocation: { uri: uriOf(shown(file)) }, region } };
  }

  function related(finding: DescribedFinding) {
    if (!finding.related) return {};
    return {
      relatedLocations: finding.related.map(({ location, note }, id) => ({
        id,
        message: { text: note },
        ...physical(location),
      })),
    };
  }
}

/** A relative path as a relative reference: no character of a name may look like a scheme, a query or a fragment. */
function uriOf(path: string): string {
  // Half of a surrogate pair cannot be encoded.
  const wellFormed = path.replace(/\p{Cs}/gu, '\ufffd');
  return encodeURI(wellFormed).replace(/[:?#]/g, encodeURIComponent);
}
