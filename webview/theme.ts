/** The page's colours by meaning; each is a custom property in panel.css based on VS Code's theme tokens. */
export type ColorName =
  | 'background'
  | 'foreground'
  | 'muted'
  | 'grid'
  | 'serial'
  | 'async'
  | 'threads'
  | 'processes'
  | 'bullmq'
  | 'prediction'
  | 'ours'
  | 'others'
  | 'stolen'
  | 'execute'
  | 'queue'
  | 'clone-in'
  | 'clone-out'
  | 'idle'
  | 'gc'
  | 'focus';

/** Returns the colour in the current theme, for a canvas. */
export function color(name: ColorName): string {
  return getComputedStyle(document.body).getPropertyValue(`--color-${name}`).trim();
}

/** Returns the page's font at a size in CSS pixels, for a canvas. */
export function canvasFont(sizePixels: number): string {
  return `${sizePixels}px ${getComputedStyle(document.body).fontFamily}`;
}

/** Calls back when VS Code, or the system for an export, changes the theme. */
export function onThemeChange(listener: () => void, signal: AbortSignal): void {
  const observer = new MutationObserver(listener);
  // VS Code writes its tokens into the root's style and the kind of theme into the body's classes.
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  signal.addEventListener('abort', () => observer.disconnect());
}

/** Sets a light or dark theme in an export, by the system's preference. */
export function followSystemTheme(): void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const apply = (): void => {
    document.documentElement.classList.add('standalone');
    document.body.classList.toggle('vscode-dark', dark.matches);
    document.body.classList.toggle('vscode-light', !dark.matches);
  };
  dark.addEventListener('change', apply);
  apply();
}
