/** Thrown if no value of a type can be generated; the message says for which part, why, and what to do. */
export class NotGenerable extends Error {
  override readonly name = 'NotGenerable';
}
