import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseLanguage, runsOf } from '#web/format/language.ts';

const wishes = { fromUrl: null, remembered: null, browser: 'en-GB', wall: false };

test('the address wins over memory, memory over the browser', () => {
  expect(chooseLanguage({ ...wishes, fromUrl: 'zh', remembered: 'en' })).toBe('zh');
  expect(chooseLanguage({ ...wishes, remembered: 'both' })).toBe('both');
  expect(chooseLanguage({ ...wishes, browser: 'zh-CN' })).toBe('zh');
  expect(chooseLanguage({ ...wishes, browser: 'fr-FR' })).toBe('en');
});

test('a wall that was told nothing shows both, whatever the machine behind it speaks', () => {
  expect(chooseLanguage({ ...wishes, browser: 'zh-CN', wall: true })).toBe('both');
  expect(chooseLanguage({ ...wishes, fromUrl: 'en', wall: true })).toBe('en');
});

test('a wish nobody knows is no wish', () => {
  expect(chooseLanguage({ ...wishes, fromUrl: 'toString', remembered: 'klingon' })).toBe('en');
});

test('a name in two scripts is read in two languages', () => {
  expect(runsOf('退款 Refunds')).toEqual([
    { text: '退款', language: 'zh' },
    { text: ' Refunds', language: 'en' },
  ]);
});

test('no letter of a name is lost', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      expect(
        runsOf(name)
          .map((run) => run.text)
          .join(''),
      ).toBe(name);
    }),
  );
});
