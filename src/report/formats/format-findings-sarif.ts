import type { DescribedFinding } from '../../model/finding.ts';
import type { SourceLocation } from '../../model/target.ts';
import type { CheckSummary } from './check-summary.ts';

const levels = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;

/** The explanations of findings, for the rules of a SARIF log. */
export interface FindingPages {
  /** The page about a code, in Markdown. */
  text: (code: string) => string;
  /** Its address on the web. */
  uri: (code: string) => string;
}

/** Returns findings as SARIF 2.1.0, https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html. */
export function formatFindingsSarif({ findings, shown, version }: CheckSummary, pages: FindingPages): string {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const fingerprint = fingerprints();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Parallel Profiler', version, rules: codes.map((code) => ruleOf(code, pages)) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ruleId: finding.code,
          ruleIndex: codes.indexOf(finding.code),
          level: levels[finding.severity],
          message: { text: finding.message },
          locations: [physical(finding.location)],
          partialFingerprints: { 'parallelProfilerFinding/v1': fingerprint(finding, shown(finding.location.file)) },
          ...related(finding),
        })),
      },
    ],
  };
  return JSON.stringify(log, null, 2);

  function physical(location: SourceLocation) {
    const { line, column, endLine, endColumn } = location;
    const region = {
      startLine: line,
      startColumn: column,
      ...(endLine !== undefined && { endLine }),
      ...(endColumn !== undefined && { endColumn }),
    };
    return { physicalLocation: { artifactLocation: { uri: uriOf(shown(location.file)) }, region } };
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

/** Name, description and help of a rule: the title, the first paragraph and the whole of its page. */
function ruleOf(code: string, pages: FindingPages) {
  const page = pages.text(code);
  const [, title = code] = /^# (.+)/.exec(page) ?? [];
  const [, happens = title] = /\n## What happens\n\n([\s\S]*?)\n\n## /.exec(page) ?? [];
  return {
    id: code,
    name: code.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: title },
    fullDescription: { text: happens.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1') },
    helpUri: pages.uri(code),
    help: { text: page, markdown: page },
  };
}

/**
 * Makes fingerprints that stay when lines are added above a finding: of its file, code and arguments, and its number among
 * those that share them.
 */
function fingerprints(): (finding: DescribedFinding, file: string) => string {
  const counts = new Map<string, number>();
  return ({ code, args }, file) => {
    const key = JSON.stringify([file, code, args]);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return `${hash(key)}:${count}`;
  };
}

/** FNV-1a, 64 bits, http://www.isthe.com/chongo/tech/comp/fnv/. */
function hash(text: string): string {
  let value = 0xcbf29ce484222325n;
  for (let index = 0; index < text.length; index++)
    value = BigInt.asUintN(64, (value ^ BigInt(text.charCodeAt(index))) * 0x100000001b3n);
  return value.toString(16).padStart(16, '0');
}

/** A relative path as a relative reference: no character of a name may look like a scheme, a query or a fragment. */
function uriOf(path: string): string {
  // Half of a surrogate pair cannot be encoded.
  const wellFormed = path.replace(/\p{Cs}/gu, '\ufffd');
  return encodeURI(wellFormed).replace(/[:?#]/g, encodeURIComponent);
}
