import { integer } from '../../src/report/numbers-in-words.ts';
import { element } from '../element.ts';
import { LinkButton } from './button.tsx';
import type { MeasuredContext } from './view-context.ts';

/** Returns whether single items can be evaluated again and the workspace may run code. */
export function mayProfileAlone({ report: { inputs }, host, trusted }: MeasuredContext): boolean {
  return host.present && trusted && (inputs.expression !== null || inputs.file !== null);
}

/** A link that profiles the function with one item. */
export function ProfileAlone({ item, context }: { item: number; context: MeasuredContext }): HTMLElement {
  return (
    <LinkButton
      title="Profile the function with just this item"
      label={`Profile alone: item ${integer(item)}`}
      onClick={() => context.host.send({ type: 'profileItem', item })}
    >
      Profile alone
    </LinkButton>
  );
}
