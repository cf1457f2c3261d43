import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TOKEN, type Tidewall } from './tidewall.ts';

/*
 * Two hours of a floor as a recording: a contact a minute, answered after ten seconds; from the sixtieth
 * minute on twelve wait for a quarter of an hour, until they leave.
 */
const START = Date.parse('2026-11-20T01:00:00.000Z');
const MINUTE = 60_000;

/** So many minutes and seconds into the story. */
export function storyAt(minutes: number, seconds = 0): string {
  return new Date(START + minutes * MINUTE + seconds * 1_000).toISOString();
}

/** The recording as a file, gone when removed. */
export function writeStory(): { readonly source: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'tidewall-story-'));
  const file = join(folder, 'story.ndjson');
  const events: { at: number; type: string; data: object }[] = [];
  const tell = (minutes: number, seconds: number, type: string, data: object): void => {
    events.push({ at: START + minutes * MINUTE + seconds * 1_000, type, data });
  };
  tell(0, 0, 'queue.defined', { queue: 'sales', name: '销售 Sales' });
  tell(0, 0, 'agent.signedIn', { agent: 'ann', name: 'Ann Lee', queues: ['sales'] });
  for (let minute = 0; minute < 120; minute += 1) {
    const contact = `c${minute}`;
    tell(minute, 1, 'contact.queued', { contact, queue: 'sales' });
    tell(minute, 11, 'contact.answered', { contact, agent: 'ann' });
    tell(minute, 40, 'contact.ended', { contact });
    tell(minute, 45, 'contact.wrappedUp', { contact });
  }
  for (let n = 0; n < 12; n += 1) {
    tell(60, n * 2, 'contact.queued', { contact: `w${n}`, queue: 'sales' });
    tell(75, n, 'contact.abandoned', { contact: `w${n}` });
  }
  const lines = events
    .sort((one, other) => one.at - other.at)
    .map(({ at, type, data }, index) =>
      JSON.stringify({
        specversion: '1.0',
        id: `s${index}`,
        source: '/story',
        type,
        time: new Date(at).toISOString(),
        data,
      }),
    );
  writeFileSync(file, `${lines.join('\n')}\n`);
  return {
    source: `replay:${file}?speed=max`,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What the server itself says of a moment. */
export interface Moment {
  readonly at: string;
  readonly total: { readonly waiting: number; readonly metrics: { readonly offered: number } };
  readonly alerts: readonly { readonly id: string }[];
}

/** Asks for the floor at a moment, without a browser; null: now. */
export async function askMoment(tidewall: Tidewall, at: string | null): Promise<Moment> {
  const asked = at === null ? '' : `(at: "${at}")`;
  const query = `{ floor${asked} { at total { waiting metrics(window: { kind: TODAY }) { offered } } alerts { id } } }`;
  const response = await fetch(`${tidewall.origin}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data, errors } = (await response.json()) as {
    data: { floor: Moment } | null;
    errors?: unknown;
  };
  if (data === null) throw new Error(JSON.stringify(errors));
  return data.floor;
}
