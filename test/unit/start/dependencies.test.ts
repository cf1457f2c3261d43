import { expect, it } from 'vitest';
import { nodeProblem } from '#server/start/dependencies.mjs';

it.each(['20.19.0', '20.20.2', '22.0.0', '24.21.0'])('starts on Node %s', (version) => {
  expect(nodeProblem(version)).toBeNull();
});

it.each(['18.20.4', '20.18.3', '19.9.0'])(
  'says in a sentence that Node %s is too old',
  (version) => {
    expect(nodeProblem(version)).toContain(
      `but this is Node ${version}: please install a newer one`,
    );
  },
);
