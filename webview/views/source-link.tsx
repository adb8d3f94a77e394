import type { SourceLocation } from '../../src/model/target.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import { LinkButton } from './button.tsx';

/** `src/monte-carlo.ts:22`: the last folder and the name are what a person recognises; the title has the whole path. */
export function shortPlace(location: SourceLocation): string {
  const parts = location.file.split(/[\\/]/).filter((part) => part !== '');
  return `${parts.slice(-2).join('/')}:${location.line}`;
}

/** Leads to the place in the editor; plain text where there is no editor. */
export function SourceLink({ location, host }: { location: SourceLocation; host: Host }): HTMLElement {
  const title = `${location.file}:${location.line}:${location.column}`;
  if (!host.present)
    return (
      <span class="place" title={title}>
        {shortPlace(location)}
      </span>
    );
  return (
    <LinkButton title={title} onClick={() => host.send({ type: 'openLocation', location })}>
      {shortPlace(location)}
    </LinkButton>
  );
}
