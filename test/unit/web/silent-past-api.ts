import type { PastApi } from '#web/state/past-model.ts';

/** Never answers: for tests that stay in the present. */
export const silentPastApi: PastApi = {
  floorAt: () => new Promise(() => {}),
  play: () => ({ close() {} }),
  bounds: () => new Promise(() => {}),
  step: () => new Promise(() => {}),
  alerts: () => new Promise(() => {}),
  volume: () => new Promise(() => {}),
};
