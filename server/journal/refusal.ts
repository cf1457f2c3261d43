/** What a disk's error code means to the person who has to do something about it. */
const WORDS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EFBIG: 'a file may not grow any further',
  EROFS: 'the disk is read-only',
  EIO: 'the disk fails',
  ENODEV: 'the disk is gone',
  EACCES: 'writing is not permitted',
  EPERM: 'writing is not permitted',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** Why the disk refuses, in plain words, with the code for whoever looks it up. */
export function refusalReason(error: unknown): string {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  const words = code === undefined ? undefined : WORDS[code];
  if (words !== undefined) return `${words} (${code})`;
  return code === undefined
    ? `the disk refuses: ${String(message ?? error)}`
    : `the disk refuses (${code})`;
}
