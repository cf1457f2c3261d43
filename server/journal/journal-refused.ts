/**
 * Thrown when a journal cannot be opened for a reason that its owner can act on: another process
 * holds it, a newer version wrote it, the folder cannot be used. The message is a whole sentence.
 */
export class JournalRefused extends Error {
  override readonly name = 'JournalRefused';
}
