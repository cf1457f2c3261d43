/** Which time a number is about. */
export type Window =
  | { readonly kind: 'today' }
  | { readonly kind: 'interval' }
  /** Sliding, `(now - lengthMs, now]`. */
  | { readonly kind: 'last'; readonly lengthMs: number };
