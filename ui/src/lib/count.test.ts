import { beforeEach, expect, it } from 'vitest';
import { countWords } from './count';
import { chooseLanguage, language } from './language.svelte';

beforeEach(() => {
  language.system = 'en-GB';
  chooseLanguage('en');
});

it('says that there are more than were counted', () => {
  expect(countWords(1234)).toBe('1,234');
  expect(countWords({ value: 1000, capped: false })).toBe('1,000');
  expect(countWords({ value: 1000, capped: true })).toBe('1,000+');
  language.system = 'de-DE';
  chooseLanguage('de');
  expect(countWords({ value: 1000, capped: true })).toBe('1.000+');
});
