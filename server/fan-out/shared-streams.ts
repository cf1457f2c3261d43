import type { ExecutionArgs } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestContext } from '#server/graphql/graph-server.ts';
import { createReader } from '#server/live/reader.ts';
import type { FanOut, Opening, Ready } from './fan-out.ts';

/** A result that is JSON already; whoever answers a request asks for it by `stringify`. */
interface WrittenResult {
  stringify(): string;
}

/**
 * Shares the subscriptions of event streams. A stream is read as fast as its client takes it, so one
 * that lags skips ahead.
 */
export function sharedStreams(fanOut: () => FanOut): Plugin<RequestContext> {
  return {
    onSubscribe({ args: { contextValue }, subscribeFn, setSubscribeFn }) {
      // A WebSocket has its own way of sharing.
      if (!contextValue || !('request' in contextValue)) return;
      setSubscribeFn(async (args: ExecutionArgs) => {
        const opened = await fanOut().open(args as Ready, subscribeFn);
        return 'alone' in opened ? opened.alone : resultsOf(opened.shared);
      });
    },
  };
}

function resultsOf({ join }: Opening): AsyncIterableIterator<WrittenResult> {
  const reader = createReader<WrittenResult>({
    next() {
      const rendering = member.take();
      return rendering && { stringify: () => rendering.json };
    },
    onEnd: () => member.leave(),
  });
  const member = join({ onNews: reader.wake, onEnd: reader.end });
  return reader.updates;
}
