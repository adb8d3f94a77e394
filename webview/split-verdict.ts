/** A stretch of the verdict; the texts of all together are the verdict. */
export interface VerdictPart {
  text: string;
  /** It says what became of the function; the others say how far that can be trusted. */
  isAnswer: boolean;
}

/** Divides a verdict into the sentence about the function and the text before and after it. */
export function splitVerdict(verdict: string, name: string): VerdictPart[] {
  const sentences = verdict.split(/(?<=[.:!?] )(?=[A-Z])/);
  const at = sentences.findIndex((sentence) => sentence.includes(name));
  if (at < 0) return [{ text: verdict, isAnswer: true }];
  return [
    { text: sentences.slice(0, at).join(''), isAnswer: false },
    { text: sentences[at] ?? '', isAnswer: true },
    { text: sentences.slice(at + 1).join(''), isAnswer: false },
  ].filter(({ text }) => text !== '');
}
