import { describe, expect, it } from 'vitest';
import { privatePlacesIn } from './private-places.ts';
import { violationsOf } from './rules.ts';
import { factsOf } from './source.ts';

/** Every rule with a breach planted in files that exist only here; each must be found. */
const PLANTED: readonly {
  readonly rule: string;
  readonly files: Readonly<Record<string, string>>;
  readonly found: RegExp;
}[] = [
  {
    rule: 'a lower room imports a higher one',
    files: {
      'server/floor/x.ts': "import { a } from '#server/metrics/a.ts';\nexport const b = a;",
    },
    found: /server\/floor\/x\.ts:1: server\/floor may not import server\/metrics/,
  },
  {
    rule: 'a room imports its neighbour',
    files: {
      'server/ingest/x.ts':
        "export const a = 1;\nimport type { A } from '../journal/a.ts';\nexport type B = A;",
    },
    found: /x\.ts:2: server\/ingest may not import server\/journal/,
  },
  {
    rule: 'a type-only import breaks the order',
    files: {
      'server/live/x.ts': "import type { A } from '#server/graphql/a.ts';\nexport type B = A;",
    },
    found: /server\/live may not import server\/graphql/,
  },
  {
    rule: 'an inline import type breaks the order',
    files: { 'server/kit/x.ts': "export type A = import('#server/floor/state.ts').FloorState;" },
    found: /server\/kit may not import server\/floor/,
  },
  {
    rule: 'a dynamic import breaks the order',
    files: { 'server/metrics/x.ts': "export const a = () => import('#server/alerts/a.ts');" },
    found: /server\/metrics may not import server\/alerts/,
  },
  {
    rule: 'a re-export breaks the order',
    files: { 'server/surge/x.ts': "export const a = 1;\nexport { b } from '#server/http/b.ts';" },
    found: /server\/surge may not import server\/http/,
  },
  {
    rule: 'the page imports the server',
    files: { 'web/screens/x.ts': "import { a } from '#server/floor/a.ts';\nexport const b = a;" },
    found: /web\/screens may not import server\/floor/,
  },
  {
    rule: 'a component imports the server',
    files: {
      'web/tiles/X.svelte':
        '<p>text</p>\n<script lang="ts">\n  import { a } from "#server/kit/a.ts";\n  a();\n</script>',
    },
    found: /web\/tiles\/X\.svelte:3: web\/tiles may not import server\/kit/,
  },
  {
    rule: 'the server imports the page',
    files: { 'server/app.ts': "import { a } from '#web/text/a.ts';\nexport const b = a;" },
    found: /may not import web\/text/,
  },
  {
    rule: 'the product imports its tests',
    files: { 'server/app.ts': "import { a } from '#test/support/a.ts';\nexport const b = a;" },
    found: /may not import test\/support/,
  },
  {
    rule: 'the schema imports the server',
    files: { 'schema/x.ts': "import type { A } from '#server/kit/a.ts';\nexport type B = A;" },
    found: /schema may not import server\/kit/,
  },
  {
    rule: 'the settings are read below the app',
    files: {
      'server/graphql/x.ts': "import { a } from '#server/config/a.ts';\nexport const b = a;",
    },
    found: /server\/graphql may not import server\/config/,
  },
  {
    rule: 'a room that nobody drew',
    files: { 'server/helpers/x.ts': "import { a } from '#server/kit/a.ts';\nexport const b = a;" },
    found: /server\/helpers may not import server\/kit/,
  },
  {
    rule: 'a crossing written as a relative path',
    files: { 'server/kit/x.ts': "import type { A } from '../../schema/a.ts';\nexport type B = A;" },
    found: /crosses a top folder: write "#schema\/a\.ts"/,
  },
  {
    rule: 'two files import each other',
    files: {
      'server/kit/a.ts': "import { b } from './b.ts';\nexport const a = () => b;",
      'server/kit/b.ts': "import type { a } from './c.ts';\nexport const b = 1 as unknown as a;",
      'server/kit/c.ts': "import { a as it } from './a.ts';\nexport type a = typeof it;",
    },
    found: /files import each other: server\/kit\/a\.ts -> .*b\.ts -> .*c\.ts -> .*a\.ts/,
  },
  {
    rule: 'two rooms import each other',
    files: {
      'server/floor/a.ts': "import type { J } from '#server/journal/a.ts';\nexport type A = J;",
      'server/journal/b.ts': "import type { B } from '#server/floor/b.ts';\nexport type C = B;",
    },
    found: /rooms import each other: server\/floor -> server\/journal -> server\/floor/,
  },
  {
    rule: 'only the feed knows the GraphQL client',
    files: { 'web/state/x.ts': "import { Client } from '@urql/core';\nexport const c = Client;" },
    found: /may know @urql\/core/,
  },
  {
    rule: 'only the geometry knows d3',
    files: { 'web/charts/x.ts': "import { line } from 'd3-shape';\nexport const l = line;" },
    found: /may know d3-shape/,
  },
  {
    rule: 'a file without an end',
    files: { 'server/http/x.ts': 'export const a = 1;\n'.padEnd(20 + 400, '\n') },
    found: /401 lines, at most 400/,
  },
  {
    rule: 'a default export',
    files: { 'server/http/x.ts': 'export default function x() {}' },
    found: /a default export/,
  },
  {
    rule: 'a default export under another name',
    files: { 'web/ui/x.ts': 'const a = 1;\nexport { a as default };' },
    found: /a default export/,
  },
  {
    rule: 'a barrel',
    files: { 'server/http/all.ts': "export * from './server.ts';\nexport { a } from './a.ts';" },
    found: /a barrel/,
  },
  {
    rule: 'an index',
    files: { 'server/http/index.ts': 'export const a = 1;' },
    found: /a barrel/,
  },
  ...[
    'Date.now()',
    'new Date()',
    'performance.now()',
    'setTimeout(() => 0, 1)',
    'setInterval(f, 1)',
  ].map((read) => ({
    rule: `a clock beside the clock: ${read}`,
    files: { 'server/http/x.ts': `export const a = (f: () => void) => [f, ${read}];` },
    found: /http\/x\.ts:1: .*; only the clock may/,
  })),
  {
    rule: 'a clock in a component',
    files: {
      'web/tiles/X.svelte': '<script lang="ts">\n  const now = globalThis.Date.now();\n</script>',
    },
    found: /X\.svelte:2: globalThis\.Date\.now; only the clock may/,
  },
  {
    rule: 'chance in a pure room',
    files: { 'server/floor/x.ts': 'export const a = () => Math.random();' },
    found: /Math\.random; only the clock may/,
  },
  {
    rule: 'Node in a pure room',
    files: { 'server/metrics/x.ts': "import { join } from 'node:path';\nexport const a = join;" },
    found: /a pure room may not import node:path/,
  },
  {
    rule: 'a package in a pure room',
    files: { 'server/alerts/x.ts': "import pino from 'pino';\nexport const a = pino;" },
    found: /a pure room may not import pino/,
  },
  ...['window.top', 'document.title', 'fetch("x")', 'process.env', 'globalThis.x'].map((use) => ({
    rule: `the world in a pure room: ${use}`,
    files: { 'web/format/x.ts': `export const a = () => ${use};` },
    found: /a pure room may not know (window|document|fetch|process|globalThis)/,
  })),
];

describe('the architecture test finds what is planted', () => {
  it.each(PLANTED)('$rule', ({ files, found }) => {
    const facts = Object.entries(files).map(([path, text]) => factsOf(path, text));
    expect(violationsOf(facts).join('\n')).toMatch(found);
  });

  it('a place of one machine, and a host of a package store', () => {
    for (const name of ['work', 'root', 'home'])
      expect(privatePlacesIn({ path: 'a.md', text: `x\n"/${name}/a"` })).toHaveLength(1);
    const host = ['registry', 'example', 'org'].join('.');
    expect(privatePlacesIn({ path: 'a.md', text: `https://${host}/a` })).toHaveLength(1);
  });
});

it('the architecture test lets pass what is allowed', () => {
  const files = {
    'schema/a.ts':
      "import * as v from 'valibot';\nexport const at = new Date(0);\nexport const a = v;",
    'server/kit/clock.ts': 'export const now = () => Date.now();',
    'server/floor/a.ts':
      "import type { A } from '#schema/a.ts';\nexport const f = (window: A, o: { process: A }) => [window, o.process];",
    'server/metrics/view.ts': "import type { F } from '#server/floor/a.ts';\nexport type V = F;",
    'server/app.ts': "import { f } from '#server/floor/a.ts';\nexport const app = f;",
    'server/graphql/generated/a.gen.ts': 'export const a = 1;\n'.repeat(900),
    'web/charts/geometry/a.ts': "import { line } from 'd3-shape';\nexport const l = line;",
    'web/charts/A.svelte':
      '<script lang="ts">\n  import { l } from "#web/charts/geometry/a.ts";\n  l();\n</script>\n<p>Date.now()</p>',
    'test/unit/a.test.ts': "import { f } from '#server/floor/a.ts';\nsetTimeout(f, Date.now());",
    'vite.config.ts': "import { a } from './schema/b.ts';\nexport default a;",
  };
  const facts = Object.entries(files).map(([path, text]) => factsOf(path, text));
  expect(violationsOf(facts)).toEqual([]);
});
