import { describe, expect, test } from 'vitest';
import { moveLines } from '../../../src/extension/editor/move-lines.ts';

const span = { startLine: 10, endLine: 12 };

describe('moveLines', () => {
  test('returns 0 for an edit below', () => {
    expect(moveLines(span, { startLine: 13, endLine: 20, newLines: 1 })).toBe(0);
  });

  test('moves down by the lines inserted above', () => {
    expect(moveLines(span, { startLine: 3, endLine: 3, newLines: 4 })).toBe(3);
  });

  test('moves up by the lines removed above', () => {
    expect(moveLines(span, { startLine: 3, endLine: 6, newLines: 1 })).toBe(-3);
  });

  test('returns null for an edit inside', () => {
    expect(moveLines(span, { startLine: 11, endLine: 11, newLines: 1 })).toBeNull();
    expect(moveLines(span, { startLine: 2, endLine: 10, newLines: 1 })).toBeNull();
  });
});
