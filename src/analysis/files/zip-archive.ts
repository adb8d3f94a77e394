import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endSize = 22;
const longestComment = 0xffff;
const entrySize = 46;
const headerSize = 30;

interface Entry {
  method: number;
  compressedSize: number;
  /** Of the header that precedes the content. */
  offset: number;
}

/**
 * The files in a zip archive; reads the list of them at once and each content on demand.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export class ZipArchive {
  readonly #path: string;
  readonly #entries = new Map<string, Entry>();
  readonly #folders = new Set<string>();
  readonly modified: Date;

  /** @throws Error if the file cannot be read or is no zip archive */
  constructor(path: string) {
    this.#path = path;
    const file = openSync(path, 'r');
    try {
      const { size, mtime } = fstatSync(file);
      this.modified = mtime;
      this.#list(readAt(file, ...listRange(file, size)));
    } finally {
      closeSync(file);
    }
  }

  /** @param path from the root of the archive, without a slash at either end */
  hasFile(path: string): boolean {
    return this.#entries.has(path);
  }

  hasFolder(path: string): boolean {
    return path === '' || this.#folders.has(path);
  }

  /** Returns the names of the folders in a folder. */
  foldersIn(path: string): string[] {
    const prefix = path === '' ? '' : `${path}/`;
    return [...this.#folders]
      .filter((folder) => folder.startsWith(prefix) && !folder.slice(prefix.length).includes('/'))
      .map((folder) => folder.slice(prefix.length));
  }

  /** Returns the content of a file; `null` if there is none or it is packed in an unknown way. */
  read(path: string): Buffer | null {
    const entry = this.#entries.get(path);
    if (!entry) return null;
    const file = openSync(this.#path, 'r');
    try {
      const header = readAt(file, entry.offset, headerSize);
      const start = entry.offset + headerSize + header.readUInt16LE(26) + header.readUInt16LE(28);
      const packed = readAt(file, start, entry.compressedSize);
      if (entry.method === 0) return packed;
      return entry.method === 8 ? inflateRawSync(packed) : null;
    } finally {
      closeSync(file);
    }
  }

  #list(list: Buffer): void {
    for (let at = 0; at + entrySize <= list.length && list.readUInt32LE(at) === entrySignature;) {
      const nameEnd = at + entrySize + list.readUInt16LE(at + 28);
      const name = list.toString('utf8', at + entrySize, nameEnd);
      if (name.endsWith('/')) this.#addFolder(name.slice(0, -1));
      else {
        this.#entries.set(name, {
          method: list.readUInt16LE(at + 10),
          compressedSize: list.readUInt32LE(at + 20),
          offset: list.readUInt32LE(at + 42),
        });
        this.#addFolder(parentOf(name));
      }
      at = nameEnd + list.readUInt16LE(at + 30) + list.readUInt16LE(at + 32);
    }
  }

  #addFolder(path: string): void {
    for (let folder = path; folder !== '' && !this.#folders.has(folder); folder = parentOf(folder))
      this.#folders.add(folder);
  }
}

/** Returns where the list of entries begins and its size in bytes, which the end of the archive states. */
function listRange(file: number, size: number): [position: number, length: number] {
  const length = Math.min(size, endSize + longestComment);
  const end = readAt(file, size - length, length);
  for (let at = length - endSize; at >= 0; at--)
    if (end.readUInt32LE(at) === endSignature) return [end.readUInt32LE(at + 16), end.readUInt32LE(at + 12)];
  throw new Error('Expected a zip archive.');
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const read = readSync(file, bytes, done, length - done, position + done);
    if (read === 0) throw new Error('The archive ends too early.');
    done += read;
  }
  return bytes;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
