import { MemoryDisk, openMemoryJournal } from '#server/journal/memory.ts';
import { describeJournal } from './journal.ts';

describeJournal('in memory', () => {
  const disk = new MemoryDisk();
  return {
    open: async () => openMemoryJournal(disk),
    refuseWrites(refuse) {
      disk.refusing = refuse;
    },
    remove() {},
  };
});
