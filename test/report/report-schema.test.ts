import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { makeSchema, schemaFile, schemaText } from '../../schema/make-schema.ts';
import { sampleReports } from './sample-report.ts';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const strict = ajv.compile(makeSchema(false));
const report = structuredClone(sampleReports.cpuBound) as unknown as Record<string, unknown>;

describe('the JSON Schema of the report', () => {
  it('is up to date; else run npm run schema', () => {
    expect(readFileSync(schemaFile, 'utf8')).toBe(schemaText());
  });

  it.each(Object.entries(sampleReports))('describes the whole report, and nothing else: %s', (_, sample) => {
    strict(JSON.parse(JSON.stringify(sample)));
    expect(strict.errors).toBeNull();
  });

  it('allows fields that later versions add', () => {
    const published = ajv.compile(makeSchema(true));
    expect(published({ ...report, later: 1 })).toBe(true);
    expect(strict({ ...report, later: 1 })).toBe(false);
  });

  it.each([
    ['an earlier version', { version: 1 }],
    ['a later version', { version: 3 }],
    ['no verdict', { verdict: undefined }],
    ['an unknown outcome', { outcome: { status: 'paused' } }],
    ['a failure without its stage', { outcome: { status: 'failed', message: 'x', partial: false } }],
    [
      'an unknown strategy',
      { recommendation: { strategy: 'gpu', workers: 1, chunkSize: null, speedup: 1, reason: '' } },
    ],
    ['a finding without its words', { findings: [{ code: 'stolen-time', args: { share: 1 } }] }],
  ])('refuses %s', (_, change) => {
    expect(strict(JSON.parse(JSON.stringify({ ...report, ...change })))).toBe(false);
  });

  it('describes the fields', () => {
    expect(schemaText()).toContain(
      '"description": "Absolute path of the JSON file; `null` if the items come from an expression."',
    );
  });
});
