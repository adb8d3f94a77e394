import type ts from 'typescript';

/** A text for the language service. Reports the change since the previous text, so that only the change is reparsed. */
export class TextSnapshot implements ts.IScriptSnapshot {
  readonly #text: string;
  readonly #isTrial: boolean;

  /**
   * @param isTrial keep the tree of the previous text usable; an incremental parser would reuse and corrupt its nodes
   */
  constructor(text: string, isTrial: boolean) {
    this.#text = text;
    this.#isTrial = isTrial;
  }

  getText(start: number, end: number): string {
    return start === 0 && end === this.#text.length ? this.#text : this.#text.slice(start, end);
  }

  getLength(): number {
    return this.#text.length;
  }

  getChangeRange(before: ts.IScriptSnapshot): ts.TextChangeRange | undefined {
    if (!(before instanceof TextSnapshot) || before.#isTrial || this.#isTrial) return undefined;
    return changeBetween(before.#text, this.#text);
  }
}

/** Returns the single range to replace to turn one text into another. */
export function changeBetween(before: string, after: string): ts.TextChangeRange {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let same = 0;
  const most = shorter - start;
  while (same < most && before.charCodeAt(before.length - 1 - same) === after.charCodeAt(after.length - 1 - same))
    same++;
  return { span: { start, length: before.length - same - start }, newLength: after.length - same - start };
}
