/**
 * Whether an answer in gzip is welcome, by the request's Accept-Encoding (RFC 9110, 12.5.3): it is
 * named, as itself or by `*`, with a weight above 0 and not below that of the plain answer. Without
 * the header the answer is the plain one, which everybody can read.
 */
export function welcomesGzip(acceptEncoding: string | undefined): boolean {
  const weights = new Map<string, number>();
  for (const member of acceptEncoding?.split(',') ?? []) {
    const [coding, ...parameters] = member.split(';').map((part) => part.trim().toLowerCase());
    // An old name, to be read as the new one (RFC 9110, 8.4.1.3).
    if (coding) weights.set(coding === 'x-gzip' ? 'gzip' : coding, weightOf(parameters));
  }
  const others = weights.get('*') ?? 0;
  const gzip = weights.get('gzip') ?? others;
  return gzip > 0 && gzip >= (weights.get('identity') ?? others);
}

const WEIGHT = /^q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** 0..1; what is no weight asks for nothing. */
function weightOf(parameters: readonly string[]): number {
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return weight === undefined ? 1 : Number(WEIGHT.exec(weight)?.[1] ?? 0);
}
