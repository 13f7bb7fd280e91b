// What narrows the board down.
import type { BoardFilter } from '$lib/bindings/BoardFilter';

/** All cards. */
export const NO_FILTER: BoardFilter = { text: '', tags: [], amountFrom: '', amountTo: '', closeFrom: '', closeTo: '' };

/** What is asked for besides the text. */
export function inUse(filter: BoardFilter): string[] {
  const { text: _, tags, ...figures } = filter;
  return [...tags, ...Object.values(figures).filter((typed) => typed.trim() !== '')];
}
