import { Client, subscriptionExchange, type CombinedError } from '@urql/svelte';
import { createClient, type Client as SocketClient } from 'graphql-ws';
import { numberIn, textIn } from './answer.ts';
import {
  FloorDocument,
  type FloorSubscription,
  type FloorSubscriptionVariables,
} from './generated/graphql.gen.ts';
import type { Connection, ConnectionEvents } from './supervisor.ts';

/**
 * One subscription to a floor over a socket of its own: the live one from `after` on, or the past from
 * `from` on. What comes after its end, or after it was closed, is not told.
 */
export function openFloor(
  url: string,
  variables: FloorSubscriptionVariables,
  events: ConnectionEvents<FloorSubscription['floor']>,
): Connection {
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
  const subscription = subscribing(url, socket, end)
    .subscription(FloorDocument, variables)
    .subscribe((result) => {
      if (ended) return;
      if (result.error) end(numberIn(result.error.networkError, 'code'), reasonOf(result.error));
      else if (result.data) events.onUpdate(result.data.floor);
    });
  return {
    close() {
      ended = true;
      subscription.unsubscribe();
      socket.terminate();
    },
  };
}

/** The server's own name for why it refused, where it has one. */
function reasonOf(error: CombinedError): string {
  return textIn(error.graphQLErrors[0]?.extensions, 'code') || error.message;
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
