import { describe, expect, test } from 'vitest';
import { moveLines } from '../../../src/extension/editor/move-lines.ts';

const span = { startLine: 10, endLine: 12 };

describe('moveLines', () => {
  test('stays for an edit below', () => {
    expect(moveLines(span, { startLine: 13, endLine: 20, newLines: 1 })).toBe(0);
  });

  test('goes down by the lines inserted above', () => {
    expect(moveLines(span, { startLine: 3, endLine: 3, newLines: 4 })).toBe(3);
  });

  test('goes up by the lines removed above', () => {
    expect(moveLines(span, { startLine: 3, endLine: 6, newLines: 1 })).toBe(-3);
  });

  test('is gone when it was edited itself', () => {
    expect(moveLines(span, { startLine: 11, endLine: 11, newLines: 1 })).toBeNull();
    expect(moveLines(span, { startLine: 2, endLine: 10, newLines: 1 })).toBeNull();
  });
});
