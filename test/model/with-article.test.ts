import { expect, it } from 'vitest';
import { withArticle } from '../../src/model/with-article.ts';

const a = 'URL URLSearchParams Uint8Array UInt8 User Union Uuid Utf8Decoder Host OneOf Map WeakMap JSON Money';
const an =
  'EventEmitter X509Certificate HttpError HTMLElement SQLError IArguments AbortSignal FSWatcher Hour Upload Unknown 8 S3Client';

it.each(a.split(' '))('a %s', (noun) => {
  expect(withArticle(noun)).toBe(`a ${noun}`);
});

it.each([...an.split(' '), 'undo'])('an %s', (noun) => {
  expect(withArticle(noun)).toBe(`an ${noun}`);
});
