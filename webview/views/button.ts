import { element } from '../element.ts';
import { icon } from './icon.ts';
import type { IconName } from './icon.ts';

/** A button of the toolkit. */
export function button(
  label: string,
  onClick: () => void,
  options: { appearance?: 'primary' | 'secondary' | 'icon'; icon?: IconName; title?: string } = {},
): HTMLElement {
  const { appearance = 'secondary' } = options;
  const drawing = options.icon ? icon(options.icon) : null;
  if (appearance !== 'icon') drawing?.setAttribute('slot', 'start');
  return element(
    'vscode-button',
    {
      appearance,
      title: options.title ?? (appearance === 'icon' ? label : null),
      'aria-label': appearance === 'icon' ? label : null,
      on: { click: onClick },
    },
    drawing,
    appearance === 'icon' && drawing ? null : label,
  );
}

/** A button that looks like a link: it leads to a place in the editor. */
export function linkButton(label: string, title: string, onClick: () => void): HTMLButtonElement {
  return element('button', { class: 'link', type: 'button', title, on: { click: onClick } }, label);
}
