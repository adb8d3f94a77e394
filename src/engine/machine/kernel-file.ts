import { closeSync, openSync, readSync } from 'node:fs';
import { ifThere } from './read-if-there.ts';

/** The last content read, shared by all files: callers parse it before they read another file. */
const buffer = Buffer.alloc(65_536);
const SPACE = 32;
const NEWLINE = 10;
/** Character code of the digit 0. Characters that end a number have lower codes. */
const ZERO = 48;

/**
 * A kernel file that is read repeatedly. It stays open, because re-reading costs a tenth of re-opening. Numbers are
 * parsed from the bytes, because creating strings takes twice as long as reading.
 */
export class KernelFile {
  private readonly file: number;
  private length = 0;
  private at = 0;

  /** Returns `null` if the file does not exist on this platform or at this moment. */
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

  /** Returns the number at the current position, 0 if there is none, and moves past the space after it, if any. */
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

  /** Moves past `text` if it is at the current position. Returns whether it was. */
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

  /** Moves past the last occurrence of `character` in the file. */
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
