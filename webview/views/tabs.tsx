import { element } from '../element.ts';

export interface Tab {
  /** Identifies the tab within the page. */
  name: string;
  heading: string;
  view: HTMLElement;
}

/** Tabs that show one view at a time; the first is selected. */
export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }): HTMLElement {
  const panels: HTMLElement = <vscode-panels class="tabs" aria-label={label} />;
  panels.append(...tabs.map(({ name, heading }) => <vscode-panel-tab id={`tab-${name}`}>{heading}</vscode-panel-tab>));
  panels.append(...tabs.map(({ name, view }) => <vscode-panel-view id={`view-${name}`}>{view}</vscode-panel-view>));
  return panels;
}
