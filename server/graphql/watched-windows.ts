import {
  getNamedType,
  Kind,
  TypeInfo,
  valueFromAST,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type GraphQLResolveInfo,
} from 'graphql';
import { toWindow, type WindowAsked } from './window.ts';

/**
 * The lengths of all sliding windows that an operation asks for, each once, through fragments and
 * variables. Numbers over them change without any event, so whoever subscribes must have them watched.
 * Throws BAD_INPUT where a length is not allowed.
 */
export function slidingLengthsOf(info: GraphQLResolveInfo): ReadonlySet<number> {
  const lengths = new Set<number>();
  const types = new TypeInfo(info.schema);
  const document: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [info.operation, ...Object.values(info.fragments)],
  };
  const visitor = visitWithTypeInfo(types, {
    Argument(node) {
      const type = types.getInputType();
      if (!type || getNamedType(type).name !== 'WindowInput') return;
      const asked = valueFromAST(node.value, type, info.variableValues) as WindowAsked | undefined;
      const window = asked && toWindow(asked);
      if (window?.kind === 'last') lengths.add(window.lengthMs);
    },
  });
  visit(document, visitor);
  return lengths;
}
