/** Content of an element. Text stays text; `false`, `null` and `undefined` leave nothing. */
export type Child = Node | string | number | boolean | null | undefined | readonly Child[];

interface Attributes {
  class?: string;
  /** Event listeners by event name. */
  on?: Partial<{ [Name in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[Name]) => void }>;
  /** CSS custom properties. Set through the object model: the page's policy forbids `style` attributes. */
  variables?: Record<`--${string}`, string | number>;
  [attribute: string]: unknown;
}

/** A function that is used as a tag; it receives the attributes and, as `children`, the content. */
type Component = (props: never) => HTMLElement;

function fill(node: HTMLElement | SVGElement, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'string' || typeof value === 'number') node.setAttribute(name, String(value));
    else if (value === true) node.setAttribute(name, '');
  }
  for (const [name, listener] of Object.entries(attributes.on ?? {})) {
    node.addEventListener(name, listener as EventListener);
  }
  for (const [name, value] of Object.entries(attributes.variables ?? {})) node.style.setProperty(name, String(value));
  append(node, children);
}

function append(node: Element, children: readonly Child[]): void {
  for (const child of children) {
    if (child instanceof Node || typeof child === 'string') node.append(child);
    else if (typeof child === 'number') node.append(String(child));
    else if (typeof child === 'object' && child !== null) append(node, child);
  }
}

/**
 * Creates an HTML element; JSX compiles to calls of this. Call it directly where the type of the element matters, as
 * `element('canvas')`: in markup every tag is an `HTMLElement`.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes?: Attributes | null,
  ...children: Child[]
): HTMLElementTagNameMap[Tag];
export function element(tag: string | Component, attributes?: Attributes | null, ...children: Child[]): HTMLElement;
export function element(tag: string | Component, attributes?: Attributes | null, ...children: Child[]): HTMLElement {
  if (typeof tag === 'function') return (tag as (props: object) => HTMLElement)({ ...attributes, children });
  const node = document.createElement(tag);
  fill(node, attributes ?? {}, children);
  return node;
}

/** Creates an SVG element; JSX compiles to calls of this in a file that begins with the comment `@jsx svg`. */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes | null,
  ...children: Child[]
): SVGElementTagNameMap[Tag] {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(node, attributes ?? {}, children);
  return node;
}

/** Types of markup whose factory is `element`; the compiler looks for them by these names. */
export declare namespace element {
  namespace JSX {
    type Element = HTMLElement;
    type IntrinsicElements = Tags<keyof HTMLElementTagNameMap | `vscode-${string}`>;
    type ElementChildrenAttribute = ContentAttribute;
  }
}

/** The same for `svg`. */
export declare namespace svg {
  namespace JSX {
    type Element = SVGElement;
    type IntrinsicElements = Tags<keyof SVGElementTagNameMap>;
    type ElementChildrenAttribute = ContentAttribute;
  }
}

type Tags<Name extends string> = Record<Name, Attributes & { children?: Child }>;

interface ContentAttribute {
  children: unknown;
}
