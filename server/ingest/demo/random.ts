/** Numbers that look random and are a pure function of a seed text. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly T[]): T;
  exponential(mean: number): number;
  /** `sigma` is the standard deviation of the logarithm; the mean is `median * exp(sigma² / 2)`. */
  logNormal(median: number, sigma: number): number;
}

/** The stream of `seed`. Streams of different texts are independent for our purposes. */
export function createRandom(seed: string): Random {
  let state = hashText(seed);
  function next(): number {
    state = (state + 0x9e3779b9) | 0;
    return (mix(state) >>> 0) / 4_294_967_296;
  }
  // Never 0, of which there is no logarithm.
  const positive = () => 1 - next();
  return {
    next,
    between: (low, high) => low + next() * (high - low),
    chance: (probability) => next() < probability,
    pick<T>(items: readonly T[]): T {
      if (items.length === 0) throw new Error('a list to pick from is expected, but got none');
      return items[Math.floor(next() * items.length)]!;
    },
    exponential: (mean) => -mean * Math.log(positive()),
    logNormal: (median, sigma) =>
      median *
      Math.exp(sigma * Math.sqrt(-2 * Math.log(positive())) * Math.cos(2 * Math.PI * next())),
  };
}

/** 32 bits of a text; equal texts, equal bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return mix(hash);
}

/** Spreads every input bit over the whole word. */
function mix(word: number): number {
  let bits = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
