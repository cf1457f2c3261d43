import {
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  typeFromAST,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionSetNode,
} from 'graphql';
import { leafWriter } from './leaf-writer.ts';

/*
 * An operation's selection, read once and turned into functions that write its JSON straight from
 * the models: what depends on the document alone (which fields, under which names, with which
 * arguments) is not worked out again for every row of every update. The answer is to the letter
 * that of graphql-js. Whatever is not as usual is left to graphql-js: an error, a missing value, a
 * value that waits, a resolver that looks at more than its source, arguments and context.
 */

/** An operation as it is executed again and again. */
export interface Operation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName?: string | null;
  readonly variableValues?: Readonly<Record<string, unknown>> | null;
}

/**
 * Whether an object just written belongs into the answer: one of a list is left out else, a single
 * one is told as null.
 */
export type Sieve = (value: unknown, text: string) => boolean;

/** The sieve for a field of a type, asked for once for every place where it is selected. */
export type SieveFor = (parent: GraphQLObjectType, fieldName: string) => Sieve | null;

/** Writes the whole result, `{"data":…}`. Throws where graphql-js has to answer. */
export type WriteResult = (rootValue: unknown, context: unknown) => string;

type Write = (value: unknown, context: unknown) => string;

/** Throws where graphql-js has to answer, always. */
export function selectionWriter(operation: Operation, sieveFor: SieveFor): WriteResult {
  const { schema, document } = operation;
  const node = getOperationAST(document, operation.operationName);
  const rootType = node && schema.getRootType(node.operation);
  if (!rootType) throw new LeftToGraphql('no operation');
  const { coerced } = getVariableValues(
    schema,
    node.variableDefinitions ?? [],
    operation.variableValues ?? {},
  );
  if (!coerced) throw new LeftToGraphql('variables');
  const variables = coerced;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION)
      fragments.set(definition.name.value, definition);
  const write = objectWriter(rootType, [node.selectionSet]);
  return (rootValue, context) => `{"data":${write(rootValue, context)}}`;

  function objectWriter(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): Write {
    if (type.isTypeOf) throw new LeftToGraphql('a type that looks at its values');
    const fields = new Map<string, FieldNode[]>();
    const visited = new Set<string>();
    for (const set of sets) collect(type, set, { fields, visited });
    const writers: Write[] = [];
    for (const [name, nodes] of fields) {
      const field = fieldWriter(type, nodes);
      if (!field) continue;
      const key = `${writers.length === 0 ? '' : ','}${JSON.stringify(name)}:`;
      writers.push((source, context) => key + field(source, context));
    }
    return (source, context) => {
      let text = '{';
      for (const each of writers) text += each(source, context);
      return `${text}}`;
    };
  }

  /** Null for a field that the type does not have: it is not in the answer. */
  function fieldWriter(parent: GraphQLObjectType, nodes: readonly FieldNode[]): Write | null {
    const fieldNode = nodes[0]!;
    const name = fieldNode.name.value;
    if (name === '__typename') {
      const text = JSON.stringify(parent.name);
      return () => text;
    }
    const field = parent.getFields()[name];
    if (!field) return null;
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const complete = typeWriter(field.type, sets, sieveFor(parent, name));
    const { resolve } = field;
    if (!resolve) return (source, context) => complete(propertyOf(source, name), context);
    if (resolve.length > 3) throw new LeftToGraphql('a resolver that looks at the operation');
    const args = getArgumentValues(field, fieldNode, variables);
    const info = undefined as never;
    return (source, context) => complete(resolve(source, args, context, info), context);
  }

  function typeWriter(
    type: GraphQLOutputType,
    sets: readonly SelectionSetNode[],
    sieve: Sieve | null,
  ): Write {
    if (isNonNullType(type)) {
      const inner = presentWriter(type.ofType, sets, sieve);
      return (value, context) => {
        if (value === null || value === undefined) throw new LeftToGraphql('a missing value');
        return inner(value, context);
      };
    }
    const inner = presentWriter(type, sets, sieve);
    return (value, context) =>
      value === null || value === undefined ? 'null' : inner(value, context);
  }

  function presentWriter(
    type: GraphQLOutputType,
    sets: readonly SelectionSetNode[],
    sieve: Sieve | null,
  ): Write {
    if (isListType(type)) return listWriter(typeWriter(type.ofType, sets, null), sieve);
    if (isLeafType(type)) return leafWriter(type);
    if (!isObjectType(type)) throw new LeftToGraphql(`a field of ${getNamedType(type).name}`);
    const write = objectWriter(type, sets);
    return (value, context) => {
      if (!isPlain(value)) throw new LeftToGraphql('an error, or a value that waits');
      const text = write(value, context);
      return !sieve || sieve(value, text) ? text : 'null';
    };
  }

  function collect(
    type: GraphQLObjectType,
    { selections }: SelectionSetNode,
    into: { readonly fields: Map<string, FieldNode[]>; readonly visited: Set<string> },
  ): void {
    for (const selection of selections) {
      const skip = getDirectiveValues(GraphQLSkipDirective, selection, variables);
      const include = getDirectiveValues(GraphQLIncludeDirective, selection, variables);
      if (skip?.['if'] === true || include?.['if'] === false) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        const same = into.fields.get(name);
        if (same) same.push(selection);
        else into.fields.set(name, [selection]);
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (applies(selection, type)) collect(type, selection.selectionSet, into);
        continue;
      }
      const name = selection.name.value;
      if (into.visited.has(name)) continue;
      into.visited.add(name);
      const fragment = fragments.get(name);
      if (fragment && applies(fragment, type)) collect(type, fragment.selectionSet, into);
    }
  }

  function applies(
    { typeCondition }: InlineFragmentNode | FragmentDefinitionNode,
    type: GraphQLObjectType,
  ): boolean {
    if (!typeCondition) return true;
    const condition = typeFromAST(schema, typeCondition);
    return condition === type || (isAbstractType(condition) && schema.isSubType(condition, type));
  }
}

/** Why graphql-js has to answer. */
class LeftToGraphql extends Error {}

function listWriter(writeItem: Write, sieve: Sieve | null): Write {
  return (value, context) => {
    if (!isPlain(value)) throw new LeftToGraphql('an error, or a value that waits');
    let text = '';
    for (const item of value as Iterable<unknown>) {
      const written = writeItem(item, context);
      if (sieve && !sieve(item, written)) continue;
      text += text === '' ? written : `,${written}`;
    }
    return `[${text}]`;
  };
}

/** What a field without a resolver is. */
function propertyOf(source: unknown, name: string): unknown {
  const value = (source as Readonly<Record<string, unknown>>)[name];
  if (typeof value === 'function') throw new LeftToGraphql('a method');
  return value;
}

function isPlain(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    !(value instanceof Error) &&
    typeof (value as Partial<Promise<unknown>>).then !== 'function'
  );
}
