// Which cards of a column are in the page: those in sight, some around them, and one that the reader holds or stands on. A column
// can have a thousand; each in the page is styled and laid out again whenever something on the board changes.
import type { Card } from '$lib/bindings/Card';

/** The height that a card is taken to have until it was in the page, in pixels. */
export const ASSUMED = 104;
/** The space between two cards in pixels: --s2. */
export const GAP = 8;
/** How far beyond the column's edges cards are in the page, in pixels: more than a wheel turns at once. */
const AROUND = 600;
/** How many cards on either side of one that is held are there, so that it can go on from key to key. */
const BESIDE = 3;

/** What is in sight of a column, in pixels from the top of its cards. */
export interface Sight {
  top: number;
  height: number;
}

/** The cards from `start` up to `end`, and the heights of what is left out above and below them, in pixels. */
export interface Part {
  start: number;
  end: number;
  above: number;
  below: number;
}

/** The part of a column that is in the page. `heights` are those of cards that were there before; `held` are in it in any case. */
export function partOf(
  cards: readonly Card[],
  heights: ReadonlyMap<string, number>,
  sight: Sight,
  held: readonly (string | null | undefined)[],
): Part {
  const [from, to] = [sight.top - AROUND, sight.top + sight.height + AROUND];
  const tops: number[] = [0];
  for (const card of cards) tops.push((tops.at(-1) ?? 0) + (heights.get(card.id) ?? ASSUMED) + GAP);
  const at = (index: number) => tops[index] ?? 0;
  let start = cards.findIndex((_, index) => at(index + 1) > from);
  if (start < 0) start = Math.max(0, cards.length - BESIDE);
  let end = start;
  while (end < cards.length && at(end) < to) end += 1;
  for (const id of held) {
    const index = id ? cards.findIndex((card) => card.id === id) : -1;
    if (index < 0) continue;
    start = Math.min(start, Math.max(0, index - BESIDE));
    end = Math.max(end, Math.min(cards.length, index + BESIDE + 1));
  }
  return { start, end, above: at(start), below: at(cards.length) - at(end) };
}

/** The whole column, once what was in the page of it holds `items` instead. */
export function whole(cards: readonly Card[], part: Part, items: readonly Card[]): Card[] {
  const there = new Set(items.map((card) => card.id));
  const others = (some: readonly Card[]) => some.filter((card) => !there.has(card.id));
  return [...others(cards.slice(0, part.start)), ...items, ...others(cards.slice(part.end))];
}
