/*
 * Runs within the page, and so knows nothing of this file but itself: what is handed to a page goes as text.
 */

interface Told {
  readonly id: string;
  [field: string]: unknown;
}

interface Update {
  kind: string;
  at: string;
  total: Record<string, unknown> | null;
  queues: Told[];
  agents?: Told[];
  alerts: Told[];
  removed: { queues: string[]; agents?: string[]; alerts: string[] };
  path: { acceptedAt: string; sentAt: string } | null;
  [field: string]: unknown;
}

declare global {
  interface Window {
    /** The page's newest socket to the floor, what it has subscribed as, and the snapshot that came. */
    soak: { socket: WebSocket | null; id: string; snapshot: Update | null; told: number };
  }
}

/** To be run before the page's own script: notes its socket and the snapshot on it. */
export function keepSocket(): void {
  window.soak = { socket: null, id: '', snapshot: null, told: 0 };
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    override send(data: string): void {
      const message = JSON.parse(data) as { type: string; id: string };
      if (message.type === 'subscribe') {
        window.soak.socket = this;
        window.soak.id = message.id;
        const note = (event: MessageEvent<string>): void => {
          const told = JSON.parse(event.data) as { payload?: { data?: { floor: Update } } };
          const floor = told.payload?.data?.floor;
          if (floor?.kind !== 'SNAPSHOT') return;
          window.soak.snapshot = floor;
          this.removeEventListener('message', note);
        };
        this.addEventListener('message', note);
      }
      super.send(data);
    }
  };
}

/** Hands the page so many updates as frames on its socket, and changes its view so often between them. */
export async function feedUpdates(due: { updates: number; views: number }): Promise<void> {
  /** Without views: as many updates a frame as come to a page that was held up for some time. */
  const A_FRAME = 200;
  const STATES = ['AVAILABLE', 'RINGING', 'TALKING', 'AFTER_CONTACT_WORK', 'PAUSED'];
  const SEVERITIES = [null, 'WARNING', 'CRITICAL'];
  const { soak } = window;
  const { snapshot } = soak;
  if (snapshot === null || soak.socket === null) throw new Error('a snapshot is expected first');
  const { queues, agents, total } = snapshot;
  const frames = due.views > 0 ? due.views : Math.ceil(due.updates / A_FRAME);
  const perFrame = Math.ceil(due.updates / frames);
  for (let frame = 0, left = due.updates; frame < frames; frame += 1) {
    for (let update = 0; update < perFrame && left > 0; update += 1, left -= 1) tell();
    if (due.views > 0) {
      const buttons = document.querySelectorAll<HTMLElement>('nav button');
      buttons[frame % buttons.length]!.click();
    }
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }

  function tell(): void {
    const n = (soak.told += 1);
    const at = new Date().toISOString();
    // Now and then somebody and something comes that was never there before, and goes again.
    const isGoing = n % 100 === 50;
    const newcomer = `soak-${Math.floor(n / 100)}`;
    const isComing = n % 100 === 0;
    const queue = {
      ...queues[n % queues.length]!,
      waiting: n % 7,
      longestWaitingSince: n % 7 === 0 ? null : at,
      severity: SEVERITIES[n % 3],
    };
    const floor: Update = {
      ...snapshot!,
      kind: 'PATCH',
      at,
      total: { ...total, waiting: n % 97, longestWaitingQueue: queue.id, longestWaitingSince: at },
      queues: isComing ? [queue, { ...queue, id: newcomer, name: `New ${n}` }] : [queue],
      alerts: [],
      sources: [],
      notices: null,
      log: null,
      removed: { queues: isGoing ? [newcomer] : [], alerts: [] },
      path: { acceptedAt: at, sentAt: at },
    };
    if (agents !== undefined) {
      const state = STATES[n % STATES.length];
      const agent = { ...agents[n % agents.length]!, state, since: at };
      floor.agents = isComing ? [agent, { ...agent, id: newcomer, name: `New ${n}` }] : [agent];
      floor.removed.agents = isGoing ? [newcomer] : [];
    }
    if (n % 10 === 0 || n % 10 === 5)
      floor.alerts = [
        {
          id: `alert-${Math.floor(n / 10)}`,
          ...{ kind: 'waiting', severity: 'CRITICAL', queue: queue.id, since: at, firedAt: at },
          state: n % 10 === 0 ? 'FIRING' : 'RESOLVED',
          ...{ textEn: `Alert ${n}`, textZh: `告警 ${n}`, acknowledgedBy: null },
          ...{ acknowledgedAt: null, value: n % 7, worst: 7, threshold: 3 },
        },
      ];
    const data = JSON.stringify({ id: soak.id, type: 'next', payload: { data: { floor } } });
    soak.socket!.dispatchEvent(new MessageEvent('message', { data }));
  }
}
