/** `digits` after the point, an exact half going to the even digit: as the programs that computed the truths print. */
export function printed(value: number, digits: number): string {
  // `toFixed` takes an exact half up; only an odd multiple of 1/2^(digits + 1) is one.
  const isHalf = Math.abs((value * 2 ** (digits + 1)) % 2) === 1;
  const scaled = Math.round(value * 10 ** digits);
  const isOdd = scaled % 2 !== 0;
  return isHalf && isOdd ? ((scaled - 1) / 10 ** digits).toFixed(digits) : value.toFixed(digits);
}
