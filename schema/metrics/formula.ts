import { COUNTERS, isCounter, type Counter } from './counters.ts';

/** A sum over counters: `factor` times each. */
export type Sum = readonly { readonly counter: Counter; readonly factor: number }[];

/** A formula as it is worked out: a sum, or a sum over a sum. */
export interface Formula {
  readonly numerator: Sum;
  /** Null: the number is the numerator itself. */
  readonly denominator: Sum | null;
}

export type ParsedFormula =
  | { readonly ok: true; readonly formula: Formula }
  /** What is wrong, and where, in a sentence. */
  | { readonly ok: false; readonly reason: string };

/**
 * Reads a formula over counters, ours and a site's own by the same rules:
 *
 *   formula = sum [ "/" sum ]
 *   sum     = [ "-" ] term { ("+" | "-") term }
 *   term    = [ number "*" ] counter | "(" sum ")"
 *
 * Only sums over sums are allowed: these, and no others, can be rolled up over queues and intervals
 * by adding (SPEC M-7), and have a list of contacts behind them.
 */
export function parseFormula(text: string): ParsedFormula {
  const tokens = tokensOf(text);
  let place = 0;
  const peek = (): string | undefined => tokens[place]?.text;
  const take = (): string | undefined => tokens[place++]?.text;
  const fail = (expected: string): never => {
    const token = tokens[place];
    const got = token ? `"${token.text}" at character ${token.at + 1}` : 'the end';
    throw new FormulaError(`${expected} is expected, but got ${got}`);
  };

  const term = (sign: number): Sum => {
    const token = peek();
    if (token === '(') {
      take();
      const inner = sum();
      if (peek() === '/') fail('a division of one whole sum by another, outside brackets,');
      if (peek() !== ')') fail('")"');
      take();
      return inner.map(({ counter, factor }) => ({ counter, factor: sign * factor }));
    }
    let factor = sign;
    if (token !== undefined && /^\d/.test(token)) {
      factor *= Number(take());
      if (peek() !== '*') fail('"*"');
      take();
    }
    const name = peek();
    if (name === undefined || !isCounter(name)) return fail(`the name of a counter${like(name)}`);
    take();
    return [{ counter: name, factor }];
  };
  const sum = (): Sum => {
    let sign = 1;
    if (peek() === '-') {
      take();
      sign = -1;
    }
    const terms = [...term(sign)];
    while (peek() === '+' || peek() === '-') terms.push(...term(take() === '-' ? -1 : 1));
    return merged(terms);
  };

  try {
    const numerator = sum();
    let denominator: Sum | null = null;
    if (peek() === '/') {
      take();
      denominator = sum();
    }
    if (peek() === '/') fail('at most one division');
    if (place < tokens.length) fail('the end of the formula');
    return { ok: true, formula: { numerator, denominator } };
  } catch (error) {
    if (error instanceof FormulaError) return { ok: false, reason: error.message };
    throw error;
  }
}

/** The formula of a definition of ours; throws where it is none, which a test finds. */
export function formulaOf(text: string): Formula {
  const parsed = parseFormula(text);
  if (!parsed.ok) throw new Error(`a formula is expected, but got "${text}": ${parsed.reason}`);
  return parsed.formula;
}

class FormulaError extends Error {}

/** The counter that a misspelt name begins like, for the sentence that refuses it. */
function like(name: string = ''): string {
  let best = '';
  let longest = 2;
  for (const counter of Object.keys(COUNTERS)) {
    let length = 0;
    while (
      length < Math.min(counter.length, name.length) &&
      counter[length]!.toLowerCase() === name[length]!.toLowerCase()
    )
      length += 1;
    if (length <= longest) continue;
    longest = length;
    best = counter;
  }
  return best === '' ? ' (such as offered)' : ` (such as ${best})`;
}

interface Token {
  readonly text: string;
  readonly at: number;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/\d+(?:\.\d+)?|[A-Za-z]\w*|\S/g))
    tokens.push({ text: match[0], at: match.index });
  return tokens;
}

function merged(terms: Sum): Sum {
  const factors = new Map<Counter, number>();
  for (const { counter, factor } of terms)
    factors.set(counter, (factors.get(counter) ?? 0) + factor);
  return [...factors].map(([counter, factor]) => ({ counter, factor }));
}
