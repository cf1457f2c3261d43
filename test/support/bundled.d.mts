export interface BundleOptions {
  /** Folder of the repository. */
  readonly source: string;
  readonly names: readonly string[];
  readonly folder: string;
}

export function bundle(options: BundleOptions): Promise<void>;
export function bundleOnly(options: BundleOptions): Promise<void>;
export function runBundled(options: {
  readonly folder: string;
  readonly name: string;
  readonly nodeFlags?: readonly string[];
  readonly args?: readonly string[];
}): Promise<number>;
