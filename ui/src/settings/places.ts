// Countries and currencies by their names in the reader's language.
import { language } from '$lib/language.svelte';
import type { ComboboxItem } from '$parts/Combobox.svelte';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
/** Regions that have a name but are no country: unions, groups, parts of other countries, made-up ones. */
const noCountry = new Set(['EU', 'EZ', 'UN', 'QO', 'XA', 'XB', 'ZZ', 'AC', 'CP', 'CQ', 'DG', 'EA', 'IC', 'TA']);

/** Made once for each language: making one costs more than asking it. */
const namers = new Map<string, Intl.DisplayNames>();

function nameOf(type: 'region' | 'currency', code: string): string {
  const key = `${language.current} ${type}`;
  try {
    const namer = namers.get(key) ?? new Intl.DisplayNames(language.current, { type, fallback: 'code' });
    namers.set(key, namer);
    return namer.of(code) ?? code;
  } catch {
    return code;
  }
}

/** "Germany" for DE. */
export const countryName = (code: string): string => nameOf('region', code);

/** "Euro" for EUR. */
export const currencyName = (code: string): string => nameOf('currency', code);

/** The lists, made once for each language: hundreds of names are looked up and sorted for one. */
const lists = new Map<string, readonly ComboboxItem[]>();

function listed(what: string, make: () => ComboboxItem[]): readonly ComboboxItem[] {
  const key = `${language.current} ${what}`;
  const list = lists.get(key) ?? make();
  lists.set(key, list);
  return list;
}

/** Every country that the system has a name for, by name. */
export const countries = (): readonly ComboboxItem[] => listed('countries', namedCountries);

/** Every currency that the system knows, by name. */
export const currencies = (): readonly ComboboxItem[] => listed('currencies', namedCurrencies);

function namedCountries(): ComboboxItem[] {
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const found = codes
    .filter((code) => {
      if (noCountry.has(code)) return false;
      // A code that was given up stands for another country today: that one is listed.
      if (new Intl.Locale(`und-${code}`).maximize().region !== code) return false;
      return countryName(code) !== code;
    })
    .map((code) => ({ id: code, label: countryName(code), detail: code }));
  return sorted(found);
}

function namedCurrencies(): ComboboxItem[] {
  return sorted(
    Intl.supportedValuesOf('currency').map((code) => ({ id: code, label: currencyName(code), detail: code })),
  );
}

/** By name, as the reader's language orders letters. */
function sorted(items: ComboboxItem[]): ComboboxItem[] {
  const { compare } = new Intl.Collator(language.current);
  return items.sort((a, b) => compare(a.label, b.label));
}

const fold = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Those whose code is typed, then those with a word that begins so. */
export function matching(all: readonly ComboboxItem[], typed: string): ComboboxItem[] {
  const wanted = fold(typed.trim());
  if (wanted === '') return [...all];
  const exact = all.filter((one) => fold(one.id) === wanted);
  const named = all.filter(
    (one) =>
      !exact.includes(one) &&
      (fold(one.label).startsWith(wanted) ||
        fold(one.label)
          .split(/[\s(-]+/)
          .some((word) => word.startsWith(wanted))),
  );
  return [...exact, ...named];
}
