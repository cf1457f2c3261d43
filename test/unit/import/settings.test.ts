import { describe, expect, test } from 'vitest';
import { IMPORT_USAGE, loadImport } from '#server/import/settings.ts';

function load(
  argv: string[],
  env: Record<string, string> = {},
  files: Record<string, unknown> = {},
) {
  return loadImport({
    argv,
    env,
    readFile(path) {
      if (files[path] === undefined) throw new Error('ENOENT');
      return JSON.stringify(files[path]);
    },
  });
}

function sentenceOf(...given: Parameters<typeof load>): string {
  const loaded = load(...given);
  return loaded.ok ? 'accepted' : `${loaded.exitCode} ${loaded.message}`;
}

describe('the settings of an import', () => {
  test('are files and flags in any order, and a flag wins over the environment and the file', () => {
    const file = { data: '/of-file', timeZone: 'Asia/Tokyo', keep: { historyDays: 4000 } };
    const loaded = load(
      ['a.ndjson', '--data=/of-flag', 'b.gz', '--source', '/pbx', '--config', 'c.json'],
      { TIDEWALL_DATA: '/of-environment' },
      { 'c.json': file },
    );
    expect(loaded).toEqual({
      ok: true,
      settings: {
        files: ['a.ndjson', 'b.gz'],
        data: '/of-flag',
        timeZone: 'Asia/Tokyo',
        historyDays: 4000,
        source: '/pbx',
      },
    });
  });

  test('that are wrong are refused by name', () => {
    expect(sentenceOf([])).toBe(
      '2 A file to import is expected: npm run import -- FILE... (--help says more).',
    );
    expect(sentenceOf(['a', '--port=80'])).toBe(
      '2 Unknown flag --port; allowed are --data, --config, --time-zone, --source, --help.',
    );
    expect(sentenceOf(['a', '--source'])).toBe('2 --source: a value is expected after it.');
    expect(sentenceOf(['a', '--data', '--source'])).toBe('2 --data: a value is expected after it.');
    expect(sentenceOf(['a', '--source='])).toBe(
      '2 --source: a name of 1 to 500 characters is expected.',
    );
    expect(sentenceOf(['a', '--time-zone', 'Mars'])).toBe(
      '2 --time-zone: an IANA time zone such as Asia/Shanghai is expected, but got "Mars".',
    );
    expect(sentenceOf(['a', '--config', 'none.json'])).toBe(
      '2 none.json: the configuration file cannot be read.',
    );
    expect(sentenceOf(['a', '--nonsense', '--help'])).toContain('2 Unknown flag --nonsense');
    expect(sentenceOf(['--help'])).toBe(`0 ${IMPORT_USAGE}`);
  });
});
