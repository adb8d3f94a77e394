import type ts from 'typescript';

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
  /** Can be sent to a thread but not to a process. */
  | 'threads-only'
  /** Throws a DataCloneError when sent to a thread; arrives in a process as an empty object. */
  | 'refused-in-threads'
  /** Arrives as an empty object. */
  | 'empty'
  /** Arrives as an empty object; threads reject it from Node 24 on, and in later versions of 22. */
  | 'empty-before-24'
  /** Arrives as an empty object in a process, unchanged in a thread. */
  | 'empty-in-processes'
  /** Arrives as a `Uint8Array` and brings its whole underlying memory. */
  | 'buffer';

const names: Record<PlatformVerdict, string> = {
  fine: `Date RegExp ArrayBuffer DataView Boolean Number String BigInt Error EvalError RangeError ReferenceError SyntaxError
    TypeError URIError Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array
    Float64Array BigInt64Array BigUint64Array ArrayBufferLike ArrayBufferView Object TemplateStringsArray`,
  // An Iterable may be any of them.
  container: 'Array ReadonlyArray Map ReadonlyMap Set ReadonlySet RegExpMatchArray RegExpExecArray Iterable',
  refused: `WeakMap WeakSet WeakRef FinalizationRegistry Promise PromiseLike Generator AsyncGenerator Iterator AsyncIterator
    IteratorObject AsyncIteratorObject ArrayIterator MapIterator SetIterator StringIterator IterableIterator
    AsyncIterableIterator Symbol Collator DateTimeFormat NumberFormat PluralRules RelativeTimeFormat ListFormat Segmenter
    DisplayNames Locale Instance Readable Writable Duplex Transform PassThrough Stream Socket Timeout Immediate IArguments`,
  'refused-in-threads': 'ReadableStream WritableStream TransformStream MessagePort',
  'threads-only': 'SharedArrayBuffer Module',
  empty: 'AbortSignal AbortController TextEncoder TextDecoder Hash Hmac Cipher Decipher EventTarget',
  'empty-before-24': 'URL URLSearchParams Headers Request Response FormData Server',
  'empty-in-processes': 'Blob File KeyObject CryptoKey X509Certificate BlockList SocketAddress',
  buffer: 'Buffer',
};

const verdicts = new Map<string, PlatformVerdict>(
  Object.entries(names).flatMap(([verdict, list]) =>
    list.split(/\s+/).map((name) => [name, verdict as PlatformVerdict] as const),
  ),
);

/** Returns the verdict on a type declared by the language or by Node; `null` for an unknown one. */
export function platformVerdict(name: string): PlatformVerdict | null {
  return verdicts.get(name) ?? null;
}

/** Returns whether a file declares built-ins of JavaScript or Node. */
export function isPlatformFile(file: ts.SourceFile, program: ts.Program): boolean {
  return (
    program.isSourceFileDefaultLibrary(file) || /\/node_modules\/(@types\/node|undici-types)\//.test(file.fileName)
  );
}
