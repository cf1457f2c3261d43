/** The house as data: which room may import which. Everything not named here is forbidden. */
const LOG = ['schema', 'server/kit'];
const FOLDS = [...LOG, 'server/ingest', 'server/journal', 'server/floor', 'server/live'];
const JUDGEMENT = [...FOLDS, 'server/metrics'];
const PLANS = ['server/surge', 'server/forecast', 'server/staffing', 'server/history'];

export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  schema: [],
  'server/kit': ['schema'],
  'server/config': LOG,
  'server/ingest': LOG,
  'server/journal': LOG,
  'server/floor': LOG,
  'server/live': LOG,
  'server/latency': [...LOG, 'server/live'],
  'server/metrics': FOLDS,
  'server/surge': JUDGEMENT,
  'server/forecast': JUDGEMENT,
  'server/staffing': JUDGEMENT,
  'server/history': JUDGEMENT,
  'server/audit': [...LOG, 'server/journal', 'server/floor', 'server/metrics'],
  'server/alerts': [...JUDGEMENT, ...PLANS],
  'server/graphql': [
    ...JUDGEMENT,
    ...PLANS,
    ...['server/audit', 'server/alerts', 'server/latency'],
  ],
  'server/fan-out': [...LOG, 'server/live', 'server/metrics', 'server/graphql'],
  'server/http': [
    ...JUDGEMENT,
    ...PLANS,
    ...['server/audit', 'server/alerts', 'server/graphql', 'server/fan-out'],
  ],
  'server/start': [],

  'web/clock': [],
  'web/theme': [],
  'web/format': ['schema'],
  'web/text': ['schema', 'web/format'],
  'web/charts/geometry': [],
  'web/state': ['schema', 'web/clock', 'web/format', 'web/text'],
  'web/feed': ['schema', 'web/clock', 'web/state'],
  'web/charts': [
    'schema',
    'web/charts/geometry',
    'web/format',
    'web/text',
    'web/theme',
    'web/clock',
    'web/state',
  ],
  'web/ui': ['schema', 'web/format', 'web/text', 'web/theme', 'web/clock', 'web/state'],
  'web/tiles': [
    'schema',
    ...['web/format', 'web/text', 'web/theme', 'web/clock', 'web/state', 'web/charts', 'web/ui'],
    'web/charts/geometry',
  ],
  'web/layout': [
    'schema',
    ...['web/format', 'web/text', 'web/theme', 'web/clock', 'web/state', 'web/ui', 'web/tiles'],
  ],
};

/** Files in which rooms are joined: they may import every room on their side of the house. */
export const JOINS: readonly RegExp[] = [
  /^server\/(main|app[^/]*|pipeline[^/]*)\.ts$/,
  // The import is a programme of its own: it has a log, a fold and a history, and no doors.
  /^server\/import\//,
  /^server\/[^/]+\.mjs$/,
  /^web\/(main|app[^/]*|[A-Z][^/]*)\.(ts|svelte|svelte\.ts)$/,
  /^web\/(screens|sw)\//,
  // The page's own state: the one place where feed and state meet.
  /^web\/state\/page\.svelte\.ts$/,
  /^test\//,
  /^[^/]+\.config\.ts$/,
];

/** Rooms without Node, DOM, clock or chance. */
export const PURE: readonly RegExp[] = [
  /^schema\/.*\.ts$/,
  /^server\/(floor|latency|metrics|surge|forecast|staffing|audit)\//,
  /^server\/alerts\/(?!notify\/)/,
  /^web\/charts\/geometry\//,
  /^web\/format\//,
];

/** Packages that only one room knows; the others reach them through it. */
export const OWNED_PACKAGES: readonly { readonly packages: RegExp; readonly owner: RegExp }[] = [
  { packages: /^(@urql\/|wonka$)/, owner: /^web\/feed\// },
  { packages: /^d3(-|$)/, owner: /^web\/charts\/geometry\// },
  { packages: /^libsql$/, owner: /^server\/(journal|history)\// },
];

/** Packages that compute and nothing else: pure rooms may use them. */
export const PURE_PACKAGES: readonly RegExp[] = [/^valibot$/, /^d3-(array|scale|shape)$/];

/** The two doors to the time of day, and what starts processes or measures them. */
export const CLOCKS: readonly RegExp[] = [
  /^server\/kit\/clock\.ts$/,
  /^web\/clock(\.svelte)?\.ts$/,
  /^server\/(start|dev)\.mjs$/,
  /^server\/start\//,
  /^test\//,
];

/** Written by a program: neither length nor style is judged, imports are. */
export const GENERATED = /(\.gen\.ts|\/generated\/[^/]+)$/;

/** Where a default export is what a tool asks for. */
export const DEFAULT_EXPORTS: readonly RegExp[] = [/\.config\.ts$/, /\.d\.ts$/];

export const MOST_LINES = 400;

/** Names of the browser and the process that a pure room may not know. */
export const IMPURE_GLOBALS: ReadonlySet<string> = new Set([
  ...['window', 'document', 'fetch', 'navigator', 'location', 'localStorage', 'sessionStorage'],
  ...['requestAnimationFrame', 'WebSocket', 'process', 'Buffer', 'crypto', 'console'],
  ...['globalThis', 'setImmediate', 'queueMicrotask'],
]);
