import { Client, fetchExchange, subscriptionExchange } from '@urql/svelte';
import { createClient, type Client as SocketClient } from 'graphql-ws';
import type { Answer } from '#web/state/answer.ts';
import type { Alert, FloorChange, ServerFacts } from '#web/state/model.ts';
import type { WhyApi } from '#web/state/why.svelte.ts';
import { answer, numberIn, textIn } from './answer.ts';
import { decodeAlert, decodeServer, decodeUpdate } from './decode.ts';
import {
  AcknowledgeAlertDocument,
  FloorDocument,
  ServerDocument,
} from './generated/graphql.gen.ts';
import type { Connect } from './supervisor.ts';
import { whyApi } from './why-client.ts';

/** Everything that is asked of the server. */
export interface FloorApi extends WhyApi {
  /** Opens one subscription; for the supervisor. */
  readonly connect: Connect<FloorChange>;
  server(): Promise<Answer<ServerFacts>>;
  acknowledge(alert: string, by: string): Promise<Answer<Alert>>;
}

/** The server that this page came from. `origin` as in `location.origin`. */
export function floorApi(origin: string): FloorApi {
  const url = `${origin}/graphql`;
  const http = new Client({ url, exchanges: [fetchExchange], preferGetMethod: false });
  return {
    ...whyApi(http),
    connect: (cursor, events) => {
      let ended = false;
      const end = (code: number, reason: string): void => {
        if (ended) return;
        ended = true;
        events.onClosed({ code, reason });
      };
      // A new socket client for each try: the retries of graphql-ws end after five, ours never.
      const socket = createClient({
        url: url.replace(/^http/, 'ws'),
        keepAlive: 5_000,
        connectionAckWaitTimeout: 10_000,
        retryAttempts: 0,
        shouldRetry: () => false,
        on: {
          connected: events.onOpened,
          message: events.onHeard,
          pong: events.onHeard,
          ping(received, payload) {
            const at = Date.parse(textIn(payload, 'floorAt'));
            if (received && !ended && !Number.isNaN(at)) events.onBeat(at);
          },
          closed: (event) => end(numberIn(event, 'code'), textIn(event, 'reason')),
          error: (error) => end(0, String(error)),
        },
      });
      const client = subscribing(url, socket, end);
      const subscription = client
        .subscription(FloorDocument, { after: cursor })
        .subscribe((result) => {
          if (ended) return;
          if (result.error) end(numberIn(result.error.networkError, 'code'), result.error.message);
          else if (result.data) events.onUpdate(decodeUpdate(result.data.floor));
        });
      return {
        close() {
          ended = true;
          subscription.unsubscribe();
          socket.terminate();
        },
      };
    },
    async server() {
      return answer(await http.query(ServerDocument, {}).toPromise(), (data) =>
        decodeServer(data.server),
      );
    },
    async acknowledge(alert, by) {
      const result = await http.mutation(AcknowledgeAlertDocument, { id: alert, by }).toPromise();
      return answer(result, (data) => decodeAlert(data.acknowledgeAlert));
    },
  };
}

/** An urql client whose subscriptions go over one socket; `end` is called when the socket's are over. */
function subscribing(
  url: string,
  socket: SocketClient,
  end: (code: number, reason: string) => void,
): Client {
  return new Client({
    url,
    preferGetMethod: false,
    exchanges: [
      subscriptionExchange({
        forwardSubscription: (body) => ({
          subscribe: (sink) => ({
            unsubscribe: socket.subscribe(
              { ...body, query: body.query ?? '' },
              {
                next: (result) => sink.next(result as Parameters<typeof sink.next>[0]),
                error: (error) => {
                  end(numberIn(error, 'code'), textIn(error, 'reason'));
                },
                complete: () => end(1000, 'completed by the server'),
              },
            ),
          }),
        }),
      }),
    ],
  });
}
