/** Writes whole numbers in as few bytes as they need, seven bits a byte; up to 2^53. */
export class ByteWriter {
  #bytes = new Uint8Array(256);
  #length = 0;

  /** A whole number that is not negative. */
  whole(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes[this.#length++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Any whole number; small ones of either sign take one byte. */
  signed(value: number): void {
    this.whole(value < 0 ? -2 * value - 1 : 2 * value);
  }

  float(value: number): void {
    this.#reserve(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** Another writer's bytes, with their number before them: a reader can pass over them. */
  block(block: ByteWriter): void {
    this.whole(block.#length);
    this.#reserve(block.#length);
    this.#bytes.set(block.#bytes.subarray(0, block.#length), this.#length);
    this.#length += block.#length;
  }

  /** What was written; a copy. */
  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what a ByteWriter wrote, in the same order. Past the end it answers noughts. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  place: number;
  readonly end: number;

  constructor(bytes: Uint8Array, place = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.place = place;
    this.end = end;
  }

  get more(): boolean {
    return this.place < this.end;
  }

  whole(): number {
    let value = 0;
    let factor = 1;
    while (this.place < this.end) {
      const byte = this.#bytes[this.place++]!;
      if (byte < 0x80) return value + byte * factor;
      value += (byte - 0x80) * factor;
      factor *= 0x80;
    }
    return value;
  }

  signed(): number {
    const value = this.whole();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  float(): number {
    const { buffer, byteOffset } = this.#bytes;
    const value = new DataView(buffer, byteOffset).getFloat64(this.place);
    this.place += 8;
    return value;
  }

  /** A reader of the next block; this one goes on behind it. */
  block(): ByteReader {
    const length = this.whole();
    const block = new ByteReader(this.#bytes, this.place, this.place + length);
    this.place += length;
    return block;
  }
}
