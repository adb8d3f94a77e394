import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
} from '@vscode/webview-ui-toolkit';

/**
 * Makes the toolkit's elements known to the page. Only these are used; the rest is left out of the bundle (its tag and
 * badge besides set `style` attributes, which the page's policy forbids).
 *
 * The toolkit tries out `:focus-visible` with a style element of its own: the page's policy must allow the nonce of
 * `<meta property="csp-nonce">`, or focus rings appear on clicks too.
 */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeProgressRing());
}
