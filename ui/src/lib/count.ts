// How many there are, in words.
import type { Count } from './bindings/Count';
import { numberFormat } from './formatters';
import { language } from './language.svelte';
import { m } from './paraglide/messages.js';

/** "1,234"; "1,000+" where nobody counted further. */
export function countWords(count: number | Count): string {
  if (typeof count === 'number') return numberFormat(language.locale).format(count);
  const value = numberFormat(language.locale).format(count.value);
  return count.capped ? m.count_at_least({ count: value }) : value;
}
