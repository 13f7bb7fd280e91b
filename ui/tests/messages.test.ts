// Both languages say the same things with the same values.
import { expect, it, describe } from 'vitest';
import de from '../messages/de.json';
import en from '../messages/en.json';

type Variant = { declarations?: string[]; selectors?: string[]; match?: Record<string, string> };
type Texts = Record<string, string | Variant[]>;

const languages: Record<string, Texts> = { en: en as unknown as Texts, de: de as unknown as Texts };

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
  it('have the same keys in both languages', () => {
    expect(Object.keys(languages.de ?? {}).sort()).toEqual(Object.keys(languages.en ?? {}).sort());
  });

  for (const key of Object.keys(en).filter((name) => name !== '$schema')) {
    it(`${key} takes the same values in both languages`, () => {
      expect(placeholders(languages.de?.[key])).toEqual(placeholders(languages.en?.[key]));
      expect(inputs(languages.de?.[key])).toEqual(inputs(languages.en?.[key]));
      for (const texts of Object.values(languages)) {
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
