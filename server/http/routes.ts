import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AuditReport } from '#server/audit/report.ts';
import type { GraphServer } from '#server/graphql/graph-server.ts';
import type { Viewer } from '#server/graphql/context.ts';
import { ErrorCode } from '#server/graphql/errors.ts';
import type { Admission, Gate } from './authenticate.ts';
import { readSessionCookie, sessionCookie } from './cookie.ts';
import { answerEvents } from './events-endpoint.ts';
import type { AcceptEvents } from './events-intake.ts';
import { createPrometheus, type MetricSample } from './prometheus.ts';
import { isMethodAllowed, send, sendJson, sendText } from './respond.ts';
import { setSecurityHeaders } from './security-headers.ts';
import type { Sessions } from './session.ts';
import type { SignIn } from './sign-in.ts';
import { createStaticFiles } from './static-files.ts';

export interface RoutesOptions {
  readonly gate: Gate;
  readonly sessions: Sessions;
  readonly graph: GraphServer;
  readonly signIn: SignIn;
  readonly accept: AcceptEvents;
  notReady(): readonly string[];
  warnings(): readonly string[];
  audit(): AuditReport | undefined;
  collect(): readonly MetricSample[];
  readonly staticFolder: string;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** Which address is answered by what, and who may ask. */
export function createRoutes(options: RoutesOptions): Handler {
  const { gate, sessions, graph, signIn } = options;
  const prometheus = createPrometheus(() => options.collect());
  const staticFiles = createStaticFiles(options.staticFolder);

  return async (request, response) => {
    setSecurityHeaders(request, response);
    const url = urlOf(request);
    if (!url) return sendText(response, 'The address is not valid.', { status: 400 });
    switch (url.pathname) {
      case '/healthz':
        if (isMethodAllowed(request.method, READ, response)) {
          sendText(response, 'ok', { status: 200 });
        }
        return;
      case '/sign-in':
        return signIn(request, response, url);
      case '/graphql':
        return forViewers(request, response, async (viewer) => {
          await graph(request, response, { viewer });
        });
      case '/events':
        return forViewers(request, response, () => answerEvents(request, response, options.accept));
      case '/readyz':
        return forViewers(request, response, async () => answerReady(request, response));
      case '/metrics':
        return forViewers(request, response, () => answerMetrics(request, response));
      default:
        renewSession(request, response);
        return staticFiles(request, response, url.pathname);
    }
  };

  async function forViewers(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (viewer: Viewer) => Promise<void>,
  ): Promise<void> {
    const admission = gate.admit(request);
    if (admission.kind === 'admitted') return answer(admission.viewer);
    refuse(response, admission);
    // Nothing of what a stranger still sends is kept.
    request.resume();
  }

  /** Whoever looks at the app stays signed in. */
  function renewSession(request: IncomingMessage, response: ServerResponse): void {
    const value = readSessionCookie(request);
    const session = value === null ? null : sessions.verify(value);
    const renewed = session && sessions.renew(session);
    if (renewed) response.setHeader('set-cookie', sessionCookie(request, renewed));
  }

  function answerReady(request: IncomingMessage, response: ServerResponse): void {
    if (!isMethodAllowed(request.method, READ, response)) return;
    const reasons = options.notReady();
    const report = options.audit();
    const warnings = options.warnings();
    const rest = {
      ...(warnings.length > 0 && { warnings }),
      ...(report && { audit: inJson(report) }),
    };
    if (reasons.length === 0) sendJson(response, { ready: true, ...rest }, { status: 200 });
    else sendJson(response, { ready: false, reasons, ...rest }, { status: 503 });
  }

  async function answerMetrics(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isMethodAllowed(request.method, READ, response)) return;
    send(response, await prometheus.text(), prometheus.contentType, { status: 200 });
  }
}

const READ = ['GET', 'HEAD'] as const;

const REFUSALS = {
  unknown: {
    status: 401,
    message:
      'Sign in first: send the API token as "Authorization: Bearer TOKEN", or open the sign-in link.',
  },
  foreignOrigin: {
    status: 403,
    message: 'A signed-in browser is answered only on pages of this server.',
  },
} as const;

/** In the words of GraphQL's errors too, for its clients. */
function refuse(
  response: ServerResponse,
  { kind }: Exclude<Admission, { kind: 'admitted' }>,
): void {
  const { status, message } = REFUSALS[kind];
  const errors = [{ message, extensions: { code: ErrorCode.unauthenticated } }];
  if (status === 401) response.setHeader('www-authenticate', 'Bearer realm="Tidewall"');
  sendJson(response, { error: message, errors }, { status });
}

/** Instants as on every wire: RFC 3339. */
function inJson(report: AuditReport): Record<string, unknown> {
  return {
    ...report,
    at: inText(report.at),
    differences: report.differences.map((each) => ({ ...each, startAt: inText(each.startAt) })),
  };
}

function inText(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function urlOf(request: IncomingMessage): URL | null {
  const target = request.url ?? '';
  // A fixed base: what the Host header says must not decide on what is answered.
  const text = `http://tidewall.invalid${target}`;
  return target.startsWith('/') && URL.canParse(text) ? new URL(text) : null;
}
