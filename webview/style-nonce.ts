/**
 * Passes the nonce of the page's script to the toolkit, which looks for it there. On load, the toolkit tests
 * `:focus-visible` with its own style element, so this module is imported before it. If the page's policy does not
 * allow the nonce for styles, focus rings also appear on clicks; nothing else changes.
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
