/** What the server answered to a question asked over HTTP. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly unauthorised: boolean; readonly message: string };
