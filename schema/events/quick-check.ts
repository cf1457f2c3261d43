import type * as v from 'valibot';

/*
 * What arrives ten thousand times a second is nearly always good and needs nothing changed. A quick
 * check is made out of the same schema, and answers only that one question; whoever fails it is judged
 * by the schema itself, which has the last word and all the words.
 */

/** True only where the schema accepts the value and would answer an equal one. False says nothing. */
export type QuickCheck = (value: unknown) => boolean;

interface QuickField {
  readonly check: QuickCheck;
  readonly isRequired: boolean;
}

/** The check of an object schema (`looseObject`, or a pipe that begins with one); other schemas answer false always. */
export function quickObjectCheck(schema: v.GenericSchema): QuickCheck {
  const { entries, checks } = partsOf(schema);
  if (!entries || !checks) return never;
  const fields = new Map<string, QuickField>();
  let required = 0;
  for (const [key, entry] of Object.entries(entries)) {
    const isRequired = entry.type !== 'optional';
    if (isRequired) required += 1;
    fields.set(key, { check: quickCheck(entry), isRequired });
  }
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    let missing = required;
    for (const key in value) {
      const field = fields.get(key);
      if (field === undefined) {
        // Whether the schema keeps such a key is its own affair.
        if (IN_EVERY_OBJECT.has(key)) return false;
        continue;
      }
      if (!field.check((value as Record<string, unknown>)[key])) return false;
      if (field.isRequired) missing -= 1;
    }
    return missing === 0 && checks.every((check) => check(value));
  };
}

const IN_EVERY_OBJECT: ReadonlySet<string> = new Set(['__proto__', 'prototype', 'constructor']);

/** The parts of valibot's schemas that are read here. */
interface Parts {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Parts>>;
  readonly pipe?: readonly Parts[];
  readonly wrapped?: Parts;
  readonly default?: unknown;
  readonly options?: readonly unknown[];
  readonly item?: Parts;
  readonly key?: Parts;
  readonly value?: Parts;
  readonly requirement?: unknown;
}

/** Fields and further checks of an object schema; null where it does more than check. */
function partsOf(schema: v.GenericSchema): {
  readonly entries: Parts['entries'];
  readonly checks: readonly QuickCheck[] | null;
} {
  const [first, ...actions] = pipeOf(schema);
  const checks = actions.map(actionCheck);
  const isObject = first!.type === 'loose_object' && first!.pipe === undefined;
  const isPlain = isObject && !checks.includes(never);
  return { entries: first!.entries, checks: isPlain ? checks : null };
}

function quickCheck(schema: Parts): QuickCheck {
  const [first, ...actions] = pipeOf(schema);
  // A pipe may begin with one.
  const kind = first!.pipe ? quickCheck(first!) : kindCheck(first!);
  const checks = actions.map(actionCheck);
  if (kind === never || checks.includes(never)) return never;
  if (checks.length === 0) return kind;
  if (checks.length === 1) return both(kind, checks[0]!);
  return checks.reduce(both, kind);
}

function pipeOf(schema: Parts): readonly Parts[] {
  return schema.pipe ?? [schema];
}

function kindCheck(schema: Parts): QuickCheck {
  switch (schema.type) {
    case 'optional': {
      const inner = quickCheck(schema.wrapped!);
      return schema.default === undefined ? (value) => value === undefined || inner(value) : never;
    }
    case 'nullable': {
      const inner = quickCheck(schema.wrapped!);
      return schema.default === undefined ? (value) => value === null || inner(value) : never;
    }
    case 'string':
      return (value) => typeof value === 'string';
    case 'number':
      return (value) => typeof value === 'number' && !Number.isNaN(value);
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'picklist': {
      const options = new Set(schema.options);
      return (value) => options.has(value);
    }
    case 'union': {
      const options = (schema.options as readonly Parts[]).map(quickCheck);
      return options.includes(never) ? never : (value) => options.some((check) => check(value));
    }
    case 'record': {
      const inner = quickCheck(schema.value!);
      return schema.key!.type === 'string' ? recordCheck(inner) : never;
    }
    case 'array': {
      const item = quickCheck(schema.item!);
      return (value) => Array.isArray(value) && value.every(item);
    }
    default:
      return never;
  }
}

function recordCheck(inner: QuickCheck): QuickCheck {
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (const key in value)
      if (IN_EVERY_OBJECT.has(key) || !inner((value as Record<string, unknown>)[key])) return false;
    return true;
  };
}

function actionCheck({ type, requirement }: Parts): QuickCheck {
  const bound = requirement as number;
  switch (type) {
    case 'min_length':
      return (value) => (value as string).length >= bound;
    case 'max_length':
      return (value) => (value as string).length <= bound;
    case 'min_value':
      return (value) => (value as number) >= bound;
    case 'max_value':
      return (value) => (value as number) <= bound;
    case 'finite':
      return (value) => Number.isFinite(value);
    case 'integer':
      return (value) => Number.isInteger(value);
    case 'check':
      return requirement as QuickCheck;
    default:
      return never;
  }
}

function both(first: QuickCheck, second: QuickCheck): QuickCheck {
  return (value) => first(value) && second(value);
}

function never(): boolean {
  return false;
}
