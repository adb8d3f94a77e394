import { element, type Child } from '../element.ts';
import { icon, type IconName } from './icon.tsx';

/** A button of the toolkit. */
export function Button(props: {
  onClick: () => void;
  appearance?: 'primary' | 'secondary';
  icon?: IconName;
  title?: string;
  children: Child;
}): HTMLElement {
  const drawing = props.icon && icon(props.icon);
  drawing?.setAttribute('slot', 'start');
  return (
    <vscode-button appearance={props.appearance ?? 'secondary'} title={props.title} on={{ click: props.onClick }}>
      {drawing}
      {props.children}
    </vscode-button>
  );
}

/** A toolkit button that shows only an icon; its label is in the tooltip and available to screen readers. */
export function IconButton(props: { icon: IconName; label: string; onClick: () => void }): HTMLElement {
  return (
    <vscode-button appearance="icon" title={props.label} aria-label={props.label} on={{ click: props.onClick }}>
      {icon(props.icon)}
    </vscode-button>
  );
}

/** A button that looks like a link. */
export function LinkButton(props: {
  onClick: () => void;
  title: string;
  label?: string;
  children: Child;
}): HTMLElement {
  return (
    <button class="link" type="button" title={props.title} aria-label={props.label} on={{ click: props.onClick }}>
      {props.children}
    </button>
  );
}
