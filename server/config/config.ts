import type { SiteMetric } from '#schema/metrics/site-metric.ts';
import { isTimeZone } from '#schema/time/business-day.ts';
import { accepted, refused, type Read } from './read.ts';
import type { SourceSpec } from './source-url.ts';

/** What the server runs with; every default is filled in. */
export interface Config {
  /** 0 lets the machine choose (tests). */
  readonly port: number;
  readonly host: string;
  /** Folder of the journal, relative to the working directory. */
  readonly data: string;
  /** In the order they were given; empty when only HTTP is to be used. */
  readonly sources: readonly SourceSpec[];
  /** IANA zone of the business day. */
  readonly timeZone: string;
  /** An API token with administrator scope, or null. Never to be logged. */
  readonly token: string | null;
  /** Metrics that the site has added. */
  readonly metrics: readonly SiteMetric[];
  readonly keep: Keep;
}

/** For how long is kept, in days of 24 hours of the floor's clock. */
export interface Keep {
  /** The log's entries: how far back the floor can be shown to the second. 35 unless said. */
  readonly entriesDays: number;
  /** Numbers by interval, agents' days and alerts. 1830 (five years) unless said. */
  readonly historyDays: number;
}

/** Settings as one place (flags, environment or file) gives them; what is absent is left to the next place. */
export interface Settings {
  readonly port?: number;
  readonly host?: string;
  readonly data?: string;
  /** Source URLs, unread. */
  readonly sources?: readonly string[];
  /** Whether the demo floor runs when no source is configured. */
  readonly demo?: boolean;
  readonly timeZone?: string;
  readonly token?: string;
  /** The file only. */
  readonly metrics?: readonly SiteMetric[];
  /** The file only; what is absent in it has its default. */
  readonly keep?: { readonly [K in keyof Keep]?: Keep[K] | undefined };
  /** Path of the configuration file; flags and environment only. */
  readonly config?: string;
}

/** The port of a text: a whole number of 0 to 65535. `name` is how the person called the setting. */
export function readPort(name: string, text: string): Read<number> {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return accepted(port);
  return refused(`${name}: a port of 0 to 65535 is expected, but got "${text}".`);
}

/** An IANA time zone this machine knows. */
export function readTimeZone(name: string, text: string): Read<string> {
  if (text !== '' && isTimeZone(text)) return accepted(text);
  return refused(
    `${name}: an IANA time zone such as Asia/Shanghai is expected, but got "${text}".`,
  );
}

/** An address or path: any text that is not empty. */
export function readText(name: string, text: string): Read<string> {
  if (text.trim() !== '') return accepted(text);
  return refused(`${name}: a value that is not empty is expected.`);
}

/** A token that can travel in a header. The message never repeats it. */
export function readToken(name: string, text: string): Read<string> {
  if (/^[\x21-\x7e]+$/.test(text)) return accepted(text);
  return refused(`${name}: a token of printable ASCII characters without spaces is expected.`);
}
