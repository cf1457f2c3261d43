import type { Client } from '@urql/svelte';
import type { Instant } from '#schema/ids.ts';
import type { AlertMark, PastApi, StepTo, Volume } from '#web/state/past-model.ts';
import { answer } from './answer.ts';
import { decodeUpdate } from './decode.ts';
import { onWire } from './decode-why.ts';
import { openFloor } from './floor-socket.ts';
import {
  FloorAtDocument,
  FloorDocument,
  PastAlertsDocument,
  PastBoundsDocument,
  PastStepDocument,
  PastVolumeDocument,
  type PastAlertsQuery,
  type PastVolumeQuery,
  type StepTo as WireStepTo,
} from './generated/graphql.gen.ts';

/** The questions about the past: moments over HTTP, what plays over a socket of its own. */
export function pastApi(http: Client, url: string): PastApi {
  return {
    async floorAt(at) {
      const result = await http.query(FloorAtDocument, { at: text(at) }, FRESH).toPromise();
      return answer(result, (data) => decodeUpdate(data.floor));
    },
    play(from, speed, events) {
      return openFloor(
        url,
        { document: FloorDocument, variables: { from: text(from), speed } },
        {
          onReached: events.onHeard,
          onOpened: events.onHeard,
          onHeard: events.onHeard,
          onUpdate: (floor) => events.onUpdate(decodeUpdate(floor)),
          // The server's pings tell the clock of its live floor: that is not ours.
          onBeat: events.onHeard,
          onClosed: ({ reason }) => events.onEnd({ tooMany: reason === 'TOO_MANY' }),
        },
      );
    },
    async bounds() {
      const result = await http.query(PastBoundsDocument, {}, FRESH).toPromise();
      return answer(result, ({ past }) => ({
        from: past.floorFrom === null ? null : Date.parse(past.floorFrom),
        to: Date.parse(past.to),
      }));
    },
    async step(at, to) {
      const asked = { at: text(at), to: onWireStep(to) };
      const result = await http.query(PastStepDocument, asked, FRESH).toPromise();
      return answer(result, ({ step }) => (step === null ? null : Date.parse(step)));
    },
    async alerts(from, to) {
      const asked = { from: text(from), to: text(to) };
      return answer(await http.query(PastAlertsDocument, asked, FRESH).toPromise(), decodeMarks);
    },
    async volume(from, to, stepMs) {
      const asked = { from: text(from), to: text(to), stepMs };
      const result = await http.query(PastVolumeDocument, asked, FRESH).toPromise();
      return answer(result, (data) => decodeVolume(data, stepMs));
    },
  };
}

/** What is told late changes the past too. */
const FRESH = { requestPolicy: 'network-only' } as const;

function text(at: Instant): string {
  return new Date(at).toISOString();
}

function onWireStep(to: StepTo): WireStepTo {
  return onWire(to) as WireStepTo;
}

function decodeMarks({ alerts }: PastAlertsQuery): readonly AlertMark[] {
  return alerts.map(({ id, severity, firedAt, textEn, textZh }) => ({
    id,
    severity,
    firedAt: Date.parse(firedAt),
    text: { en: textEn, zh: textZh },
  }));
}

function decodeVolume({ history }: PastVolumeQuery, stepMs: number): Volume {
  const [series] = history;
  if (series === undefined) return { startsAt: [], stepMs, offered: [] };
  return {
    startsAt: series.startsAt.map((at) => Date.parse(at)),
    stepMs: series.stepMs,
    offered: series.values,
  };
}
