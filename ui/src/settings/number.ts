// Numbers as they are typed into the settings.
import { ApiError } from '$lib/api';

/** Reads "14" or "14 %"; anything else is refused with the sentence that the core would use. */
export function wholeNumber(typed: string): number {
  const text = typed.replace('%', '').trim();
  if (!/^\d{1,9}$/.test(text)) throw new ApiError({ code: 'not_a_number', values: { value: typed } });
  return Number(text);
}
