interface Kind {
  names: RegExp;
  explain: (name: string, bundler: string) => string;
}

/** Who defines names that Node does not, and what to do. The first match counts. */
const kinds: readonly Kind[] = [
  {
    names:
      /^([fx]?(describe|it|test)|suite|specify|expect|assertType|(before|after)(Each|All)|before|after|setup|teardown|jest|vi|cy|Cypress|jasmine)$/,
    explain: (name) =>
      `\`${name}\` exists only in a test runner such as Vitest, Jest or Mocha. Move the function to a file without tests, and import it there.`,
  },
  {
    names: /^(require|module|exports|__dirname|__filename)$/,
    explain: (name) =>
      `This file is an ES module, in which \`${name}\` does not exist; a bundler allows it. Use import and import.meta, or name the file .cts or .cjs.`,
  },
  {
    names: /^React$/,
    explain: () =>
      'JSX is compiled to React.createElement here, and React is not imported. Import it, or set "jsx": "react-jsx" in tsconfig.json.',
  },
  {
    names:
      /^(self|importScripts|postMessage|onmessage|onmessageerror|close|WorkerGlobalScope|DedicatedWorkerGlobalScope|registration|clients|skipWaiting)$/,
    explain: (name) =>
      `\`${name}\` exists only in workers of browsers; in Node, use globalThis, or parentPort of node:worker_threads. Move the computing part to a function in a file without it.`,
  },
  {
    names:
      /^(window|document|localStorage|sessionStorage|navigator|location|history|screen|frames|parent|top|alert|confirm|prompt|requestAnimationFrame|cancelAnimationFrame|requestIdleCallback|cancelIdleCallback|matchMedia|getComputedStyle|getSelection|customElements|indexedDB|caches|visualViewport|devicePixelRatio|innerWidth|innerHeight|speechSynthesis|Image|ImageData|ImageBitmap|createImageBitmap|Option|XMLHttpRequest|XMLSerializer|DOM\w+|FileReader|FileList|Node|NodeList|NodeFilter|Element|Document\w*|ShadowRoot|Range|Selection|Text|Comment|Attr|Window|Path2D|FontFace|OffscreenCanvas\w*|SharedWorker|Worker|ServiceWorker|Notification|CSS\w*|StyleSheet|(HTML|SVG|Canvas|WebGL|GPU|RTC|IDB|Audio|Media|Mutation|Resize|Intersection|Speech|Touch|Pointer|Mouse|Keyboard|Drag|Clipboard|Wheel|Focus|Input|UI)\w*)$/,
    explain: (name) =>
      `\`${name}\` exists only in browsers. Move the computing part to a function that takes the data it needs, and profile that.`,
  },
  {
    names: /^(Deno|Bun|EdgeRuntime|HTMLRewriter|WebSocketPair)$/,
    explain: (name) =>
      `\`${name}\` belongs to another runtime than Node. Move the function to a file that does not need it.`,
  },
  {
    names: /^(chrome|browser|acquireVsCodeApi|figma|google|wx)$/,
    explain: (name) =>
      `\`${name}\` exists only in the program that this code extends. Move the computing part to a function that takes the data it needs.`,
  },
  {
    names:
      /^(\$(state|derived|effect|props|bindable|inspect|host)|define(Props|Emits|Expose|Slots|Model|Options|Component|NuxtConfig|NuxtPlugin|NuxtRouteMiddleware|PageMeta|EventHandler)|use(State|Fetch|AsyncData|Router|Route|Head|RuntimeConfig|NuxtApp)|ref|reactive|computed|watch|watchEffect)$/,
    explain: (name, bundler) =>
      `\`${name}\` is replaced or imported by the compiler of a framework, which ${bundler} runs. Import it, or move the function to a file that does not need it.`,
  },
  {
    names: /^__(webpack|rspack|turbopack|non_webpack|vite|vitest)_?\w*$/,
    explain: (name) => `\`${name}\` exists only in bundled code. Move the function to a file that does not need it.`,
  },
  {
    names: /./,
    explain: (name, bundler) =>
      `\`${name}\` has no value at run time: no loaded module defines it. A type declaration gives it none, and \`define\` of ${bundler} replaces it only in a build. Pass the value as a parameter, or set globalThis.${name} in a module that this file imports.`,
  },
];

/**
 * Explains why a name is not defined in Node, and what to do.
 * @param bundler its name
 */
export function missingName(name: string, bundler: string): string {
  return kinds.find(({ names }) => names.test(name))?.explain(name, bundler) ?? '';
}
