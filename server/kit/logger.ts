/** What the rooms log through; `fields` must not hold customers' data. */
export interface Logger {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Says nothing: for tests and tools. */
export const silentLogger: Logger = { info() {}, warn() {}, error() {} };
