import type { DiskFile } from './disk.ts';

/** Writes all of it, however little the disk takes at a time. Rejects with the disk's error. */
export async function writeWhole(
  file: DiskFile,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const taken = await file.write(bytes.subarray(done), position + done);
    if (taken === 0) throw new Error('the disk took nothing and gave no reason');
    done += taken;
  }
}
