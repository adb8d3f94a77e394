/** No value can be made of a type; the message says of which part, why, and what to do. */
export class NotGenerable extends Error {
  override readonly name = 'NotGenerable';
}
