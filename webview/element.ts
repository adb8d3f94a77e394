type Child = Node | string | null;

interface Attributes {
  class?: string;
  /** Set as properties, for listeners and state that no attribute carries. */
  on?: Partial<{ [Name in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[Name]) => void }>;
  /** CSS custom properties. Set through the object model: the page's policy forbids `style` attributes. */
  variables?: Record<`--${string}`, string | number>;
  [attribute: string]: unknown;
}

function fill(node: HTMLElement | SVGElement, attributes: Attributes, children: Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string' || typeof value === 'number') node.setAttribute(name, String(value));
    else if (value === true) node.setAttribute(name, '');
  }
  for (const [name, listener] of Object.entries(attributes.on ?? {})) {
    node.addEventListener(name, listener as EventListener);
  }
  for (const [name, value] of Object.entries(attributes.variables ?? {})) node.style.setProperty(name, String(value));
  for (const child of children) if (child !== null) node.append(child);
}

/** An HTML element with its attributes and children. Text goes in as text, never as markup. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes?: Attributes,
  ...children: Child[]
): HTMLElementTagNameMap[Tag];
export function element(tag: `vscode-${string}`, attributes?: Attributes, ...children: Child[]): HTMLElement;
export function element(tag: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const node = document.createElement(tag);
  fill(node, attributes, children);
  return node;
}

/** The same for SVG. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Tag] {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(node, attributes, children);
  return node;
}
