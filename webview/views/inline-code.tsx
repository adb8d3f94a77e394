import { element, type Child } from '../element.ts';

/** Returns a sentence with the names that it has between backticks set as code. */
export function inlineCode(text: string): Child[] {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 1 ? <code>{part}</code> : part));
}
