import type { ServiceLevelVariant } from '../service-level-variant.ts';
import { formulaOf, type Formula } from './formula.ts';

/** One way to compute a service level, and whose it is. */
export interface VariantDefinition {
  readonly id: ServiceLevelVariant;
  /** Over counters, executed as written. */
  readonly formula: string;
  readonly usedBy: string;
  readonly en: string;
  readonly zh: string;
}

/**
 * The seven variants of metrics.md 2.2. The first three come from the three-counter engine, in which
 * a waiting contact that is already late counts as failed at once; short abandons are out before
 * any formula.
 */
export const VARIANT_DEFINITIONS: readonly VariantDefinition[] = [
  {
    id: 'neg',
    formula:
      'answeredWithinThreshold / (answeredWithinThreshold + abandonedWithinThreshold + pastThreshold)',
    usedBy: 'Cisco (negative impact), UCCX (Negative Abandon), 公式三',
    en: 'Abandons count against it.',
    zh: '放弃计为未达标。',
  },
  {
    id: 'pos',
    formula:
      '(answeredWithinThreshold + abandonedWithinThreshold) / (answeredWithinThreshold + abandonedWithinThreshold + pastThreshold)',
    usedBy: 'Cisco (positive impact), Asterisk ServicelevelPerf2, 公式一',
    en: 'Abandons within the threshold count as met.',
    zh: '阈值内放弃计为达标。',
  },
  {
    id: 'ign',
    formula: 'answeredWithinThreshold / (answeredWithinThreshold + pastThreshold)',
    usedBy: 'Cisco (ignored), UCCX (Without Abandon), 公式四',
    en: 'Abandons within the threshold are left out.',
    zh: '阈值内放弃不计入。',
  },
  {
    id: 'answered',
    formula: 'answeredWithinThreshold / answered',
    usedBy: 'UCCX (Only Handled), Asterisk ServicelevelPerf, AT&T CMS, 公式二',
    en: 'Only answered contacts count; a queue that nobody answers stays green.',
    zh: '只计已接通的联络；无人接听的队列也会显示正常。',
  },
  {
    id: 'genesys',
    formula: 'answeredWithinThreshold / (answered + abandoned)',
    usedBy: 'Genesys Cloud (short abandons and flow-outs left out)',
    en: 'Answered and abandoned contacts count; those still waiting do not, however long.',
    zh: '只计已接通或已放弃的联络；仍在等待的不计，不论多久。',
  },
  {
    id: 'avayaVdn',
    formula: 'answeredWithinThreshold / (answered + abandoned + overflowed + transferredOut)',
    usedBy: 'Avaya BCMS/CMS VDN (% IN SERV LEVL)',
    en: 'Everything that left the queue counts, also by overflow and transfer.',
    zh: '所有离开队列的联络都计入，含溢出与转出。',
  },
  {
    id: 'amazonSlx',
    formula:
      '(answeredWithinThreshold + abandonedWithinThreshold + callbacksWithinThreshold) / offeredWithoutShort',
    usedBy: 'Amazon Connect (Service level X)',
    en: 'Whatever left the queue within the threshold counts as met: answer, abandon or call-back.',
    zh: '阈值内离开队列即达标：接通、放弃或预约回呼。',
  },
];

const FORMULAS: ReadonlyMap<ServiceLevelVariant, Formula> = new Map(
  VARIANT_DEFINITIONS.map(({ id, formula }) => [id, formulaOf(formula)]),
);

export function variantFormula(variant: ServiceLevelVariant): Formula {
  return FORMULAS.get(variant)!;
}
