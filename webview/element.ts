/** Content of an element. `false`, `null` and `undefined` render nothing. */
export type Child = Node | string | number | boolean | null | undefined | readonly Child[];

interface Attributes {
  class?: string;
  /** Event listeners by event name. */
  on?: Partial<{ [Name in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[Name]) => void }>;
  /** CSS custom properties, set through the DOM because the page's policy forbids `style` attributes. */
  variables?: Record<`--${string}`, string | number>;
  [attribute: string]: unknown;
}

/** A function used as a tag. It receives the attributes and, as `children`, the content. */
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
 * Creates an HTML element; JSX compiles to calls of this function. Call it directly if the element's type matters, as
 * in `element('canvas')`: in JSX, every tag is an `HTMLElement`.
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

/**
 * Creates an SVG element; in a file that begins with the comment `@jsx svg`, JSX compiles to calls of this function.
 */
export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes | null,
  ...children: Child[]
): SVGElementTagNameMap[Tag] {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(node, attributes ?? {}, children);
  return node;
}

/** Types of JSX with the factory `element`; the compiler looks them up by these names. */
export declare namespace element {
  namespace JSX {
    type Element = HTMLElement;
    type IntrinsicElements = Tags<keyof HTMLElementTagNameMap | `vscode-${string}`>;
    type ElementChildrenAttribute = ContentAttribute;
  }
}

/** Types of JSX with the factory `svg`. */
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
