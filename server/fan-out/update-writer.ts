import type { GraphQLObjectType } from 'graphql';
import type { GraphContext } from '#server/graphql/context.ts';
import type { FloorUpdateModel, ScopeStatusModel } from '#server/graphql/models.ts';
import type { AgentView, QueueView } from '#server/metrics/view.ts';
import {
  selectionWriter,
  type Operation,
  type Sieve,
  type WriteResult,
} from './selection-writer.ts';
import { createSureRows, type Audience, type RowKind } from './sure-rows.ts';

/** Makes a cohort's updates: the JSON of its operation's result. */
export interface UpdateWriter {
  /** Rows of a patch to `everybody` that are written as they were told before are left out. */
  write(update: FloorUpdateModel, audience: Audience): string;
  /** Somebody has come who may have what nobody here was told. */
  doubt(): void;
}

export interface UpdateWriterOptions {
  readonly operation: Operation;
  readonly context: GraphContext;
  /** The ordinary way: JSON of what graphql-js answers. */
  execute(update: FloorUpdateModel): string;
}

export function createUpdateWriter(options: UpdateWriterOptions): UpdateWriter {
  const rows = createSureRows();
  const quick = quickWriter(options.operation, (type, name) => {
    const kind = type.name === 'FloorUpdate' ? ROW_KINDS.get(name) : undefined;
    if (!kind) return null;
    const field = rows.field(kind);
    return (value, text) => field(IDENTITY[kind](value), text);
  });

  return {
    write(update, audience) {
      if (!quick) return options.execute(update);
      try {
        rows.begin(audience, update.change);
        const json = quick(update, options.context);
        rows.end();
        return json;
      } catch {
        // Whatever it is, there it is told as it ought to be.
        rows.forget();
        return options.execute(update);
      }
    },
    doubt: () => rows.forget(),
  };
}

const ROW_KINDS: ReadonlyMap<string, RowKind> = new Map(
  (['total', 'groups', 'queues', 'agents'] as const).map((kind) => [kind, kind]),
);

const IDENTITY: Readonly<Record<RowKind, (value: unknown) => string>> = {
  total: () => 'total',
  groups: (value) => (value as ScopeStatusModel).view.key,
  queues: (value) => (value as QueueView).id,
  agents: (value) => (value as AgentView).id,
};

/** Null where the selection holds something that is left to graphql-js. */
function quickWriter(
  operation: Operation,
  sieveFor: (type: GraphQLObjectType, name: string) => Sieve | null,
): WriteResult | null {
  try {
    return selectionWriter(operation, sieveFor);
  } catch {
    return null;
  }
}
