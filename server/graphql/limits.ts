import {
  GraphQLError,
  Kind,
  type ASTVisitor,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { parse } from 'graphql';
import { ErrorCode } from './errors.ts';

/** Far beyond every sensible request of this schema; an answer to it would cost too much. */
const MOST_TOKENS = 5_000;
const DEEPEST = 12;

/** Refuses requests that are too long or too deep before anything is computed. */
export const limitsPlugin: Plugin = {
  onParse({ setParseFn }) {
    setParseFn((source: string, options?: object) =>
      parse(source, { ...options, maxTokens: MOST_TOKENS }),
    );
  },
  onValidate({ addValidationRule }) {
    addValidationRule(depthRule);
  },
};

/** Introspection is left out: its own shape is deep, and its cost is bounded by the schema. */
function depthRule(context: ValidationContext): ASTVisitor {
  const depths = new Map<string, number>();
  return {
    OperationDefinition(node) {
      const depth = depthOf(node.selectionSet);
      if (depth <= DEEPEST) return;
      context.reportError(
        new GraphQLError(
          `At most ${DEEPEST} levels of fields are answered, but this has ${depth}.`,
          {
            nodes: node,
            extensions: { code: ErrorCode.badInput },
          },
        ),
      );
    },
  };

  function depthOf(set: SelectionSetNode | undefined): number {
    let deepest = 0;
    for (const node of set?.selections ?? []) {
      if (node.kind === Kind.FIELD) {
        if (node.name.value.startsWith('__')) continue;
        deepest = Math.max(deepest, 1 + depthOf(node.selectionSet));
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        deepest = Math.max(deepest, depthOf(node.selectionSet));
      } else {
        deepest = Math.max(deepest, depthOfFragment(node.name.value));
      }
    }
    return deepest;
  }

  function depthOfFragment(name: string): number {
    const known = depths.get(name);
    if (known !== undefined) return known;
    // A fragment inside itself is another rule's complaint; here it must only end.
    depths.set(name, 0);
    const depth = depthOf(context.getFragment(name)?.selectionSet);
    depths.set(name, depth);
    return depth;
  }
}
