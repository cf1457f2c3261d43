import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeDisk } from '#server/journal/disk.ts';
import { openJournal } from '#server/journal/open-journal.ts';
import { diskError, FaultyDisk } from '#test/support/faulty-disk.ts';
import { describeJournal } from './journal.ts';

const WRITING = new Set(['create', 'write', 'sync', 'truncate']);

function describeSegments(
  name: string,
  sizes: { segmentBytes?: number; dayBytes?: number; leastInRun?: number },
): void {
  describeJournal(name, () => {
    const path = mkdtempSync(join(tmpdir(), 'tidewall-journal-'));
    const disk = new FaultyDisk(nodeDisk);
    return {
      open: () => openJournal({ path, disk, ...sizes }),
      refuseWrites(refuse) {
        disk.fault = (call) => (refuse && WRITING.has(call) ? diskError('ENOSPC') : null);
      },
      remove() {
        rmSync(path, { recursive: true, force: true });
      },
    };
  });
}

describeSegments('segments', {});
// So small that nearly every batch begins a new one.
describeSegments('very small segments', { segmentBytes: 400, dayBytes: 0, leastInRun: 4 });
