import { element } from '../element.ts';

export interface Tooltip {
  element: HTMLElement;
  /** Shows the box at a position inside the parent, in CSS pixels, without exceeding the parent's width. */
  show(x: number, y: number, title: string, lines: string[]): void;
  hide(): void;
}

/** A box next to the pointer, hidden from screen readers: a live region announces the same text. */
export function tooltip(): Tooltip {
  const box = <div class="tooltip" aria-hidden="true" hidden />;
  return {
    element: box,
    show: (x, y, title, lines) => {
      box.replaceChildren(<strong>{title}</strong>, ...lines.map((line) => <span>{line}</span>));
      box.hidden = false;
      const room = box.parentElement?.clientWidth ?? 0;
      const left = x + 14 + box.offsetWidth > room ? x - 14 - box.offsetWidth : x + 14;
      box.style.setProperty('--x', `${Math.max(0, left)}px`);
      box.style.setProperty('--y', `${Math.max(0, y - box.offsetHeight / 2)}px`);
    },
    hide: () => {
      box.hidden = true;
    },
  };
}
