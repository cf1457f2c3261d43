/** Milliseconds of `h:mm:ss`, `m:ss` or `m:ss.mmm`: how a score tells its times. */
export function offsetMs(text: string): number {
  return text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0) * 1000;
}
