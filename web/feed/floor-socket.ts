import {
  Client,
  subscriptionExchange,
  type AnyVariables,
  type CombinedError,
  type TypedDocumentNode,
} from '@urql/svelte';
import { createClient, type Client as SocketClient } from 'graphql-ws';
import { numberIn, textIn } from './answer.ts';
import type { Connection, ConnectionEvents } from './connection.ts';
import { readGreeting, spreadMsIn } from './greeting.ts';

export interface SocketOptions {
  /** Milliseconds, for measuring the way there and back; absent: it is not measured. */
  readonly now?: () => number;
  /** As in `Authorization`, where no cookie speaks for whoever asks. */
  readonly authorization?: string;
  /** Where the machine has no WebSocket of its own. */
  readonly webSocketImpl?: unknown;
}

/** What is asked of a floor, e.g. the live one from `after` on, or the past from `from` on. */
export interface FloorQuestion<Update, Variables extends AnyVariables> {
  readonly document: TypedDocumentNode<{ readonly floor: Update }, Variables>;
  readonly variables: Variables;
}

/** One subscription over a socket of its own. What comes after its end, or after it was closed, is not told. */
export function openFloor<Update, Variables extends AnyVariables>(
  url: string,
  { document, variables }: FloorQuestion<Update, Variables>,
  events: ConnectionEvents<Update>,
  options: SocketOptions = {},
): Connection {
  let ended = false;
  let askedAt: number | null = null;
  const end = (code: number, reason: string): void => {
    if (ended) return;
    ended = true;
    events.onClosed({ code, reason });
  };
  const whileOpen = (tell: () => void): void => {
    if (!ended) tell();
  };
  // A new socket client for each try: the retries of graphql-ws end after five, ours never.
  const socket = createClient({
    url: url.replace(/^http/, 'ws'),
    keepAlive: 5_000,
    connectionAckWaitTimeout: 10_000,
    retryAttempts: 0,
    shouldRetry: () => false,
    ...(options.webSocketImpl !== undefined && { webSocketImpl: options.webSocketImpl }),
    ...(options.authorization !== undefined && {
      connectionParams: { authorization: options.authorization },
    }),
    on: {
      opened: () => whileOpen(events.onReached),
      connected: (_, payload) => whileOpen(() => events.onOpened(readGreeting(payload))),
      message: () => whileOpen(events.onHeard),
      pong(received) {
        if (!received || askedAt === null || options.now === undefined) return;
        const tookMs = options.now() - askedAt;
        askedAt = null;
        whileOpen(() => events.onRoundTrip?.(tookMs));
      },
      ping(received, payload) {
        if (!received) {
          askedAt = options.now?.() ?? null;
          return;
        }
        const at = Date.parse(textIn(payload, 'floorAt'));
        if (!Number.isNaN(at)) whileOpen(() => events.onBeat(at, spreadMsIn(payload)));
      },
      closed: (event) => end(numberIn(event, 'code'), textIn(event, 'reason')),
      error: (error) => end(0, String(error)),
    },
  });
  const subscription = subscribing(url, socket, end)
    .subscription(document, variables)
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
