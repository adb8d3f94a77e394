/**
 * Passes the nonce of the page's script on to the toolkit, which tries out `:focus-visible` with a style element of its own
 * as soon as it is loaded and looks for a nonce in this place. Therefore this is imported before the toolkit. Where the
 * page's policy does not allow the nonce for styles, focus rings appear on clicks too, and nothing else changes.
 */
function passNonceOn(): void {
  const nonce = document.currentScript?.nonce;
  if (nonce === undefined || nonce === '') return;
  const meta = document.createElement('meta');
  meta.setAttribute('property', 'csp-nonce');
  meta.content = nonce;
  document.head.append(meta);
}

passNonceOn();
