/** The seven ways the field computes a service level (metrics.md 2.2); `neg` is ours unless a queue says otherwise. */
export const ServiceLevelVariant = {
  neg: 'neg',
  pos: 'pos',
  ign: 'ign',
  answered: 'answered',
  genesys: 'genesys',
  avayaVdn: 'avayaVdn',
  amazonSlx: 'amazonSlx',
} as const;
export type ServiceLevelVariant = (typeof ServiceLevelVariant)[keyof typeof ServiceLevelVariant];

export const SERVICE_LEVEL_VARIANTS: readonly ServiceLevelVariant[] =
  Object.values(ServiceLevelVariant);
