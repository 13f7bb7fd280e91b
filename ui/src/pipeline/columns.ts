// The board's columns as values: what they are after a card was taken, put, moved; counts and sums follow.
import type { BoardColumn } from '$lib/bindings/BoardColumn';
import type { BoardTotal } from '$lib/bindings/BoardTotal';
import type { Card } from '$lib/bindings/Card';
import type { Stage } from '$lib/bindings/Stage';

/** The card of this id, wherever it stands. */
export function findCard(columns: readonly BoardColumn[], id: string): Card | undefined {
  for (const column of columns) {
    const card = column.cards.find((one) => one.id === id);
    if (card) return card;
  }
  return undefined;
}

/** One column with other cards; its figures stay. */
export function withCards(columns: readonly BoardColumn[], stage: string, cards: Card[]): BoardColumn[] {
  return columns.map((column) => (column.stage.id === stage ? { ...column, cards } : column));
}

/** Without this card. */
export function taken(columns: readonly BoardColumn[], id: string): BoardColumn[] {
  return columns.map((column) => {
    const card = column.cards.find((one) => one.id === id);
    if (!card) return column;
    return counted({ ...column, cards: column.cards.filter((one) => one !== card) }, card, -1);
  });
}

/** With this card in a stage, right below `above`, or on top. Its probability becomes that of the stage unless set by hand. */
export function put(
  columns: readonly BoardColumn[],
  card: Card,
  stage: string,
  above: string | null,
  from: Stage | undefined,
): BoardColumn[] {
  return columns.map((column) => {
    if (column.stage.id !== stage) return column;
    const byHand = from !== undefined && card.probability !== from.probability;
    const next = byHand ? card : { ...card, probability: column.stage.probability };
    const at = above === null ? 0 : column.cards.findIndex((one) => one.id === above) + 1;
    return counted({ ...column, cards: column.cards.toSpliced(at, 0, next) }, next, 1);
  });
}

/** A card moved. */
export function moved(columns: readonly BoardColumn[], id: string, stage: string, above: string | null): BoardColumn[] {
  const card = findCard(columns, id);
  if (!card) return [...columns];
  const from = columns.find((column) => column.cards.includes(card))?.stage;
  return put(taken(columns, id), card, stage, above, from);
}

function counted(column: BoardColumn, card: Card, sign: 1 | -1): BoardColumn {
  return {
    ...column,
    shown: summed(column.shown, card, sign),
    total: column.total && summed(column.total, card, sign),
    due: { ...column.due, [card.due]: column.due[card.due] + sign },
  };
}

/** The weighted sum is rounded once by the core and here per card: until the core has answered it may be a cent off. */
function summed(total: BoardTotal, card: Card, sign: 1 | -1): BoardTotal {
  const count = total.count + sign;
  if (card.amount === null) return { ...total, count };
  const amount = sign * card.amount;
  const weighted = sign * Math.round((card.amount * card.probability) / 100);
  const sum = total.sums.find((one) => one.currency === card.currency);
  if (!sum) {
    const sums = [...total.sums, { currency: card.currency, amount, weighted }];
    return { count, sums: sums.sort((a, b) => (a.currency < b.currency ? -1 : 1)) };
  }
  return {
    count,
    sums: total.sums.map((one) =>
      one === sum ? { ...one, amount: one.amount + amount, weighted: one.weighted + weighted } : one,
    ),
  };
}

/** Whether two plain values hold the same. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [keys, others] = [Object.keys(a), Object.keys(b)];
  return (
    keys.length === others.length &&
    keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]))
  );
}

/** What was fetched, with the very columns and cards that were there where nothing in them changed: those are not drawn again. */
export function keeping(had: readonly BoardColumn[], fresh: readonly BoardColumn[]): BoardColumn[] {
  const cards = new Map(had.flatMap((column) => column.cards).map((card) => [card.id, card]));
  return fresh.map((column) => {
    const kept = column.cards.map((card) => {
      const old = cards.get(card.id);
      return old && same(old, card) ? old : card;
    });
    const before = had.find((one) => one.stage.id === column.stage.id);
    const next = { ...column, cards: kept };
    return before && same(before, next) ? before : next;
  });
}
