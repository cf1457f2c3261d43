/** Hashes of ids and the numbers of their entries, in memory: some 32 bytes each. */
export class IdTable {
  #hashes = new Float64Array(1024);
  #seqs = new Float64Array(1024);
  size = 0;

  /** One hash may be added for several entries. Hashes are positive. */
  add(hash: number, seq: number): void {
    if (this.size * 2 >= this.#hashes.length) this.#grow();
    this.#put(hash, seq);
    this.size += 1;
  }

  /** Whether `isIt` holds for one of the hash's numbers. */
  some(hash: number, isIt: (seq: number) => boolean): boolean {
    const mask = this.#hashes.length - 1;
    for (let slot = slotOf(hash, mask); ; slot = (slot + 1) & mask) {
      const there = this.#hashes[slot]!;
      if (there === 0) return false;
      if (there === hash && isIt(this.#seqs[slot]!)) return true;
    }
  }

  /** Pairs of hash and number, by hash. */
  sorted(): { readonly hashes: Float64Array; readonly seqs: Float64Array } {
    const hashes = this.#hashes.filter((hash) => hash !== 0).sort();
    const seqs = new Float64Array(hashes.length);
    for (let index = 0; index < hashes.length;) {
      const hash = hashes[index]!;
      this.some(hash, (seq) => {
        seqs[index++] = seq;
        return false;
      });
    }
    return { hashes, seqs };
  }

  copyTo(other: IdTable): void {
    for (let slot = 0; slot < this.#hashes.length; slot++)
      if (this.#hashes[slot] !== 0) other.add(this.#hashes[slot]!, this.#seqs[slot]!);
  }

  #put(hash: number, seq: number): void {
    const mask = this.#hashes.length - 1;
    let slot = slotOf(hash, mask);
    while (this.#hashes[slot] !== 0) slot = (slot + 1) & mask;
    this.#hashes[slot] = hash;
    this.#seqs[slot] = seq;
  }

  #grow(): void {
    const hashes = this.#hashes;
    const seqs = this.#seqs;
    this.#hashes = new Float64Array(hashes.length * 2);
    this.#seqs = new Float64Array(hashes.length * 2);
    for (let slot = 0; slot < hashes.length; slot++)
      if (hashes[slot] !== 0) this.#put(hashes[slot]!, seqs[slot]!);
  }
}

/** The low bits: evenly spread. */
function slotOf(hash: number, mask: number): number {
  return hash & mask;
}
