import { element } from '../element.ts';

/** An entry of a menu. */
export interface MenuEntry {
  label: string;
  onClick: () => void;
}

/** A button that opens a list of actions. */
export function menu(label: string, entries: readonly MenuEntry[]): HTMLElement {
  const details = closable(element('details', { class: 'menu' }));
  details.append(
    <summary class="menu-button">{label}</summary>,
    <div class="menu-items">
      {entries.map((entry) => (
        <button
          type="button"
          on={{
            click: () => {
              details.open = false;
              entry.onClick();
            },
          }}
        >
          {entry.label}
        </button>
      ))}
    </div>,
  );
  details.addEventListener('focusout', (event) => {
    if (event.relatedTarget instanceof Node && !details.contains(event.relatedTarget)) details.open = false;
  });
  return details;
}

/** Closes an element on Escape and puts the focus back on its summary. */
export function closable(details: HTMLDetailsElement): HTMLDetailsElement {
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    details.open = false;
    details.querySelector('summary')?.focus();
  });
  return details;
}
