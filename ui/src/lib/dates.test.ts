import { describe, expect, it } from 'vitest';
import { addMonths, daysBetween, formatDay, formatDayNear, parseDay } from './dates';

// A Wednesday.
const now = '2026-11-25';

describe('parseDay', () => {
  it.each([
    ['31.12.', 'de-DE', '2026-12-31'],
    ['31.12', 'de-DE', '2026-12-31'],
    ['1.1.', 'de-DE', '2027-01-01'],
    ['25.11.', 'de-DE', '2026-11-25'],
    ['31.12.26', 'de-DE', '2026-12-31'],
    ['31. 12. 2027', 'de-DE', '2027-12-31'],
    ['31.12.2026', 'en-US', '2026-12-31'],
    ['12/31/2026', 'en-US', '2026-12-31'],
    ['31/12/2026', 'en-GB', '2026-12-31'],
    ['12/31', 'en-US', '2026-12-31'],
    ['2026-12-31', 'de-DE', '2026-12-31'],
    ['29.2.', 'de-DE', '2028-02-29'],
    ['31 Dec', 'en-GB', '2026-12-31'],
    ['Dec 31', 'en-US', '2026-12-31'],
    ['31. Dezember 2027', 'de-DE', '2027-12-31'],
    ['3. März', 'de-DE', '2027-03-03'],
    ['today', 'en-GB', now],
    ['Heute', 'de-DE', now],
    ['tomorrow', 'de-DE', '2026-11-26'],
    ['morgen', 'en-GB', '2026-11-26'],
    ['übermorgen', 'de-DE', '2026-11-27'],
    ['gestern', 'de-DE', '2026-11-24'],
    ['Fr', 'de-DE', '2026-11-27'],
    ['fri', 'en-GB', '2026-11-27'],
    ['Mi', 'de-DE', '2026-12-02'],
    ['nächsten Montag', 'de-DE', '2026-11-30'],
    ['+3d', 'en-GB', '2026-11-28'],
    ['+3', 'en-GB', '2026-11-28'],
    ['+2w', 'en-GB', '2026-12-09'],
    ['+2 Wochen', 'de-DE', '2026-12-09'],
    ['+1m', 'en-GB', '2026-12-25'],
    ['-1d', 'en-GB', '2026-11-24'],
    ['31.02.', 'de-DE', null],
    ['31.02.2026', 'de-DE', null],
    ['2026-13-01', 'de-DE', null],
    ['13/31/2026', 'en-US', null],
    ['soon', 'en-GB', null],
    ['', 'en-GB', null],
  ])('%s in %s is %s', (typed, locale, day) => {
    expect(parseDay(typed, now, locale)).toBe(day);
  });

  it.each(['de-DE', 'de-CH', 'en-GB', 'en-US', 'en-DE'])('reads again what the field shows in %s', (locale) => {
    for (const day of ['2026-01-02', '2026-12-31', '2028-02-29', '1971-05-09'])
      expect(parseDay(formatDay(day, locale), now, locale)).toBe(day);
  });
});

it('a month later is the last day of a shorter month', () => {
  expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
  expect(addMonths('2026-11-30', 3)).toBe('2027-02-28');
});

it('days are counted without a clock, so that a change to summer time does not lose one', () => {
  expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
});

it('near days are words', () => {
  expect(formatDayNear('2026-11-26', now, 'de-DE')).toBe('morgen');
  expect(formatDayNear('2026-11-24', now, 'en-GB')).toBe('yesterday');
  expect(formatDayNear('2026-11-28', now, 'en-GB')).toBe('in 3 days');
});
