import ts from 'typescript';

/**
 * Result of the structured clone algorithm for platform types, by name. Verified on Node 20, 22 and 24 with
 * `postMessage` to a thread and `fork` with `serialization: 'advanced'`;
 * https://nodejs.org/api/worker_threads.html#portpostmessagevalue-transferlist.
 */
export type PlatformVerdict =
  /** Arrives unchanged. */
  | 'fine'
  /** Arrives unchanged; its contents need a check. */
  | 'container'
  /** Throws a DataCloneError. */
  | 'refused'
  /** Throws a DataCloneError before Node 24; from then on, arrives as an empty object. */
  | 'refused-before-24'
  /** Can be sent to a thread but not to a process. */
  | 'threads-only'
  /** Can be sent to a thread if it is made as shared memory; throws a DataCloneError otherwise. */
  | 'shared-only'
  /** Throws a DataCloneError when sent to a thread; arrives in a process as an empty object. */
  | 'refused-in-threads'
  /** Arrives as an empty object. */
  | 'empty'
  /** Arrives as an empty object; threads reject it from Node 24 on, and in later versions of 22. */
  | 'empty-before-24'
  /** Arrives as an empty object in a process, unchanged in a thread. */
  | 'empty-in-processes'
  /** Arrives as a plain object, or as its base class, with its own fields only. */
  | 'class'
  /** Arrives as a `Uint8Array` and brings its whole underlying memory. */
  | 'buffer';

/** By the name of the type; of several with one name, by that of the namespace or module too: `http.Server`. */
const names: Record<PlatformVerdict, string> = {
  fine: `Date RegExp ArrayBuffer DataView Boolean Number String BigInt Error EvalError RangeError ReferenceError SyntaxError
    TypeError URIError Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array
    Float64Array BigInt64Array BigUint64Array ArrayBufferLike ArrayBufferView Object TemplateStringsArray`,
  // An Iterable may be any of them.
  container: 'Array ReadonlyArray Map ReadonlyMap Set ReadonlySet RegExpMatchArray RegExpExecArray Iterable ArrayLike',
  refused: `WeakMap WeakSet WeakRef FinalizationRegistry Promise PromiseLike Generator AsyncGenerator Iterator AsyncIterator
    IteratorObject AsyncIteratorObject ArrayIterator MapIterator SetIterator StringIterator RegExpStringIterator
    IterableIterator AsyncIterableIterator AsyncIterable Symbol IArguments Console Function CallableFunction
    Intl.Collator Intl.DateTimeFormat Intl.NumberFormat Intl.PluralRules Intl.RelativeTimeFormat Intl.ListFormat
    Intl.Segmenter Intl.DisplayNames Intl.Locale Intl.DurationFormat WebAssembly.Instance WebAssembly.Table
    WebAssembly.Global Readable Writable Duplex Transform PassThrough Stream Socket Timeout FileHandle
    http.Server http.Agent https.Server https.Agent http2.Http2Server http2.Http2SecureServer tls.Server ChildProcess
    Interface InterfaceConstructor ReadLine Worker Process`,
  'refused-before-24': 'AsyncLocalStorage',
  'refused-in-threads': `ReadableStream WritableStream TransformStream MessagePort Resolver SecureContext Serializer
    Deserializer DefaultSerializer DefaultDeserializer`,
  'shared-only': 'WebAssembly.Memory',
  'threads-only': 'SharedArrayBuffer WebAssembly.Module Histogram RecordableHistogram',
  empty: `AbortSignal AbortController TextEncoder TextDecoder Hash Hmac Cipher Cipheriv CipherGCM CipherCCM Decipher Decipheriv
    DecipherGCM DecipherCCM EventTarget Event CustomEvent MessageEvent CompressionStream DecompressionStream TextEncoderStream
    TextDecoderStream ByteLengthQueuingStrategy CountQueuingStrategy Math JSON Performance Crypto SubtleCrypto`,
  'empty-before-24': 'URL URLSearchParams Headers Request Response FormData Server',
  'empty-in-processes': 'Blob File KeyObject CryptoKey X509Certificate BlockList SocketAddress DOMException',
  class: `AggregateError Immediate fs.ReadStream fs.WriteStream dgram.Socket Script`,
  buffer: 'Buffer',
};

const verdicts = new Map<string, PlatformVerdict>(
  Object.entries(names).flatMap(([verdict, list]) =>
    list.split(/\s+/).map((name) => [name, verdict as PlatformVerdict] as const),
  ),
);

/** Returns the verdict on a type declared by the language or by Node; `null` for an unknown one. */
export function platformVerdict({ name, declarations = [] }: ts.Symbol): PlatformVerdict | null {
  const [place] = declarations.flatMap((declaration) => placesOf(declaration));
  return verdicts.get(`${place ?? ''}.${name}`) ?? verdicts.get(name) ?? null;
}

/** Returns the name of a platform type as a programmer writes it: `Intl.NumberFormat`, `Date`. */
export function platformName({ name, declarations = [] }: ts.Symbol): string {
  const [place] = declarations.flatMap((declaration) => placesOf(declaration));
  return place === 'Intl' || place === 'WebAssembly' ? `${place}.${name}` : name;
}

/** The namespace or module that a declaration is in: `Intl`, `http` for `declare module 'node:http'`. */
function placesOf(declaration: ts.Node): string[] {
  const module = ts.findAncestor(declaration.parent, ts.isModuleDeclaration);
  return module ? [module.name.text.replace(/^node:/, '')] : [];
}

/** Objects with events that Node has too, in some of its versions. */
const alsoInNode = /^(WebSocket|EventSource|BroadcastChannel|CloseEvent|ErrorEvent|PromiseRejectionEvent)$/;

/**
 * Returns whether only browsers have a type: `XMLHttpRequest`, `HTMLElement`. A message with one that has events fails:
 * https://html.spec.whatwg.org/multipage/structured-data.html#structuredserializeinternal.
 */
export function isOfBrowser({ name, declarations = [] }: ts.Symbol): boolean {
  return (
    !alsoInNode.test(name) &&
    declarations.length > 0 &&
    declarations.every((each) => /[\\/]lib\.(dom|webworker)[^\\/]*\.d\.ts$/.test(each.getSourceFile().fileName))
  );
}

/** Returns whether a file declares built-ins of JavaScript or Node. */
export function isPlatformFile(file: ts.SourceFile, program: ts.Program): boolean {
  return (
    program.isSourceFileDefaultLibrary(file) || /\/node_modules\/(@types\/node|undici-types)\//.test(file.fileName)
  );
}
