// All languages say the same things with the same values.
import { expect, it, describe } from 'vitest';
import en from '../messages/en.json';
import settings from '../project.inlang/settings.json';

type Variant = { declarations?: string[]; selectors?: string[]; match?: Record<string, string> };
type Texts = Record<string, string | Variant[]>;

const files = import.meta.glob<Texts>('../messages/*.json', { eager: true, import: 'default' });
const languages = Object.fromEntries(
  Object.entries(files).map(([path, texts]) => [path.replace(/^.*\/|\.json$/g, ''), texts]),
);

/** The sentences of one message: one, or one for each variant. */
function sentences(text: string | Variant[] | undefined): string[] {
  if (text === undefined) return [];
  return typeof text === 'string' ? [text] : text.flatMap((variant) => Object.values(variant.match ?? {}));
}

function placeholders(text: string | Variant[] | undefined): string[] {
  return [
    ...new Set(
      sentences(text).flatMap((sentence) => [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')),
    ),
  ].sort();
}

function inputs(text: string | Variant[] | undefined): string[] {
  if (!Array.isArray(text)) return [];
  return text.flatMap((variant) => variant.declarations ?? []).sort();
}

describe('messages', () => {
  it('are there in the languages that are compiled', () => {
    expect(Object.keys(languages).sort()).toEqual([...settings.locales].sort());
  });

  it.each(Object.keys(languages))('have the same keys in %s', (language) => {
    expect(Object.keys(languages[language] ?? {}).sort()).toEqual(Object.keys(en).sort());
  });

  for (const key of Object.keys(en).filter((name) => name !== '$schema')) {
    it(`${key} takes the same values in all languages`, () => {
      for (const [language, texts] of Object.entries(languages)) {
        expect(placeholders(texts[key]), language).toEqual(placeholders(languages.en?.[key]));
        expect(inputs(texts[key]), language).toEqual(inputs(languages.en?.[key]));
        for (const sentence of sentences(texts[key])) expect(sentence.trim(), key).not.toBe('');
      }
    });
  }

  it('speak German with "Sie", never with "du"', () => {
    const familiar = Object.entries(languages.de ?? {}).filter(([, text]) =>
      sentences(text).some((one) => /\b(du|dein\w*|dir|dich)\b/i.test(one)),
    );
    expect(familiar).toEqual([]);
  });
});
