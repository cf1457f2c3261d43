/**
 * Says of most hashes that are not in a set that they are not, without looking: a Bloom filter in
 * blocks of one cache line. Of what it was never given it lets some three in a thousand pass.
 */
export class IdFilter {
  readonly words: Uint32Array;
  readonly #blocks: number;

  constructor(words: Uint32Array) {
    this.words = words;
    this.#blocks = words.length / WORDS_IN_BLOCK;
  }

  static forCount(count: number): IdFilter {
    const blocks = Math.max(1, Math.ceil((count * BITS_PER_ID) / (WORDS_IN_BLOCK * 32)));
    return new IdFilter(new Uint32Array(blocks * WORDS_IN_BLOCK));
  }

  add(hash: number): void {
    const block = this.#blockOf(hash);
    let bits = bitsOf(hash);
    const step = (bits >>> 9) | 1;
    for (let probe = 0; probe < PROBES; probe++, bits += step)
      this.words[block + ((bits >>> 5) & 15)]! |= 1 << (bits & 31);
  }

  mayHave(hash: number): boolean {
    const block = this.#blockOf(hash);
    let bits = bitsOf(hash);
    const step = (bits >>> 9) | 1;
    for (let probe = 0; probe < PROBES; probe++, bits += step)
      if ((this.words[block + ((bits >>> 5) & 15)]! & (1 << (bits & 31))) === 0) return false;
    return true;
  }

  /** By the high bits. */
  #blockOf(hash: number): number {
    return Math.floor((hash / HASHES) * this.#blocks) * WORDS_IN_BLOCK;
  }
}

const HASHES = 2 ** 52 + 1;
const WORDS_IN_BLOCK = 16;
const BITS_PER_ID = 16;
const PROBES = 6;

function bitsOf(hash: number): number {
  let x = hash ^ (hash / 0x100000);
  x = Math.imul(x ^ (x >>> 15), 0x2c1b3c6d);
  return (x ^ (x >>> 13)) >>> 0;
}
