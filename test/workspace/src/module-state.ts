let ticketsGiven = 0;

/**
 * Gives each visitor the next ticket. Every worker has a module of its own, and so a counter of its own: in parallel
 * several visitors get the same number.
 *
 * @inputs ['Ada', 'Alan', 'Edsger', 'Grace', 'John', 'Barbara', 'Donald', 'Leslie']
 */
export function nextTicket(visitor: string): string {
  ticketsGiven++;
  return `${visitor} has number ${ticketsGiven}`;
}
