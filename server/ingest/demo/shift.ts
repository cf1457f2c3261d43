import { MINUTE_MS } from '#schema/time/duration.ts';
import type { Instant } from '#schema/ids.ts';
import type { Desk, Hall } from './hall.ts';
import type { Router } from './router.ts';
import type { PausePlan } from './staff.ts';

/** Plans an agent's day: the sign-in, each pause as it falls due, the end of the shift. */
export function planShift(
  hall: Hall,
  options: { desk: Desk; dayStartAt: Instant; router: () => Router },
): void {
  const { desk, dayStartAt, router } = options;
  const { schedule } = hall;
  const { plan } = desk;
  schedule.at(dayStartAt + plan.startMs, () => {
    const { name, team, site, employeeNo, capacity } = plan;
    desk.signedIn = true;
    desk.idleSince = schedule.now();
    desk.tell('agent.signedIn', { name, team, site, queues: plan.queues, capacity, employeeNo });
    desk.tell('agent.stateChanged', { state: 'available' });
    router().review(desk);
  });
  for (const pause of plan.pauses)
    schedule.at(dayStartAt + pause.startMs, () => {
      if (!desk.signedIn || desk.leaving || desk.draining) return;
      desk.duePause = pause;
      router().review(desk);
    });
  schedule.at(dayStartAt + plan.endMs, () => {
    desk.duePause = null;
    if (dayStartAt + plan.endMs >= hall.dayEndAt) desk.draining = true;
    else desk.leaving = true;
    router().review(desk);
  });
}

/** An idle desk: a pause that is due begins, or the agent goes home, or nothing happens (false). */
export function whenIdle(hall: Hall, desk: Desk, router: () => Router): boolean {
  if (desk.leaving || desk.draining) {
    desk.signedIn = false;
    desk.tell('agent.signedOut');
    return true;
  }
  if (desk.duePause === null) return false;
  const pause = desk.duePause;
  desk.duePause = null;
  takePause(hall, { desk, pause, router });
  return true;
}

/** After a contact that rang in vain the agent is away for a minute, as most systems do it. */
export function whenMissed(hall: Hall, desk: Desk, router: () => Router): void {
  const pause = { startMs: 0, lengthMs: MINUTE_MS, reason: 'missed contact' };
  takePause(hall, { desk, pause, router });
}

function takePause(
  hall: Hall,
  { desk, pause, router }: { desk: Desk; pause: PausePlan; router: () => Router },
): void {
  desk.paused = true;
  desk.tell('agent.stateChanged', { state: 'paused', reason: pause.reason });
  hall.schedule.after(pause.lengthMs, () => {
    desk.paused = false;
    desk.idleSince = hall.schedule.now();
    if (!desk.leaving) desk.tell('agent.stateChanged', { state: 'available' });
    router().review(desk);
  });
}
