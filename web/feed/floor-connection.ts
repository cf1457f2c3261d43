import { Client, fetchExchange } from '@urql/svelte';
import type { Answer } from '#web/state/answer.ts';
import type { Alert, FloorChange, ServerFacts, StepLatency } from '#web/state/model.ts';
import type { PaintedCounts } from '#web/state/painted-path.svelte.ts';
import type { PastApi } from '#web/state/past-model.ts';
import type { WhyApi } from '#web/state/why.svelte.ts';
import { answer } from './answer.ts';
import type { Connect } from './connection.ts';
import { decodeAlert, decodeBoard, decodeServer, decodeUpdate } from './decode.ts';
import { openFloor } from './floor-socket.ts';
import {
  AcknowledgeAlertDocument,
  BoardDocument,
  FloorDocument,
  LatencyDocument,
  ReportPaintedDocument,
  ServerDocument,
} from './generated/graphql.gen.ts';
import { pastApi } from './past-client.ts';
import { whyApi } from './why-client.ts';

/** Everything that is asked of the server. */
export interface FloorApi extends WhyApi {
  /** Opens one subscription; for the supervisor. */
  readonly connect: Connect<FloorChange>;
  /** The floor of earlier moments. */
  readonly past: PastApi;
  server(): Promise<Answer<ServerFacts>>;
  acknowledge(alert: string, by: string): Promise<Answer<Alert>>;
  /** How long events took to the screens over the last minutes, step by step. */
  latency(): Promise<Answer<readonly StepLatency[]>>;
  /** Tells what this screen measured; never rejects. */
  reportPainted(report: PaintedCounts): Promise<unknown>;
}

/**
 * The server that this page came from. `origin` as in `location.origin`; `now`: the page's clock; `board`: for a
 * screen that hangs for all to see, which is told of nobody by name.
 */
export function floorApi(
  origin: string,
  { now, board }: { readonly now: () => number; readonly board: boolean },
): FloorApi {
  const url = `${origin}/graphql`;
  const http = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false });
  return {
    ...whyApi(http),
    past: pastApi(http, url),
    connect: (after, events) =>
      board
        ? openFloor(
            url,
            { document: BoardDocument, variables: { after } },
            { ...events, onUpdate: (told) => events.onUpdate(decodeBoard(told)) },
            { now },
          )
        : openFloor(
            url,
            { document: FloorDocument, variables: { after } },
            { ...events, onUpdate: (told) => events.onUpdate(decodeUpdate(told)) },
            { now },
          ),
    async server() {
      return answer(await http.query(ServerDocument, {}).toPromise(), (data) =>
        decodeServer(data.server),
      );
    },
    async acknowledge(alert, by) {
      const result = await http.mutation(AcknowledgeAlertDocument, { id: alert, by }).toPromise();
      return answer(result, (data) => decodeAlert(data.acknowledgeAlert));
    },
    async latency() {
      const result = await http
        .query(LatencyDocument, {}, { requestPolicy: 'network-only' })
        .toPromise();
      return answer(result, (data) => data.latency);
    },
    reportPainted: (report) => http.mutation(ReportPaintedDocument, { report }).toPromise(),
  };
}
