import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FOLDER = '../shared/data/asterisk-run';

/** Whether the recorded run is beside the repository; tests that need it are skipped without it. */
export const hasRecording = existsSync(`${FOLDER}/queue_log`);
export const RECORDING_MISSING = `the recorded Asterisk run is not at ${FOLDER}`;

export interface RecordedConnection {
  readonly startAt: number;
  /** Events as they were received, without the answers to the recorder's own questions. */
  readonly chunks: readonly { readonly at: number; readonly text: string }[];
  /** The items of its first QueueStatus, without ActionID. */
  readonly firstStatus: readonly string[];
}

export function recordingPath(run: 'main' | 'faults', file: string): string {
  return run === 'main' ? `${FOLDER}/${file}` : `${FOLDER}/faults/${file}`;
}

export function rawAmi(run: 'main' | 'faults'): Buffer {
  return gunzipSync(readFileSync(recordingPath(run, 'ami.raw.gz')));
}

/** The recorded manager stream, connection by connection. */
export function readConnections(run: 'main' | 'faults'): RecordedConnection[] {
  const raw = rawAmi(run);
  const reads = readFileSync(recordingPath(run, 'ami.chunks.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { t: number; n?: number; connection?: number });
  const connections: {
    startAt: number;
    chunks: { at: number; text: string }[];
    firstStatus: string[];
  }[] = [];
  let from = 0;
  for (const read of reads) {
    if (read.connection !== undefined) {
      connections.push({ startAt: read.t, chunks: [], firstStatus: [] });
      continue;
    }
    const connection = connections.at(-1)!;
    const text = raw.subarray(from, from + read.n!).toString();
    from += read.n!;
    let events = '';
    for (const packet of text.split('\r\n\r\n')) {
      if (packet === '' || packet.startsWith('Asterisk Call Manager')) continue;
      const isAnswer = /^ActionID: (rec-\d+-)/m.test(packet);
      if (!isAnswer && !packet.includes('Event: FullyBooted')) events += `${packet}\r\n\r\n`;
      else if (
        /^ActionID: rec-\d+-status/m.test(packet) &&
        /^Event: Queue(Params|Member|Entry)\r/.test(packet)
      )
        connection.firstStatus.push(packet.replace(/\r\nActionID: rec-\d+-status/, ''));
    }
    if (events !== '') connection.chunks.push({ at: read.t, text: events });
  }
  return connections;
}

export interface Poll {
  readonly t: number;
  readonly t_end: number;
  readonly queues: Readonly<
    Record<
      string,
      {
        readonly params: Readonly<Record<string, string>>;
        readonly members: readonly Readonly<Record<string, string>>[];
        readonly entries: readonly Readonly<Record<string, string>>[];
      }
    >
  >;
}

export function readPolls(run: 'main' | 'faults'): Poll[] {
  return gunzipSync(readFileSync(recordingPath(run, 'truth.jsonl.gz')))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Poll);
}

export function readTruth(run: 'main' | 'faults') {
  return JSON.parse(readFileSync(recordingPath(run, 'truth.json'), 'utf8')) as {
    queues: Record<string, Record<string, number>>;
    all: Record<string, number>;
    agents: Record<string, { calls: number; talk: number; ring_no_answer: number }>;
  };
}
