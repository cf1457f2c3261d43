import { MemoryDisk, openMemoryJournal } from '#server/journal/memory.ts';
import { describeJournal } from './journal.ts';

describeJournal('in memory', () => {
  const disk = new MemoryDisk();
  return {
    open: async () => openMemoryJournal(disk),
    damageCheckpoint() {
      const state = disk.checkpoint!.checkpoint.state;
      state[0] = (state[0] ?? 0) ^ 1;
    },
    refuseWrites(refuse) {
      disk.refusing = refuse;
    },
    remove() {},
  };
});
