import {
  getOperationAST,
  Kind,
  OperationTypeNode,
  print,
  visit,
  type ArgumentNode,
  type DocumentNode,
  type FieldNode,
  type OperationDefinitionNode,
} from 'graphql';

/*
 * Which subscriptions are alike. Two are, where the same document is asked with the same variables;
 * the cursor to resume from is no difference, for it decides only what a member is told first.
 */

/** An operation that may be shared. */
export interface Shape {
  /** Documents that differ only in how they are written have the same. */
  readonly text: string;
  /** The variable that is asked for as `after` and nowhere else; `null` where there is none. */
  readonly afterVariable: string | null;
}

const shapes = new WeakMap<DocumentNode, Map<string, Shape | null>>();

/** `null` where the operation is anything but a subscription to `floor` alone. */
export function shapeOf(document: DocumentNode, operationName?: string | null): Shape | null {
  let known = shapes.get(document);
  if (!known) shapes.set(document, (known = new Map<string, Shape | null>()));
  const name = operationName ?? '';
  let shape = known.get(name);
  if (shape === undefined) known.set(name, (shape = readShape(document, operationName)));
  return shape;
}

/** Equal for subscriptions that are alike: `rights` is what the viewer may see. */
export function cohortKey(asked: {
  readonly shape: Shape;
  readonly operationName?: string | null;
  readonly variables?: Readonly<Record<string, unknown>> | null;
  readonly rights: string;
}): string {
  const { text, afterVariable } = asked.shape;
  const variables = Object.entries(asked.variables ?? {}).filter(
    ([name]) => name !== afterVariable,
  );
  const own = canonical(Object.fromEntries(variables));
  return JSON.stringify([asked.rights, asked.operationName ?? null, own, text]);
}

function readShape(document: DocumentNode, operationName?: string | null): Shape | null {
  const operation = getOperationAST(document, operationName);
  const floor =
    operation?.operation === OperationTypeNode.SUBSCRIPTION ? onlyFloor(operation) : null;
  if (!floor) return null;
  const after = floor.arguments?.find(({ name }) => name.value === 'after');
  const afterVariable = after ? variableOf(after) : null;
  if (afterVariable !== null && usesOf(afterVariable, document, operation!) !== 1) return null;
  return { text: print(document), afterVariable };
}

/** The field `floor`, where nothing stands beside it and nothing decides whether it is there. */
function onlyFloor({ selectionSet, directives }: OperationDefinitionNode): FieldNode | null {
  const [field, ...others] = selectionSet.selections;
  if (others.length > 0 || field?.kind !== Kind.FIELD || field.name.value !== 'floor') return null;
  return directives?.length || field.directives?.length ? null : field;
}

function variableOf({ value }: ArgumentNode): string | null {
  return value.kind === Kind.VARIABLE ? value.name.value : null;
}

/** How often the operation, or any fragment, asks for a variable's value. */
function usesOf(name: string, document: DocumentNode, operation: OperationDefinitionNode): number {
  let uses = 0;
  const inUse = document.definitions.filter(
    (node) => node === operation || node.kind === Kind.FRAGMENT_DEFINITION,
  );
  visit(
    { kind: Kind.DOCUMENT, definitions: inUse },
    {
      // Its definition is no use of it.
      VariableDefinition: () => false,
      Variable(node) {
        if (node.name.value === name) uses += 1;
      },
    },
  );
  return uses;
}

/** JSON in which the order of an object's keys does not show. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
