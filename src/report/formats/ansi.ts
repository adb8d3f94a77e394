/** Colours and weights for a terminal, or unchanged text. */
export interface Paint {
  bold: (text: string) => string;
  dim: (text: string) => string;
  underline: (text: string) => string;
  red: (text: string) => string;
  green: (text: string) => string;
  yellow: (text: string) => string;
  blue: (text: string) => string;
  cyan: (text: string) => string;
}

const ESCAPE = '\u001b[';

/** The same functions with and without colour, so that the choice is made once. */
export function paint(colour: boolean): Paint {
  const style = (on: number, off: number) => (text: string) =>
    colour && text !== '' ? `${ESCAPE}${on}m${text}${ESCAPE}${off}m` : text;
  return {
    bold: style(1, 22),
    dim: style(2, 22),
    underline: style(4, 24),
    red: style(31, 39),
    green: style(32, 39),
    yellow: style(33, 39),
    blue: style(34, 39),
    cyan: style(36, 39),
  };
}

/** Columns that the text takes, escape sequences not counted. */
export function visibleLength(text: string): number {
  // eslint-disable-next-line no-control-regex -- the escape character is what is being looked for
  return Array.from(text.replace(/\u001b\[\d+m/g, '')).length;
}
