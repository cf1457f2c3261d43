/**
 * How what a source lists of itself differs from what the floor shows. `unknownTo…`: a
 * contact, an agent, or an agent's part in a queue that one side does not know (a ghost).
 * `paused…`: both know the agent, and only one has it paused.
 */
export const DifferenceKind = {
  unknownToSource: 'unknownToSource',
  unknownToFloor: 'unknownToFloor',
  pausedOnFloorOnly: 'pausedOnFloorOnly',
  pausedAtSourceOnly: 'pausedAtSourceOnly',
} as const;
export type DifferenceKind = (typeof DifferenceKind)[keyof typeof DifferenceKind];
export const DIFFERENCE_KINDS = Object.values(DifferenceKind);
