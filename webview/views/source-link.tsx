import type { SourceLocation } from '../../src/model/target.ts';
import { element } from '../element.ts';
import type { Host } from '../host.ts';
import { LinkButton } from './button.tsx';

/**
 * Returns `src/monte-carlo.ts:22`: the last folder and the name are enough to recognise a file; the title has the whole
 * path.
 */
export function shortLocation(location: SourceLocation): string {
  const parts = location.file.split(/[\\/]/).filter((part) => part !== '');
  return `${parts.slice(-2).join('/')}:${location.line}`;
}

/** Link to a location in the editor; plain text if there is no editor. */
export function SourceLink({ location, host }: { location: SourceLocation; host: Host }): HTMLElement {
  const title = `${location.file}:${location.line}:${location.column}`;
  if (!host.present)
    return (
      <span class="location" title={title}>
        {shortLocation(location)}
      </span>
    );
  return (
    <LinkButton title={title} onClick={() => host.send({ type: 'openLocation', location })}>
      {shortLocation(location)}
    </LinkButton>
  );
}
