import type { SourceLocation } from '../../src/model/target.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import { linkButton } from './button.ts';

/** `src/monte-carlo.ts:22`: the last folder and the name are what a person recognises; the title has the whole path. */
export function shortPlace(location: SourceLocation): string {
  const parts = location.file.split(/[\\/]/).filter((part) => part !== '');
  return `${parts.slice(-2).join('/')}:${location.line}`;
}

/** Leads to the place in the editor; plain text where there is no editor. */
export function sourceLink(location: SourceLocation, host: Host): HTMLElement {
  const title = `${location.file}:${location.line}:${location.column}`;
  if (!host.present) return element('span', { class: 'place', title }, shortPlace(location));
  return linkButton(shortPlace(location), title, () => host.send({ type: 'openLocation', location }));
}
