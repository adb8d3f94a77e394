import { element, type Child } from '../element.ts';

let lastId = 0;

/** A part of the page with its heading. */
export function Section(props: {
  /** Class of the section, for the layout. */
  name: string;
  heading: string;
  /** Sentence that says what the chart shows. */
  lead?: string;
  /** Controls next to the heading. */
  tools?: Child[];
  children: Child;
}): HTMLElement {
  const { name, heading, lead, tools = [] } = props;
  const id = `heading-${++lastId}`;
  return (
    <section class={`card ${name}`} aria-labelledby={id}>
      <header class="card-header">
        <h2 id={id}>{heading}</h2>
        {tools.length > 0 && <div class="card-tools">{tools}</div>}
      </header>
      {lead !== undefined && <p class="lead">{lead}</p>}
      {props.children}
    </section>
  );
}
