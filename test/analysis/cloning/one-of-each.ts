import * as crypto from 'node:crypto';
import { EventEmitter } from 'node:events';
import * as net from 'node:net';
import * as stream from 'node:stream';
import * as url from 'node:url';

class Marker {
  declare readonly brand?: string;
}
class Data {
  x = 1;
}
class Methods {
  x = 1;
  double(): number {
    return this.x * 2;
  }
}
class Accessor {
  x = 1;
  get double(): number {
    return this.x * 2;
  }
}
class Private {
  #x = 1;
  static read(it: Private): number {
    return it.#x;
  }
}
class Inherits extends Methods {
  y = 2;
}
class FunctionField {
  run = (): number => 1;
}
class NotFound extends Error {
  status = 404;
}
class List extends Array<number> {
  sum(): number {
    return this.length;
  }
}
const withSymbol: { a: number; [Symbol.iterator]?: unknown } = { a: 1 };

/** One of each kind of value; the test looks at its type and at what really becomes of it. */
export const values = {
  number: 1,
  nan: Number.NaN,
  string: 'a',
  boolean: true,
  bigint: 1n,
  nothing: null,
  undefined: undefined,
  object: { a: 1, b: { c: ['d'] } },
  array: [1, 2, 3],
  tuple: [1, 'a'] as [number, string],
  date: new Date(0),
  regexp: /a/g,
  map: new Map([['a', 1]]),
  set: new Set([1]),
  mapOfMaps: new Map([['a', new Map([['b', new Date(0)]])]]),
  arrayBuffer: new ArrayBuffer(8),
  int8: new Int8Array(1),
  uint8: new Uint8Array(1),
  clamped: new Uint8ClampedArray(1),
  int16: new Int16Array(1),
  uint16: new Uint16Array(1),
  int32: new Int32Array(1),
  uint32: new Uint32Array(1),
  float32: new Float32Array(1),
  float64: new Float64Array(1),
  bigInt64: new BigInt64Array(1),
  bigUint64: new BigUint64Array(1),
  dataView: new DataView(new ArrayBuffer(8)),
  error: new Error('a'),
  rangeError: new RangeError('a'),
  typeError: new TypeError('a'),
  match: /a/.exec('a'),
  nullPrototype: Object.assign(Object.create(null) as object, { a: 1 }),
  frozen: Object.freeze({ a: 1 }),
  withSymbol,
  emptyClass: new Marker(),
  dataClass: new Data(),

  function: () => 1,
  asyncFunction: async () => Promise.resolve(1),
  generatorFunction: function* () {
    yield 1;
  },
  class: Methods,
  method: {
    run() {
      return 1;
    },
  },
  functionInObject: { a: { b: () => 1 } },
  functionInArray: [() => 1],
  functionInMap: new Map([['a', () => 1]]),
  symbol: Symbol('a'),
  symbolInObject: { a: Symbol('a') },
  promise: Promise.resolve(1),
  promiseInObject: { a: Promise.resolve(1) },
  weakMap: new WeakMap(),
  weakSet: new WeakSet(),
  weakRef: new WeakRef({}),
  registry: new FinalizationRegistry(() => undefined),
  generator: (function* () {
    yield 1;
  })(),
  asyncGenerator: (async function* () {
    yield await Promise.resolve(1);
  })(),
  arrayIterator: [1].values(),
  mapIterator: new Map([[1, 1]]).entries(),
  setIterator: new Set([1]).values(),
  numberFormat: new Intl.NumberFormat(),
  dateTimeFormat: new Intl.DateTimeFormat(),
  collator: new Intl.Collator(),
  pluralRules: new Intl.PluralRules(),
  segmenter: new Intl.Segmenter(),
  readable: stream.Readable.from([]),
  passThrough: new stream.PassThrough(),
  socket: new net.Socket(),
  server: net.createServer(),
  readableStream: new ReadableStream(),
  writableStream: new WritableStream(),
  transformStream: new TransformStream(),
  functionField: new FunctionField(),
  proxyTarget: Math.max,

  methods: new Methods(),
  accessor: new Accessor(),
  privateField: new Private(),
  inherits: new Inherits(),
  list: new List(),
  notFound: new NotFound('a'),
  methodsInArray: [new Methods()],
  methodsInMap: new Map([['a', new Methods()]]),
  url: new URL('https://example.org'),
  nodeUrl: new url.URL('https://example.org'),
  searchParams: new URLSearchParams('a=1'),
  headers: new Headers(),
  formData: new FormData(),
  request: new Request('https://example.org'),
  response: new Response(),
  abortSignal: new AbortController().signal,
  abortController: new AbortController(),
  textEncoder: new TextEncoder(),
  textDecoder: new TextDecoder(),
  hash: crypto.createHash('sha256'),
  hmac: crypto.createHmac('sha256', 'a'),
  eventTarget: new EventTarget(),
  emitter: new EventEmitter(),
  buffer: Buffer.from('a'),

  sharedBuffer: new SharedArrayBuffer(8),
  sharedArray: new Int32Array(new SharedArrayBuffer(8)),
  blob: new Blob(['a']),
  port: new MessageChannel().port1,
  secretKey: crypto.createSecretKey(Buffer.from('0123456789abcdef')),
};
