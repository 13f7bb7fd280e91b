// Money is a whole number of minor units (cents) beside an ISO 4217 code, so that sums stay exact.
import { numberFormat } from './formatters';
import { language } from './language.svelte';

/** How many digits a currency has after the decimal sign: 2 for EUR, 0 for JPY, 3 for KWD. */
export function digitsOf(currency: string): number {
  try {
    return numberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** "1.234,50 €" for 123450 and EUR. Whole amounts lose their ",00" when `short`. */
export function formatMoney(minor: number, currency: string, { short = false, locale = language.locale } = {}): string {
  const digits = digitsOf(currency);
  const value = minor / 10 ** digits;
  const whole = short && Number.isInteger(value);
  try {
    return numberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: whole ? 0 : digits,
      maximumFractionDigits: whole ? 0 : digits,
    }).format(value);
  } catch {
    return `${numberFormat(locale, { minimumFractionDigits: digits }).format(value)} ${currency}`;
  }
}

/** "1,2 Mio. €": for the head of a column, where the exact sum stands in the title. */
export function formatMoneyCompact(minor: number, currency: string, locale = language.locale): string {
  const value = minor / 10 ** digitsOf(currency);
  if (Math.abs(value) < 100_000)
    return formatMoney(Math.round(value) * 10 ** digitsOf(currency), currency, { short: true, locale });
  try {
    return numberFormat(locale, {
      style: 'currency',
      currency,
      notation: 'compact',
      minimumFractionDigits: 0,
      maximumFractionDigits: 1,
    }).format(value);
  } catch {
    return formatMoney(minor, currency, { locale });
  }
}

/** The amount as a person would type it again, without the currency: "1234,5" for 123450. */
export function amountForEditing(minor: number, currency: string, locale = language.locale): string {
  const digits = digitsOf(currency);
  const value = minor / 10 ** digits;
  return numberFormat(locale, {
    useGrouping: false,
    minimumFractionDigits: Number.isInteger(value) ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/**
 * Reads a typed amount into minor units, or null if it is none. Both "1.234,56" and "1,234.56" are understood wherever only one
 * reading makes sense; what could be two things is read in the habit of `locale`.
 */
export function parseAmount(text: string, currency: string, locale = language.locale): number | null {
  const digits = digitsOf(currency);
  const bare = text
    .normalize('NFKC')
    .replace(/[−–]/g, '-')
    .replace(new RegExp(`${currency}|[€$£¥]|\\bFr\\.|\\bCHF\\b`, 'gi'), '')
    .replace(/[\s'’_]/g, '');
  const match = /^(-?)(\d[\d.,]*|[.,]\d+)(k|m|mio\.?|tsd\.?)?(?:,-|,--|\.-)?$/i.exec(bare);
  if (!match) return null;
  const [, sign = '', body = '', unit = ''] = match;
  const decimal = decimalSignOf(body, digits, locale);
  if (decimal === undefined) return null;
  const [whole = '', fraction = ''] = decimal === '' ? [body.replace(/[.,]/g, '')] : splitAt(body, decimal);
  const scale = /^k|^t/i.test(unit) ? 3 : unit ? 6 : 0;
  if (fraction.length > digits + scale) return null;
  const number = Number(`${whole || '0'}${fraction.padEnd(digits + scale, '0')}`);
  if (!Number.isSafeInteger(number)) return null;
  return sign && number !== 0 ? -number : number;
}

function splitAt(body: string, decimal: string): [string, string] {
  const at = body.lastIndexOf(decimal);
  return [body.slice(0, at).replace(/[.,]/g, ''), body.slice(at + 1)];
}

/** Which sign parts whole from fraction: '' for none, undefined if the text makes no sense as a number. */
function decimalSignOf(body: string, digits: number, locale: string): '.' | ',' | '' | undefined {
  const dots = body.split('.').length - 1;
  const commas = body.split(',').length - 1;
  if (dots === 0 && commas === 0) return '';
  const grouped = (sign: string) => new RegExp(`^\\d{1,3}(\\${sign}\\d{3})+$`).test(body);
  if (dots > 0 && commas > 0) {
    const decimal = body.lastIndexOf('.') > body.lastIndexOf(',') ? '.' : ',';
    const group = decimal === '.' ? ',' : '.';
    if (body.split(decimal).length !== 2) return undefined;
    const whole = body.slice(0, body.indexOf(decimal));
    return new RegExp(`^\\d{1,3}(\\${group}\\d{3})+$`).test(whole) ? decimal : undefined;
  }
  const sign = dots > 0 ? '.' : ',';
  if (dots + commas > 1) return grouped(sign) ? '' : undefined;
  const isDecimalHere = numberFormat(locale)
    .formatToParts(1.5)
    .some((part) => part.type === 'decimal' && part.value === sign);
  const after = body.length - body.indexOf(sign) - 1;
  // "1.234" cannot be a fraction of a currency with two digits, wherever it is typed.
  if (grouped(sign) && (!isDecimalHere || after > digits)) return '';
  return sign;
}
