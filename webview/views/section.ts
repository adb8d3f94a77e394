import { element } from '../element.ts';

let lastId = 0;

/**
 * A part of the page with its heading and the sentence that says what its picture shows.
 *
 * @param name class of the section, for its place in the layout
 * @param tools controls next to the heading
 */
export function section(
  name: string,
  heading: string,
  lead: string | null,
  content: (Node | null)[],
  tools: Node[] = [],
): HTMLElement {
  const id = `heading-${++lastId}`;
  return element(
    'section',
    { class: `card ${name}`, 'aria-labelledby': id },
    element(
      'header',
      { class: 'card-header' },
      element('h2', { id }, heading),
      tools.length > 0 ? element('div', { class: 'card-tools' }, ...tools) : null,
    ),
    lead === null ? null : element('p', { class: 'lead' }, lead),
    ...content,
  );
}
