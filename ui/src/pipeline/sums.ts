// Sums of the board in words.
import type { BoardSum } from '$lib/bindings/BoardSum';
import { formatMoney, formatMoneyCompact } from '$lib/money';

/** "€12K + CHF 3K": a sum for each currency, short. */
export const sumsShort = (sums: readonly BoardSum[], of: 'amount' | 'weighted'): string =>
  sums.map((sum) => formatMoneyCompact(sum[of], sum.currency)).join(' + ');

/** The same to the cent. */
export const sumsExact = (sums: readonly BoardSum[], of: 'amount' | 'weighted'): string =>
  sums.map((sum) => formatMoney(sum[of], sum.currency, { short: true })).join(' + ');

/** The sums of several columns together. */
export function together(all: readonly (readonly BoardSum[])[]): BoardSum[] {
  const sums = new Map<string, BoardSum>();
  for (const one of all.flat()) {
    const had = sums.get(one.currency) ?? { currency: one.currency, amount: 0, weighted: 0 };
    sums.set(one.currency, { ...had, amount: had.amount + one.amount, weighted: had.weighted + one.weighted });
  }
  return [...sums.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
