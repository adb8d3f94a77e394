import type { Severity } from '../model/finding.ts';

/** Severities set by the user, by code; `off` leaves the finding out. */
export type SeverityOverrides = Readonly<Record<string, Severity | 'off'>>;

/** The choices, most serious first. */
export const severityChoices: readonly (Severity | 'off')[] = ['error', 'warning', 'information', 'hint', 'off'];

/** Applies the user's severities; other findings keep theirs. Invalid values are ignored. */
export function overrideSeverities<Found extends { code: string; severity: Severity }>(
  findings: readonly Found[],
  overrides: SeverityOverrides,
): Found[] {
  return findings.flatMap((finding) => {
    const wanted = overrides[finding.code];
    if (wanted === undefined || !severityChoices.includes(wanted)) return [finding];
    return wanted === 'off' ? [] : [{ ...finding, severity: wanted }];
  });
}
