import { describe, expect, it } from 'vitest';
import { amountForEditing, formatMoney, parseAmount } from './money';

describe('parseAmount', () => {
  it.each([
    // typed, currency, locale, minor units
    ['1250', 'EUR', 'de-DE', 125_000],
    ['1.250', 'EUR', 'de-DE', 125_000],
    ['1.250,5', 'EUR', 'de-DE', 125_050],
    ['1.250,50 €', 'EUR', 'de-DE', 125_050],
    ['1,250.50', 'EUR', 'de-DE', 125_050],
    ['1 250,50', 'EUR', 'de-DE', 125_050],
    ["1'250.50", 'CHF', 'de-CH', 125_050],
    ['12,50', 'EUR', 'en-GB', 1_250],
    ['12.50', 'EUR', 'de-DE', 1_250],
    ['1,250', 'EUR', 'en-GB', 125_000],
    ['1.250', 'EUR', 'en-GB', 125_000],
    ['1.250', 'KWD', 'en-GB', 1_250],
    ['1.234.567', 'EUR', 'en-GB', 123_456_700],
    ['1250', 'JPY', 'en-GB', 1_250],
    ['12k', 'EUR', 'en-GB', 1_200_000],
    ['1,5k', 'EUR', 'de-DE', 150_000],
    ['1,5 Mio.', 'EUR', 'de-DE', 150_000_000],
    ['1250,-', 'EUR', 'de-DE', 125_000],
    ['-20', 'EUR', 'de-DE', -2_000],
    ['EUR 20', 'EUR', 'de-DE', 2_000],
    ['0', 'EUR', 'de-DE', 0],
    ['٣', 'EUR', 'de-DE', null],
    ['abc', 'EUR', 'de-DE', null],
    ['', 'EUR', 'de-DE', null],
    ['12,345,6', 'EUR', 'en-GB', null],
    ['1.25.50', 'EUR', 'de-DE', null],
    ['12,505', 'JPY', 'en-GB', 12_505],
    ['12.5', 'JPY', 'en-GB', null],
    ['12,5055', 'EUR', 'de-DE', null],
    ['99999999999999999', 'EUR', 'de-DE', null],
  ])('%s %s in %s is %s', (typed, currency, locale, minor) => {
    expect(parseAmount(typed, currency, locale)).toBe(minor);
  });

  it.each(['de-DE', 'de-AT', 'de-CH', 'en-GB', 'en-US', 'en-DE', 'fr-FR'])(
    'reads again what the field shows for editing in %s',
    (locale) => {
      for (const currency of ['EUR', 'JPY', 'KWD']) {
        for (const minor of [0, 1, 99, 1_000, 1_234, 123_456, 1_250_000, 123_456_789, -5_050]) {
          expect(parseAmount(amountForEditing(minor, currency, locale), currency, locale)).toBe(minor);
        }
      }
    },
  );
});

it('money is shown in the habits of the reader', () => {
  expect(formatMoney(123_450, 'EUR', { locale: 'de-DE' })).toBe('1.234,50\u00a0€');
  expect(formatMoney(125_000, 'EUR', { locale: 'en-GB', short: true })).toBe('€1,250');
  expect(formatMoney(1_250, 'JPY', { locale: 'en-GB' })).toBe('JP¥1,250');
});

it('an unknown currency is shown with its letters instead of failing', () => {
  expect(formatMoney(100, '???', { locale: 'en-GB' })).toBe('1.00 ???');
});
