import { describe, expect, test } from 'vitest';
import { loadConfig } from '#server/config/load.ts';

function load(
  argv: string[],
  env: Record<string, string> = {},
  files: Record<string, unknown> = {},
) {
  return loadConfig({
    argv,
    env,
    readFile(path) {
      const file = files[path];
      if (file === undefined) throw new Error('ENOENT');
      return typeof file === 'string' ? file : JSON.stringify(file);
    },
  });
}

function configOf(...given: Parameters<typeof load>) {
  const loaded = load(...given);
  if (!loaded.ok) throw new Error(loaded.message);
  return loaded.config;
}

function sentenceOf(...given: Parameters<typeof load>) {
  const loaded = load(...given);
  return loaded.ok ? 'accepted' : `${loaded.exitCode} ${loaded.message}`;
}

describe('the configuration', () => {
  test('with nothing said is a demo floor on this machine alone', () => {
    expect(configOf([])).toEqual({
      port: 4000,
      host: '127.0.0.1',
      data: './.tidewall',
      sources: [{ kind: 'demo', id: '/demo', seed: 1, speed: 1, agents: 120, queues: 9 }],
      timeZone: expect.any(String),
      token: null,
      metrics: [],
      keep: { entriesDays: 35, historyDays: 1830 },
    });
  });

  test('keeps for as long as the file says, and refuses what cannot be kept, by name', () => {
    const keeping = (keep: unknown) =>
      [['--config=c.json'], {}, { 'c.json': { keep } }] as Parameters<typeof load>;
    expect(configOf(...keeping({ entriesDays: 90 })).keep).toEqual({
      entriesDays: 90,
      historyDays: 1830,
    });
    expect(configOf(...keeping({ historyDays: 400 })).keep.historyDays).toBe(400);
    for (const keep of [{ entriesDays: 2 }, { entriesDays: 3.5 }, { entriesDays: '35' }])
      expect(sentenceOf(...keeping(keep))).toBe(
        '2 c.json: keep.entriesDays: a whole number of days, 3 to 3660, is expected.',
      );
    expect(sentenceOf(...keeping({ historyDays: 10 }))).toBe(
      '2 c.json: keep.historyDays: a whole number of days, 35 to 36600, is expected.',
    );
    expect(sentenceOf(...keeping({ entriesDays: 500, historyDays: 400 }))).toBe(
      '2 c.json: keep: historyDays is expected to be no less than entriesDays.',
    );
    expect(sentenceOf(...keeping({ years: 5 }))).toContain('entriesDays and historyDays');
  });

  test('takes a flag over the environment, that over the file, that over the default', () => {
    const files = { 'tidewall.json': { port: 1, host: 'a', data: 'filed', token: 'filed' } };
    const env = { TIDEWALL_CONFIG: 'tidewall.json', TIDEWALL_PORT: '2', TIDEWALL_HOST: 'b' };
    expect(configOf(['--port=3'], { ...env, TIDEWALL_TOKEN: 'secret' }, files)).toMatchObject({
      port: 3,
      host: 'b',
      data: 'filed',
      token: 'secret',
    });
    expect(configOf([], env, files)).toMatchObject({ port: 2, token: 'filed' });
    const other = { ...files, 'other.json': { port: 9 } };
    expect(configOf(['--config', 'other.json'], env, other).data).toBe('./.tidewall');
  });

  test('reads flags with a space or an equals sign, and source URLs with equals signs of their own', () => {
    const config = configOf([
      ...['--port', '0', '--host=::1', '--time-zone', 'Asia/Shanghai'],
      ...['--source=queue-log:/q?site=a', '--source', 'ami://u:s@h?site=b'],
    ]);
    expect(config).toMatchObject({ port: 0, host: '::1', timeZone: 'Asia/Shanghai' });
    expect(config.sources.map(({ id }) => id)).toEqual(['/queue-log/a', '/asterisk/b']);
  });

  test('replaces the sources of the file by those of the flags', () => {
    const files = { f: { sources: ['ami://u:s@h'], timeZone: 'UTC', demo: true } };
    expect(configOf(['--config=f'], {}, files).sources[0]).toMatchObject({ kind: 'ami' });
    expect(configOf(['--config=f', '--source=demo:'], {}, files).sources).toMatchObject([
      { kind: 'demo' },
    ]);
  });

  test('without a demo has no source, and an empty variable counts as absent', () => {
    expect(configOf(['--no-demo'], { TIDEWALL_PORT: '', TIDEWALL_CONFIG: '' }).sources).toEqual([]);
    expect(configOf(['--config=f'], {}, { f: '\uFEFF{"demo":false}' }).sources).toEqual([]);
  });

  test('plays several recordings one after the other, but never beside a live source', () => {
    const recordings = ['--source=replay:/a.ndjson', '--source=replay:/b.ndjson'];
    expect(configOf(recordings).sources).toHaveLength(2);
    for (const live of ['demo:', 'ami://u:s@h', 'queue-log:/q'])
      expect(sentenceOf([...recordings, `--source=${live}`])).toContain(
        `2 A replay drives the floor's clock and cannot run beside the live source`,
      );
  });

  test('answers --help with the usage and exit code 0', () => {
    expect(sentenceOf(['--help'])).toMatch(/^0 Usage: npm start/);
    expect(sentenceOf(['--bogus', '--help'])).toMatch(/^0 /);
  });

  test.each<[string, Parameters<typeof load>]>([
    ['2 Unknown flag --prot; allowed are --port, --host', [['--prot=1']]],
    ['2 Argument 1 is not a flag', [['4000']]],
    ['2 --port: a port of 0 to 65535 is expected, but got "70000"', [['--port', '70000']]],
    ['2 --port: a port of 0 to 65535 is expected, but got ""', [['--port=']]],
    ['2 --port: a value is expected after it', [['--port']]],
    ['2 --host: a value is expected after it', [['--host', '--no-demo']]],
    ['2 --no-demo: no value is expected', [['--no-demo=yes']]],
    ['2 --time-zone: an IANA time zone', [['--time-zone', 'Mars/Olympus']]],
    [
      '2 TIDEWALL_PORT: a port of 0 to 65535 is expected, but got "x"',
      [[], { TIDEWALL_PORT: 'x' }],
    ],
    ['2 f: the configuration file cannot be read', [['--config', 'f']]],
    ['2 f: JSON is expected', [['--config', 'f'], {}, { f: '{' }]],
    ['2 f: a JSON object with port, host', [['--config', 'f'], {}, { f: [] }]],
    [
      '2 f: unknown key "prot"; allowed are port, host, data',
      [['--config', 'f'], {}, { f: { prot: 1 } }],
    ],
    ['2 f: port: a port of 0 to 65535', [['--config', 'f'], {}, { f: { port: '80' } }]],
    ['2 f: sources.0: a string is expected', [['--config', 'f'], {}, { f: { sources: [1] } }]],
    ['2 f: timeZone: an IANA', [['--config', 'f'], {}, { f: { timeZone: 'Nowhere' } }]],
    ['2 source: unknown scheme "x:"', [['--source', 'x:y']]],
    ['2 Two sources are called /demo', [['--source=demo:', '--source=demo:?seed=2']]],
    ['2 --no-demo (demo: false) and a demo: source', [['--source=demo:', '--no-demo']]],
  ])('says: %s', (sentence, given) => {
    expect(sentenceOf(...given)).toContain(sentence);
  });

  test('never repeats a token it refuses', () => {
    const sentence = sentenceOf([], { TIDEWALL_TOKEN: 'two words' });
    expect(sentence).toMatch(/^2 TIDEWALL_TOKEN: a token of printable ASCII/);
    expect(sentence).not.toContain('two words');
    expect(sentenceOf(['--config=f'], {}, { f: { token: 'two words' } })).not.toContain(
      'two words',
    );
  });
});
