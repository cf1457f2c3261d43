import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  BEARER,
  cloudEvent,
  startTestApp,
  temporaryFolder,
  type TestApp,
} from '#test/support/app.ts';

/* Whoever can read the data folder learns no customer's number from it (L-10). */

const NINE = Date.parse('2026-03-02T09:00:00Z');
const PATIENT = { timeout: 20_000 };

let folder: ReturnType<typeof temporaryFolder>;
let tidewall: TestApp;
beforeEach(async () => {
  folder = temporaryFolder();
  tidewall = await startTestApp({ data: folder.path });
});
afterEach(async () => {
  await tidewall.app.stop();
  folder.remove();
});

/** Every byte of every file below the folder. */
function onDisk(): string {
  const files = readdirSync(folder.path, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name)))
    .map((bytes) => (bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes))
    .join('\n');
}

/** What is said of the number, in a batch of CloudEvents as a source writes it. */
async function post(type: string, json: string): Promise<void> {
  const event = JSON.stringify({ ...cloudEvent(type, {}), data: undefined });
  const response = await fetch(`${tidewall.origin}/events`, {
    method: 'POST',
    headers: {
      ...BEARER,
      'content-type': 'application/x-ndjson',
    },
    body: `${event.slice(0, -1)},"data":${json}}`,
  });
  expect(await response.json()).toMatchObject({ accepted: 1, refused: [] });
}

test.each([
  ['contact.queued', '{"contact":"c","queue":"q","customer":"13911113333"}', ['3911113']],
  ['contact.ended', '{"contact":"c","callbackNumber":13911113333}', ['3911113']],
  ['crm.note', '{"caller_id":13811110037,"more":[[1.3911113333e10]]}', ['3811110', '3911113']],
  ['crm.note', '{"13811110034":{"number":13811110007}}', ['3811110']],
  ['contact.queued', '{"contact":"c","queue":"q","name":"13811110035"}', ['3811110']],
  ['knowledge.missed', '{"query":"2026-11-22T10:00 call 13911116666"}', ['3911116']],
  [
    'notice.posted',
    '{"text":"139  1111  4444 or １３９１１１１５５５５"}',
    ['1111  4444', '３９１１１'],
  ],
  ['notice.posted', '{"text":"139\u20111111\u20114444 ١٣٩١١١١٥٥٥٥"}', ['\u20114444', '١٣٩']],
  ['call.13811110034', '{}', ['3811110']],
])('a number that %s tells as %s is on disk nowhere', async (type, json, parts) => {
  await post(type, json);
  const found = onDisk();
  // The event itself is there.
  expect(found).toContain(type.split('.')[0]);
  expect(found).toContain('•••');
  for (const part of parts) expect(found).not.toContain(part);
});

test('nor is one that somebody types into a notice', async () => {
  const { errors } = await tidewall.query(
    'mutation { postNotice(text: "2026-11-22T10:00 call 13911116666", level: "13911117777") }',
  );
  expect(errors).toBeUndefined();
  expect(onDisk()).toContain('call •••666');
  expect(onDisk()).not.toMatch(/3911116|3911117/);
});

test('nor is one that somebody types into the name under an acknowledgement', async () => {
  await tidewall.app.stop();
  // A morning on which nobody answers, as a recording: an alert needs half a minute of that.
  const told = (type: string, second: number, data: Record<string, unknown>): string =>
    JSON.stringify(cloudEvent(type, data, { time: new Date(NINE + second * 1_000).toISOString() }));
  const lines = Array.from({ length: 120 }, (_, second) =>
    told('contact.queued', second, { contact: `c${second}`, queue: 'sales' }),
  );
  const recording = join(folder.path, 'morning.ndjson');
  writeFileSync(recording, lines.join('\n'));
  const sources = [`replay:${recording}?speed=max`];
  tidewall = await startTestApp({ data: folder.path, sources, timeZone: 'UTC' });
  const alert = await vi.waitFor(async () => {
    const { data } = await tidewall.query('{ floor { alerts { id } } }');
    expect(data.floor.alerts).not.toHaveLength(0);
    return (data.floor.alerts as { id: string }[])[0]!;
  }, PATIENT);
  const { data } = await tidewall.query(
    'mutation ($id: ID!) { acknowledgeAlert(id: $id, by: "Li 13811119999") { acknowledgedBy } }',
    { id: alert.id },
  );
  expect(data.acknowledgeAlert.acknowledgedBy).toBe('Li •••999');
  expect(onDisk()).toContain('Li •••999');
  expect(onDisk()).not.toContain('3811119');
});

test('nor does a refusal repeat the value or the name that it refuses', async () => {
  const { body } = await tidewall.post([
    cloudEvent('agent.signedIn', { agent: 'a', capacity: { '13811110034': 'x' } }),
    cloudEvent('agent.signedIn', { agent: 'a', capacity: '13811110035' }),
    cloudEvent('queue.defined', { queue: 'q', timeZone: 13_811_110_036 }),
  ]);
  expect(body.refused).toHaveLength(3);
  expect(JSON.stringify(body)).not.toContain('3811110');
});
