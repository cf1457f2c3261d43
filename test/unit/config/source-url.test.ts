import { describe, expect, test } from 'vitest';
import { readSourceUrl } from '#server/config/source-url.ts';

describe('a source URL', () => {
  test('of each kind is read with its defaults', () => {
    expect(readSourceUrl('demo:')).toEqual({
      ok: true,
      value: { kind: 'demo', id: '/demo', seed: 1, speed: 1, agents: 120, queues: 9 },
    });
    expect(readSourceUrl('ami://tidewall:p%40ss@pbx.example')).toEqual({
      ok: true,
      value: {
        kind: 'ami',
        id: '/asterisk/pbx.example',
        host: 'pbx.example',
        port: 5038,
        username: 'tidewall',
        secret: 'p@ss',
        site: null,
      },
    });
    expect(readSourceUrl('queue-log:/var/log/asterisk/queue_log?site=hq')).toEqual({
      ok: true,
      value: {
        kind: 'queue-log',
        id: '/queue-log/hq',
        path: '/var/log/asterisk/queue_log',
        site: 'hq',
      },
    });
    expect(readSourceUrl('replay:/data/day.ndjson.gz')).toEqual({
      ok: true,
      value: { kind: 'replay', id: '/replay/day.ndjson.gz', path: '/data/day.ndjson.gz', speed: 1 },
    });
  });

  test('takes its parameters', () => {
    expect(readSourceUrl('demo:?seed=7&speed=60&agents=30&queues=3')).toMatchObject({
      value: { seed: 7, speed: 60, agents: 30, queues: 3 },
    });
    expect(readSourceUrl('ami://a:b@[::1]:5039?site=hq')).toMatchObject({
      value: { host: '::1', port: 5039, site: 'hq', id: '/asterisk/hq' },
    });
    expect(readSourceUrl('replay:./a%20b.ndjson?speed=max')).toMatchObject({
      value: { path: './a b.ndjson', speed: 'max' },
    });
    expect(readSourceUrl('replay:///tmp/100%.ndjson?speed=0.5')).toMatchObject({
      value: { path: '/tmp/100%.ndjson', speed: 0.5 },
    });
  });

  test.each([
    ['amqp://x', 'unknown scheme "amqp:"; allowed are demo:, ami:, queue-log:, replay:'],
    ['events.ndjson', 'a URL is expected that begins with demo:'],
    ['demo:?sed=1', 'unknown parameter "sed"; allowed: seed, speed, agents, queues'],
    ['demo:?seed=one', 'seed: a whole number of 0 to 4294967295 is expected, but got "one"'],
    ['demo:?speed=0', 'speed: a number of 0.1 to 600'],
    ['demo:here', 'nothing but parameters'],
    ['ami://pbx', 'ami://user:secret@host:5038 is expected'],
    ['ami://user:secret@pbx:0', 'a port of 1 to 65535'],
    ['queue-log:', 'a path is expected'],
    ['replay:?speed=2', 'a path is expected'],
    [
      'replay:/x?speed=fast',
      'speed: max or a number of 0.01 to 100000 is expected, but got "fast"',
    ],
    ['replay:/x?toString=1', 'unknown parameter "toString"'],
  ])('%s is refused by name', (url, sentence) => {
    const read = readSourceUrl(url);
    expect(read.ok ? 'accepted' : read.message).toContain(sentence);
  });

  test.each([
    'ami://user:hunter2@:5038',
    'ami://user:hunter2?x@host',
    'ami://user:12?hunter2@host',
    'ami://user:hunter2#x@host',
    'ami://user:hunter2@host:99999',
    'ami://user:hunter2@host?sight=hq',
    'ami://user:hunter2@host?site=',
    'amis://user:hunter2@host',
    'user:hunter2@host',
    '//user:hunter2@host',
  ])('a refusal never repeats the secret of %s', (url) => {
    const read = readSourceUrl(url);
    expect(read.ok).toBe(false);
    expect(JSON.stringify(read)).not.toContain('hunter2');
  });
});
