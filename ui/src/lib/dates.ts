// A date without a time is text "2026-12-31": the same day everywhere. A moment is UTC text with a Z.
import { dateFormat, relativeFormat } from './formatters';
import { language } from './language.svelte';

/** "2026-12-31". */
export type Day = string;

const DAY_MS = 86_400_000;

/** Today on the reader's clock. */
export function today(now: Date = new Date()): Day {
  return dayOf(now.getFullYear(), now.getMonth() + 1, now.getDate()) ?? '';
}

/** The day of a year, month (1 to 12) and date, or null if there is no such day (31.02.). */
export function dayOf(year: number, month: number, date: number): Day | null {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, date);
  if (at.getUTCFullYear() !== year || at.getUTCMonth() !== month - 1 || at.getUTCDate() !== date) return null;
  if (year < 1 || year > 9999) return null;
  return at.toISOString().slice(0, 10);
}

function at(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

/** The day `count` days later; negative counts go back. */
export function addDays(day: Day, count: number): Day {
  return new Date(at(day).getTime() + count * DAY_MS).toISOString().slice(0, 10);
}

/** The same date `count` months later, or the last day of that month where it is shorter. */
export function addMonths(day: Day, count: number): Day {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  const first = new Date(Date.UTC(year, month - 1 + count, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(date, last));
  return first.toISOString().slice(0, 10);
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((at(to).getTime() - at(from).getTime()) / DAY_MS);
}

/** The day on the reader's clock at which a moment lies. */
export function dayOfMoment(moment: string): Day {
  return today(new Date(moment));
}

/** "31.12.2026", "31/12/2026". */
export function formatDay(day: Day, locale = language.locale): string {
  return dateFormat(locale, { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }).format(at(day));
}

/** "Do., 31. Dez." within a year of today, with the year otherwise. */
export function formatDayShort(day: Day, now: Day = today(), locale = language.locale): string {
  const near = Math.abs(daysBetween(now, day)) < 180;
  return dateFormat(locale, {
    ...(near ? { weekday: 'short' as const } : { year: 'numeric' as const }),
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  }).format(at(day));
}

/** "Donnerstag, 31. Dezember 2026": the head of a day in the timeline. */
export function formatDayLong(day: Day, locale = language.locale): string {
  return dateFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  }).format(at(day));
}

/** "heute", "morgen", "gestern", "in 3 Tagen" near today, the short date further off. */
export function formatDayNear(day: Day, now: Day = today(), locale = language.locale): string {
  const days = daysBetween(now, day);
  if (Math.abs(days) > 6) return formatDayShort(day, now, locale);
  return relativeFormat(locale).format(days, 'day');
}

/** "14:30" of a moment on the reader's clock. */
export function formatTime(moment: string, locale = language.locale): string {
  return dateFormat(locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(moment));
}

/** "31. Dez. 2026, 14:30" on the reader's clock. */
export function formatMoment(moment: string, locale = language.locale): string {
  return dateFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(moment));
}

const words: Record<string, number> = {
  today: 0,
  heute: 0,
  tomorrow: 1,
  morgen: 1,
  übermorgen: 2,
  uebermorgen: 2,
  yesterday: -1,
  gestern: -1,
  vorgestern: -2,
};

// Monday is 1. Both languages are always understood: people mix them.
const weekdays: readonly (readonly string[])[] = [
  ['mo', 'mon', 'monday', 'montag'],
  ['tu', 'tue', 'tues', 'tuesday', 'di', 'die', 'dienstag'],
  ['we', 'wed', 'wednesday', 'mi', 'mit', 'mittwoch'],
  ['th', 'thu', 'thur', 'thurs', 'thursday', 'do', 'don', 'donnerstag'],
  ['fr', 'fri', 'friday', 'fre', 'freitag'],
  ['sa', 'sat', 'saturday', 'sam', 'samstag', 'sonnabend'],
  ['su', 'sun', 'sunday', 'so', 'son', 'sonntag'],
];

const months: readonly (readonly string[])[] = [
  ['jan', 'january', 'januar', 'jänner'],
  ['feb', 'february', 'februar'],
  ['mar', 'march', 'mär', 'märz', 'maerz', 'mrz'],
  ['apr', 'april'],
  ['may', 'mai'],
  ['jun', 'june', 'juni'],
  ['jul', 'july', 'juli'],
  ['aug', 'august'],
  ['sep', 'sept', 'september'],
  ['oct', 'october', 'okt', 'oktober'],
  ['nov', 'november'],
  ['dec', 'december', 'dez', 'dezember'],
];

/**
 * Reads a typed date: "31.12.", "31.12.26", "2026-12-31", "12/31/2026" in the order of `locale`, "31 Dec", "tomorrow", "morgen",
 * "Fr" (the next Friday), "+3d", "+2w", "+1m". Without a year it is the next such day, today included. Null if it is no date.
 */
export function parseDay(text: string, now: Day = today(), locale = language.locale): Day | null {
  const typed = text.normalize('NFKC').trim().toLowerCase().replace(/\s+/g, ' ');
  if (typed === '') return null;
  const word = words[typed];
  if (word !== undefined) return addDays(now, word);
  return (
    parseOffset(typed, now) ??
    parseWeekday(typed, now) ??
    parseNumbers(typed, now, locale) ??
    parseNamedMonth(typed, now)
  );
}

function parseOffset(typed: string, now: Day): Day | null {
  const match = /^([+-])\s?(\d{1,4})\s?(d|t|w|m|y|j|days?|tage?|weeks?|wochen?|months?|monate?|years?|jahre?)?$/.exec(
    typed,
  );
  if (!match) return null;
  const count = Number(match[2]) * (match[1] === '-' ? -1 : 1);
  const unit = (match[3] ?? 'd').charAt(0);
  if (unit === 'w') return addDays(now, count * 7);
  if (unit === 'm') return addMonths(now, count);
  if (unit === 'y' || unit === 'j') return addMonths(now, count * 12);
  return addDays(now, count);
}

function parseWeekday(typed: string, now: Day): Day | null {
  const name = typed.replace(/^(next|am|nächsten|naechsten|kommenden|on) /, '').replace(/\.$/, '');
  const wanted = weekdays.findIndex((names) => names.includes(name));
  if (wanted < 0) return null;
  const current = (at(now).getUTCDay() + 6) % 7;
  return addDays(now, (wanted - current + 7) % 7 || 7);
}

function parseNumbers(typed: string, now: Day, locale: string): Day | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso) return dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const match = /^(\d{1,2})([./-]) ?(\d{1,2})(?:[./-] ?(\d{4}|\d{2})?)?$/.exec(typed);
  if (!match) return null;
  const [, first, sign, second, year] = match;
  const monthFirst = sign !== '.' && writesMonthFirst(locale);
  const [date, month] = monthFirst ? [Number(second), Number(first)] : [Number(first), Number(second)];
  return withYear(year, month, date, now);
}

function parseNamedMonth(typed: string, now: Day): Day | null {
  const match = /^(?:(\d{1,2})\.? ?)?(\p{L}+)\.?(?: (\d{1,2})(?:st|nd|rd|th)?)?(?:,? (\d{4}))?$/u.exec(typed);
  if (!match) return null;
  const month = months.findIndex((names) => names.includes(match[2] ?? '')) + 1;
  const date = match[1] ?? match[3];
  if (month === 0 || date === undefined) return null;
  return withYear(match[4], month, Number(date), now);
}

function withYear(year: string | undefined, month: number, date: number, now: Day): Day | null {
  if (year !== undefined) return dayOf(year.length === 2 ? 2000 + Number(year) : Number(year), month, date);
  const from = Number(now.slice(0, 4));
  // Up to eight years ahead, so that "29.2." finds its leap year.
  for (let tried = from; tried <= from + 8; tried++) {
    const day = dayOf(tried, month, date);
    if (day !== null && day >= now) return day;
  }
  return null;
}

function writesMonthFirst(locale: string): boolean {
  const parts = dateFormat(locale, { day: 'numeric', month: 'numeric' })
    .formatToParts(0)
    .map((part) => part.type);
  return parts.indexOf('month') < parts.indexOf('day');
}
