import { crc32, deflateRawSync } from 'node:zlib';

/** Returns a zip archive of files by path; those named in `packed` are deflated. */
export function zip(files: Readonly<Record<string, string>>, packed: readonly string[] = []): Buffer {
  const parts: Buffer[] = [];
  const list: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const content = Buffer.from(text);
    const isPacked = packed.includes(path);
    const stored = isPacked ? deflateRawSync(content) : content;
    // Version, flags, method, time, date, checksum, sizes, and the length of the name.
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(isPacked ? 8 : 0, 4);
    shared.writeUInt32LE(crc32(content), 10);
    shared.writeUInt32LE(stored.length, 14);
    shared.writeUInt32LE(content.length, 18);
    shared.writeUInt16LE(name.length, 22);
    const position = Buffer.alloc(4);
    position.writeUInt32LE(offset);
    const header = Buffer.concat([Buffer.from('PK\x03\x04'), shared, name]);
    list.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), shared, Buffer.alloc(10), position, name]));
    parts.push(header, stored);
    offset += header.length + stored.length;
  }
  const entries = Buffer.concat(list);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(list.length, 4);
  end.writeUInt16LE(list.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, entries, Buffer.from('PK\x05\x06'), end]);
}
