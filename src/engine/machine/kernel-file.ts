import { closeSync, openSync, readSync } from 'node:fs';
import { ifThere } from './read-if-there.ts';

/** Buffer of the last reading, shared by all files: callers parse it before they read another. */
const buffer = Buffer.alloc(65_536);
const SPACE = 32;
const NEWLINE = 10;
/** The code of the digit 0; what ends a number is below it. */
const ZERO = 48;

/**
 * A file of the kernel that is read again and again: kept open, because reading it again costs a tenth of opening it, and
 * its numbers taken from the bytes, because making strings of them costs twice what reading does.
 */
export class KernelFile {
  private readonly file: number;
  private length = 0;
  private at = 0;

  /** `null` where this platform, or this moment, does not have it. */
  static open(path: string): KernelFile | null {
    const file = ifThere(() => openSync(path, 'r'));
    return file === null ? null : new KernelFile(file);
  }

  private constructor(file: number) {
    this.file = file;
  }

  /** Re-reads the file from the start, up to 64 kB. Returns `false` if its process or thread has exited. */
  read(): boolean {
    this.length = ifThere(() => readSync(this.file, buffer, 0, buffer.length, 0)) ?? 0;
    this.at = 0;
    return this.length > 0;
  }

  /** The number that begins here, 0 where none does; afterwards it stands behind the space that ends it, if one does. */
  number(): number {
    let value = 0;
    for (; this.at < this.length; this.at++) {
      const digit = (buffer[this.at] ?? 0) - ZERO;
      if (digit < 0) break;
      value = value * 10 + digit;
    }
    if (buffer[this.at] === SPACE) this.at++;
    return value;
  }

  /** Moves behind `text` where that stands here, and says whether it did. */
  takes(text: string): boolean {
    for (let index = 0; index < text.length; index++) {
      if (this.at + index >= this.length || buffer[this.at + index] !== text.charCodeAt(index)) return false;
    }
    this.at += text.length;
    return true;
  }

  skipFields(count: number): void {
    for (; count > 0; count--) this.skipBehind(SPACE);
  }

  skipLine(): void {
    this.skipBehind(NEWLINE);
  }

  /** Behind the last one in the whole file. */
  skipToLast(character: string): void {
    this.at = buffer.lastIndexOf(character, this.length - 1, 'latin1') + 1;
  }

  close(): void {
    closeSync(this.file);
  }

  private skipBehind(code: number): void {
    while (this.at < this.length && buffer[this.at] !== code) this.at++;
    this.at++;
  }
}
