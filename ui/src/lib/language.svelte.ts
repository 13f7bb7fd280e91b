// The reader's language, switchable while the app runs: every message function asks `getLocale`, which reads the state below,
// so a switch redraws every text that is on the screen.
import { overwriteGetLocale } from './paraglide/runtime.js';

/** The languages that messages/ holds. */
export type Language = 'en' | 'de';
/** What can be chosen in the settings. */
export type LanguageChoice = 'system' | Language;

const languages: readonly Language[] = ['en', 'de'];

/** What the system says, as a valid BCP 47 tag. WebKitGTK answers "C" when no language is set. */
export function systemLocale(asked: readonly string[] = navigator.languages ?? [navigator.language]): string {
  for (const tag of asked) {
    try {
      const [valid] = Intl.getCanonicalLocales(tag);
      if (valid && /^[a-z]{2,3}(-|$)/i.test(valid)) return valid;
    } catch {
      // not a language tag: the next one
    }
  }
  return 'en-GB';
}

/** The language to speak with a reader whose system says `locale`. */
export function languageOf(locale: string): Language {
  const wanted = locale.toLowerCase().split('-')[0];
  return languages.find((language) => language === wanted) ?? 'en';
}

/** The locale for dates, numbers and money: the reader's words, with the habits of the reader's country. */
export function formatLocale(language: Language, system: string): string {
  if (languageOf(system) === language && system.toLowerCase().startsWith(language)) return system;
  const region = new Intl.Locale(system).region;
  return region ? `${language}-${region}` : language === 'en' ? 'en-GB' : 'de-DE';
}

class LanguageState {
  choice: LanguageChoice = $state('system');
  system: string = $state(systemLocale());
  readonly current: Language = $derived(this.choice === 'system' ? languageOf(this.system) : this.choice);
  readonly locale: string = $derived(formatLocale(this.current, this.system));
}

/** The one state that all texts and formats read. */
export const language = new LanguageState();

overwriteGetLocale(() => language.current);

/** Switches the language at once; `lang` on the page tells screen readers how to speak. */
export function chooseLanguage(choice: LanguageChoice): void {
  language.choice = choice;
  document.documentElement.lang = language.current;
}
