/** Books of a soak: every task that was submitted, and what became of it. */
export class Ledger {
  submitted = 0;
  right = 0;
  /** Tasks that ended with an error that their call allows, by the error's name. */
  readonly expectedErrors = new Map<string, number>();
  /** Items that an early `break` or a failed iteration left unread. */
  unread = 0;
  readonly faults: string[] = [];
  /** Calls that have not settled, by their description. */
  readonly open = new Map<symbol, { what: string; tasks: number }>();

  begin(what: string, tasks: number): symbol {
    const key = Symbol(what);
    this.submitted += tasks;
    this.open.set(key, { what, tasks });
    return key;
  }

  end(key: symbol): void {
    this.open.delete(key);
  }

  allow(name: string, tasks: number): void {
    this.expectedErrors.set(name, (this.expectedErrors.get(name) ?? 0) + tasks);
  }

  fault(text: string): void {
    this.faults.push(text);
  }

  /** Tasks of which nothing is known: 0 when all calls have settled. */
  get unaccounted(): number {
    const errors = [...this.expectedErrors.values()].reduce((sum, count) => sum + count, 0);
    return this.submitted - this.right - errors - this.unread;
  }
}
