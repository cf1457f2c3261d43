import { createClient, type Client } from 'graphql-ws';
import { WebSocket } from 'ws';

export interface GraphqlAnswer {
  readonly status: number;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a test reads from an answer is the test's own business
  readonly data: any;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: { readonly code?: string };
  }[];
}

/** Asks over HTTP. */
export async function ask(
  origin: string,
  query: string,
  options: { headers?: Record<string, string>; variables?: object } = {},
): Promise<GraphqlAnswer> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...options.headers },
    body: JSON.stringify({ query, variables: options.variables }),
  });
  const body = (await response.json()) as Omit<GraphqlAnswer, 'status'>;
  return { status: response.status, ...body };
}

export interface SocketOptions {
  /** Of the upgrade request, as a browser would send them. */
  readonly headers?: Record<string, string>;
  readonly connectionParams?: Record<string, unknown>;
}

/** A WebSocket client that never comes back by itself. */
export function socketClient(origin: string, options: SocketOptions = {}): Client {
  return createClient({
    url: `${origin.replace('http', 'ws')}/graphql`,
    webSocketImpl: webSocketWith(options.headers ?? {}),
    connectionParams: options.connectionParams,
    retryAttempts: 0,
    lazyCloseTimeout: 0,
  });
}

/** Subscribes over a WebSocket of its own and reads one update after another. */
export function subscribe(
  origin: string,
  query: string,
  options: SocketOptions & { variables?: Record<string, unknown> } = {},
) {
  const client = socketClient(origin, options);
  const results = client.iterate({ query, variables: options.variables });
  return {
    /** The next result's data; throws with the messages of errors, or the close event. */
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- see above
    async next(): Promise<any> {
      const step = await results.next();
      if (step.done) throw new Error('the subscription ended');
      const { data, errors } = step.value;
      if (errors) throw new Error(errors.map((error) => error.message).join('; '));
      return data;
    },
    async end() {
      await results.return?.();
      await client.dispose();
    },
  };
}

/** Events of an event stream, as they come. */
export async function* eventStream(
  response: Response,
): AsyncGenerator<{ event: string; data: string }> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const fields = new Map(
        block.split('\n').map((line) => {
          const colon = line.indexOf(':');
          return [line.slice(0, colon), line.slice(colon + 1).trim()];
        }),
      );
      const event = fields.get('event');
      if (event) yield { event, data: fields.get('data') ?? '' };
    }
  }
}

function webSocketWith(headers: Record<string, string>) {
  return class extends WebSocket {
    constructor(address: string, protocols?: string | string[]) {
      super(address, protocols, { headers });
    }
  };
}
