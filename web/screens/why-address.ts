import type { MetricName } from '#schema/metrics/definitions.ts';
import { WHY_WINDOWS, type WhyQuestion, type WhyWindow } from '#web/state/why-model.ts';

/**
 * The address of an open number: `#why=serviceLevelRatio:total:today`, of one queue
 * `#why=serviceLevelRatio:queue-billing:last30`, in another variant `…:today:POS`.
 */
export function whyAddress({ metric, queue, window, variant }: WhyQuestion): string {
  const scope = queue === null ? TOTAL : `${QUEUE}${encodeURIComponent(queue)}`;
  return `#why=${[metric, scope, window, ...(variant === null ? [] : [variant])].join(':')}`;
}

/** The number that an address names; null where it names none. What the server does not know it refuses itself. */
export function questionIn(hash: string): WhyQuestion | null {
  const [metric = '', scope = '', window = '', variant = null] = hash
    .replace(/^#why=/, '')
    .split(':');
  if (!hash.startsWith('#why=') || !/^[a-z][\w.]*$/i.test(metric) || !isWindow(window)) return null;
  if (variant !== null && !/^[A-Z_]+$/.test(variant)) return null;
  const queue = scope === TOTAL ? null : queueIn(scope);
  if (queue === '') return null;
  return { metric: metric as MetricName, queue, window, variant };
}

const TOTAL = 'total';
const QUEUE = 'queue-';

function isWindow(text: string): text is WhyWindow {
  return WHY_WINDOWS.some((window) => window === text);
}

/** Empty where the scope names no queue. */
function queueIn(scope: string): string {
  if (!scope.startsWith(QUEUE)) return '';
  try {
    return decodeURIComponent(scope.slice(QUEUE.length));
  } catch {
    return '';
  }
}
