import { flushSync } from 'svelte';
import { afterEach, expect, it } from 'vitest';
import { chooseLanguage, formatLocale, language, languageOf, systemLocale } from './language.svelte';
import { m } from './paraglide/messages.js';

afterEach(() => chooseLanguage('system'));

it.each([
  [['C'], 'en-GB'],
  [['C.UTF-8'], 'en-GB'],
  [[''], 'en-GB'],
  [['POSIX', 'de-AT'], 'de-AT'],
  [['de-de'], 'de-DE'],
  [[], 'en-GB'],
])('a system that says %s is read as %s', (asked, locale) => {
  expect(systemLocale(asked)).toBe(locale);
  expect(() => new Intl.NumberFormat(systemLocale(asked))).not.toThrow();
});

it.each([
  ['de', 'de-AT', 'de-AT'],
  ['en', 'de-DE', 'en-DE'],
  ['de', 'en-US', 'de-US'],
  ['de', 'fr', 'de-DE'],
] as const)('texts in %s on a system of %s are formatted for %s', (spoken, system, locale) => {
  expect(formatLocale(spoken, system)).toBe(locale);
});

it('speaks German with German systems and English with all others', () => {
  expect([languageOf('de-CH'), languageOf('fr-FR'), languageOf('en-US')]).toEqual(['de', 'en', 'en']);
});

it('a switch changes texts at once, also those on the screen', () => {
  const seen: string[] = [];
  const stop = $effect.root(() => {
    $effect(() => {
      seen.push(m.place_today());
    });
  });
  chooseLanguage('en');
  flushSync();
  chooseLanguage('de');
  flushSync();
  expect(seen.at(-1)).toBe('Heute');
  expect(seen).toContain('Today');
  expect(document.documentElement.lang).toBe('de');
  expect(language.locale.startsWith('de')).toBe(true);
  stop();
});
