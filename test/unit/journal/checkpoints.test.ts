import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCheckpoints, type Checkpoints } from '#server/journal/checkpoints.ts';
import { temporaryFolder } from '#test/support/app.ts';

const OWN = { journal: 'a', format: 'f' };
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const open = (as: Partial<typeof OWN> = {}): Checkpoints =>
  openCheckpoints({ path: folder.path, ...OWN, ...as });
const bytes = (text: string): Uint8Array => Buffer.from(text);
const files = (): string[] => readdirSync(join(folder.path, 'checkpoints')).sort();

/** Three of them: 10 and 20 with rows of their own, 30 uses those of 20 alone. */
async function three(): Promise<Checkpoints> {
  const checkpoints = open();
  await checkpoints.save({ seq: 10, state: bytes('ten'), rows: bytes('[10]'), uses: [10] });
  await checkpoints.save({ seq: 20, state: bytes('twenty'), rows: bytes('[20]'), uses: [10, 20] });
  await checkpoints.save({ seq: 30, state: bytes('thirty'), rows: null, uses: [20] });
  return checkpoints;
}

function told(checkpoints: Checkpoints, upTo: number) {
  const loaded = checkpoints.load(upTo);
  if (!loaded) return null;
  const rows = [...loaded.rows].map(([seq, row]) => [seq, Buffer.from(row).toString()]);
  return { seq: loaded.seq, state: Buffer.from(loaded.state).toString(), rows };
}

describe('R-4, L-7: checkpoints', () => {
  test('are found by what was folded up to then, also after a restart', async () => {
    await three();
    const again = open();
    expect(again.seqs).toEqual([10, 20, 30]);
    expect(told(again, 9)).toBeNull();
    const rows = [
      [10, '[10]'],
      [20, '[20]'],
    ];
    expect(told(again, 29)).toEqual({ seq: 20, state: 'twenty', rows });
    expect(told(again, Infinity)).toEqual({ seq: 30, state: 'thirty', rows: [[20, '[20]']] });
  });

  test.each(['state', 'rows'])(
    'with a flipped bit in a .%s file are passed over, wherever it is',
    async (kind) => {
      const name = `000000000000020.${kind}`;
      await three();
      const path = join(folder.path, 'checkpoints', name);
      const whole = readFileSync(path);
      for (let place = 0; place < whole.length; place += 3) {
        const broken = Buffer.from(whole);
        broken[place]! ^= 1 << (place % 8);
        await three();
        writeFileSync(path, broken);
        const found = told(open(), 29);
        // A flip in the line may leave it saying the same; what is answered is whole, or the one before.
        if (found?.seq === 20) expect(found.state).toBe('twenty');
        else expect(found).toEqual({ seq: 10, state: 'ten', rows: [[10, '[10]']] });
      }
    },
  );

  test('cut short are passed over', async () => {
    const path = join(folder.path, 'checkpoints/000000000000030.state');
    await three();
    const whole = readFileSync(path);
    for (const length of [0, 1, whole.length - 1]) {
      await three();
      writeFileSync(path, whole.subarray(0, length));
      expect(told(open(), Infinity)?.seq).toBe(20);
    }
  });

  test('of another journal or of other folding code are not believed, and go', async () => {
    await three();
    expect(open({ journal: 'b' }).seqs).toEqual([]);
    await three();
    expect(open({ format: 'g' }).seqs).toEqual([]);
    expect(files()).toEqual([]);
  });

  test('that know more than the log are dropped, for other things may come in their place', async () => {
    const checkpoints = await three();
    checkpoints.dropAfter(15);
    expect(open().seqs).toEqual([10]);
    expect(files()).toEqual(['000000000000010.rows', '000000000000010.state']);
  });

  test('before a place are dropped, but for the newest of them and what it needs', async () => {
    const checkpoints = await three();
    checkpoints.dropBefore(25);
    expect(checkpoints.seqs).toEqual([20, 30]);
    expect(told(checkpoints, 29)?.state).toBe('twenty');
    checkpoints.dropBefore(35);
    expect(checkpoints.seqs).toEqual([30]);
    expect(files()).toEqual(['000000000000020.rows', '000000000000030.state']);
  });
});
