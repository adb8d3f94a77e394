const MOST_LINES = 200;
const MOST_CHARACTERS = 200_000;

/** Counts the lines that the function prints and passes the first 200 on; a function that prints all day fills nothing. */
export class OutputCollector {
  lines = 0;
  private readonly pass: (stream: 'stdout' | 'stderr', text: string) => void;
  private characters = 0;

  constructor(pass: (stream: 'stdout' | 'stderr', text: string) => void) {
    this.pass = pass;
  }

  take(stream: 'stdout' | 'stderr', text: string): void {
    const room = this.lines < MOST_LINES && this.characters < MOST_CHARACTERS;
    for (const character of text) if (character === '\n') this.lines++;
    if (!room) return;
    this.characters += text.length;
    this.pass(stream, text.slice(0, MOST_CHARACTERS));
  }
}
