import { join } from 'node:path';
import { startTestApp, TOKEN } from '#test/support/app.ts';
import { compare, type Comparison } from './comparison.ts';
import { openFloorSocket } from './floor-socket.ts';
import { printTable, significant, type Row } from './table.ts';
import { agentId, cloudEvent, wallFloor, type CloudEvent } from './wall-floor.ts';

/* What goes over the wire when little changes, against what a page gets that comes anew. */
const QUEUES = 20;
const AGENTS = 100;
const CHANGED_AGENTS = 5;
const ROUNDS = 5;

interface Update {
  readonly kind: string;
  readonly queues: readonly unknown[];
  readonly agents: readonly unknown[];
}

const { app, origin, post } = await startTestApp({ data: join(import.meta.dirname, 'patch') });
await tell(wallFloor({ queues: QUEUES, agents: AGENTS, now: Date.now() }));
let notes: string[] = [];
let turn = 0;
const rows: Row[] = [
  await row(`one queue of ${QUEUES}`, () => {
    const contact = `caller-${(turn += 1)}`;
    return [cloudEvent('contact.queued', Date.now(), { contact, queue: 'refunds' })];
  }),
  await row(`${CHANGED_AGENTS} agents of ${AGENTS}`, () => {
    const state = (turn += 1) % 2 === 0 ? 'available' : 'paused';
    return Array.from({ length: CHANGED_AGENTS }, (_, index) =>
      cloudEvent('agent.stateChanged', Date.now(), { agent: agentId(index), state }),
    );
  }),
];
await app.stop();
printTable({
  title: 'patch',
  about:
    `bytes of an update as the page's own subscription gets it, ` +
    `on a floor of ${QUEUES} queues and ${AGENTS} agents.`,
  rows,
  notes,
});

async function row(name: string, change: () => CloudEvent[]): Promise<Row> {
  const kinds = new Set<string>();
  const comparison: Comparison = await compare({
    ours: async () => {
      const { bytes, update } = await patchOf(change());
      kinds.add(`${update.queues.length} queues and ${update.agents.length} agents`);
      return bytes;
    },
    baseline: async () => (await snapshot()).bytes,
    rounds: ROUNDS,
  });
  notes = [...notes, `${name}: a patch held ${[...kinds].join(', or ')}`];
  const figure = (bytes: number): string => `${significant(bytes)} bytes`;
  return { name, against: 'the snapshot', comparison, figure };
}

interface Frame {
  readonly bytes: number;
  readonly update: Update;
}

/** The frame that tells of `events`; sent after the snapshot, and beats are passed over. */
async function patchOf(events: readonly CloudEvent[]): Promise<Frame> {
  let told = false;
  return frame(
    ({ kind }) => {
      if (kind === 'SNAPSHOT' && !told) void tell(events);
      told = true;
    },
    ({ kind, queues, agents }) => kind === 'PATCH' && queues.length + agents.length > 0,
  );
}

function snapshot(): Promise<Frame> {
  return frame(
    () => undefined,
    ({ kind }) => kind === 'SNAPSHOT',
  );
}

/** The first frame of a new subscription that is `wanted`. */
function frame(onUpdate: (update: Update) => void, wanted: (update: Update) => boolean) {
  return new Promise<Frame>((resolve) => {
    const socket = openFloorSocket({
      origin,
      token: TOKEN,
      onFrame(data) {
        const text = data.toString();
        const { payload } = JSON.parse(text) as { payload: { data: { floor: Update } } };
        const update = payload.data.floor;
        onUpdate(update);
        if (!wanted(update)) return;
        socket.close();
        resolve({ bytes: Buffer.byteLength(text), update });
      },
    });
  });
}

async function tell(events: readonly CloudEvent[]): Promise<void> {
  const { status, body } = await post(events);
  if (status !== 202 || body.accepted !== events.length)
    throw new Error(`events are expected to be accepted, but got ${JSON.stringify(body)}`);
}
