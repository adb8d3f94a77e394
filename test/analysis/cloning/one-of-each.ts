import { AssertionError } from 'node:assert';
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { ChildProcess } from 'node:child_process';
import * as crypto from 'node:crypto';
import * as dgram from 'node:dgram';
import * as diagnostics from 'node:diagnostics_channel';
import * as dns from 'node:dns';
import { EventEmitter } from 'node:events';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as inspector from 'node:inspector';
import * as net from 'node:net';
import * as perf from 'node:perf_hooks';
import * as readline from 'node:readline';
import * as stream from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import * as tls from 'node:tls';
import * as url from 'node:url';
import * as util from 'node:util';
import * as v8 from 'node:v8';
import * as vm from 'node:vm';
import * as threads from 'node:worker_threads';
import * as zlib from 'node:zlib';

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
class Registry extends Map<string, number> {
  first(): string | undefined {
    return [...this.keys()][0];
  }
}
class Bytes extends Uint8Array {
  sum(): number {
    return this.reduce((a, b) => a + b, 0);
  }
}
class Moment extends Date {
  iso(): string {
    return this.toISOString();
  }
}
class Walkable {
  items = [1];
  *[Symbol.iterator](): Generator<number> {
    yield* this.items;
  }
}
class OnlyStatic {
  static made = 0;
  x = 1;
}
interface Ring {
  name: string;
  self?: Ring;
}
const ring: Ring = { name: 'ring' };
ring.self = ring;
function argumentsOf(): IArguments {
  // eslint-disable-next-line prefer-rest-params -- the object itself is the value
  return arguments;
}
function failed(path: string): NodeJS.ErrnoException {
  try {
    fs.readFileSync(path);
  } catch (error) {
    return error as NodeJS.ErrnoException;
  }
  throw new Error(`${path} exists`);
}
const certificate = `-----BEGIN CERTIFICATE-----
MIIBbzCCARWgAwIBAgIUDnaSFVzMtOQWMZvkaWwEJ1oogu0wCgYIKoZIzj0EAwIw
DDEKMAgGA1UEAwwBYTAgFw0yNjExMjkxNTQ0MzNaGA8yMTI2MTEwNTE1NDQzM1ow
DDEKMAgGA1UEAwwBYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABO4EfW3j9kmj
W7gHU5LGMYCBJZZbde0KxyyRDzdGWTwZFl52KZKDRGxNH+j4HBt7A5ifKUAQ9S/m
BQvN2uAWZSujUzBRMB0GA1UdDgQWBBTqPtXP4+nNDkuSRFiTnW4meNjbxDAfBgNV
HSMEGDAWgBTqPtXP4+nNDkuSRFiTnW4meNjbxDAPBgNVHRMBAf8EBTADAQH/MAoG
CCqGSM49BAMCA0gAMEUCIEnzP9icEnIA4sSXA7c+rOjpzg32LyXEmAZJanDHl2NS
AiEAv1Oh2tkdknqBZRY9KnWEAPU2hXxxGkPsROl4p+bGZrw=
-----END CERTIFICATE-----`;
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

  boxedNumber: new Number(1),
  boxedString: new String('a'),
  subarray: new Uint8Array(8).subarray(2, 4),
  sparse: Object.assign([] as number[], { 2: 3 }),
  ring,
  getter: {
    get a() {
      return 1;
    },
  },
  symbolKey: { [Symbol.for('a')]: 1, b: 2 },
  staticOnly: new OnlyStatic(),
  errorWithCause: new Error('a', { cause: 1 }),
  brandedArray: Object.assign([1, 2], { brand: 'a' as const }) as number[] & { brand?: 'a' },
  versions: process.versions,
  parts: new Intl.NumberFormat('en').formatToParts(1),
  jsonValue: JSON.parse('{"a":[1]}') as { a: number[] },
  template: String.raw`a`.split(''),

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
  relativeTimeFormat: new Intl.RelativeTimeFormat(),
  listFormat: new Intl.ListFormat(),
  displayNames: new Intl.DisplayNames('en', { type: 'region' }),
  locale: new Intl.Locale('en'),
  matches: 'a'.matchAll(/a/g),
  arguments: argumentsOf(),
  timeout: setTimeout(() => undefined, 0),
  immediate: setImmediate(() => undefined),
  stdout: process.stdout,
  gzip: zlib.createGzip(),
  incoming: new http.IncomingMessage(new net.Socket()),
  serverResponse: new http.ServerResponse(new http.IncomingMessage(new net.Socket())),
  console,
  globalThis,
  bound: Math.max.bind(null, 1),
  fileHandle: await fs.promises.open(process.execPath),

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
  registryClass: new Registry(),
  bytesClass: new Bytes(2),
  momentClass: new Moment(0),
  walkable: new Walkable(),
  aggregateError: new AggregateError([new Error('b')], 'a'),
  assertionError: new AssertionError({ message: 'a' }),
  cipher: crypto.createCipheriv('aes-128-cbc', new Uint8Array(16), new Uint8Array(16)),
  textDecoderStream: new TextDecoderStream(),
  event: new Event('a'),
  customEvent: new CustomEvent('a'),
  compression: new CompressionStream('gzip'),
  countStrategy: new CountQueuingStrategy({ highWaterMark: 1 }),
  performance,
  performanceObserver: new perf.PerformanceObserver(() => undefined),
  httpAgent: new http.Agent(),
  httpServer: http.createServer(),
  childProcess: new ChildProcess(),
  storage: new AsyncLocalStorage(),
  resource: new AsyncResource('a'),
  script: new vm.Script('1'),
  signer: crypto.createSign('sha256'),
  exchange: crypto.createECDH('secp256k1'),
  subtle: crypto.webcrypto.subtle,
  datagrams: dgram.createSocket('udp4'),
  resolver: new dns.Resolver(),
  secureContext: tls.createSecureContext(),
  channel: diagnostics.channel('a'),
  session: new inspector.Session(),
  serializer: new v8.Serializer(),
  decoder: new StringDecoder(),
  mime: new util.MIMEType('text/plain'),
  lines: readline.createInterface({ input: new stream.PassThrough() }),
  math: Math,
  json: JSON,
  broadcast: new threads.BroadcastChannel('a'),
  buffer: Buffer.from('a'),
  bufferInObject: { data: Buffer.from('a') },

  sharedBuffer: new SharedArrayBuffer(8),
  sharedArray: new Int32Array(new SharedArrayBuffer(8)),
  blob: new Blob(['a']),
  port: new MessageChannel().port1,
  file: new File(['a'], 'a', { lastModified: 0 }),
  certificate: new crypto.X509Certificate(certificate),
  cryptoKey: await crypto.webcrypto.subtle.importKey('raw', new Uint8Array(16), 'AES-GCM', true, ['encrypt']),
  blockList: new net.BlockList(),
  socketAddress: new net.SocketAddress({ address: '127.0.0.1' }),
  histogram: perf.createHistogram(),
  domException: new DOMException('a'),
  readError: failed('/nowhere'),
  secretKey: crypto.createSecretKey(Buffer.from('0123456789abcdef')),
};
