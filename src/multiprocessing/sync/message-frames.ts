import { deserialize, serialize } from 'node:v8';

const headerBytes = 4;

/** A message behind its length. */
export function toFrame(message: unknown): Buffer {
  const body = serialize(message);
  const header = Buffer.alloc(headerBytes);
  header.writeUInt32LE(body.length);
  return Buffer.concat([header, body]);
}

/** Puts the pieces of a stream together to messages; returns the function that takes the next piece. */
export function frameReader(onMessage: (message: unknown) => void): (piece: Buffer) => void {
  let pieces: Buffer[] = [];
  let length = 0;
  return (piece) => {
    pieces.push(piece);
    length += piece.length;
    while (length >= headerBytes) {
      const [first = piece] = pieces;
      const head = first.length < headerBytes ? join() : first;
      const needed = headerBytes + head.readUInt32LE(0);
      if (length < needed) return;
      // Joined only once a message is complete: a large one arrives in thousands of pieces.
      const all = join();
      pieces = all.length > needed ? [all.subarray(needed)] : [];
      length -= needed;
      onMessage(deserialize(all.subarray(headerBytes, needed)));
    }
  };

  function join(): Buffer {
    const [first] = pieces;
    const all = pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
    pieces = [all];
    return all;
  }
}
