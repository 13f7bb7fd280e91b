// What may be dropped where, and what that means: the one place that decides it, for the pointer, the keys and the menus.
import type { BoardColumn } from '$lib/bindings/BoardColumn';
import type { Card } from '$lib/bindings/Card';
import type { OpportunityState } from '$lib/bindings/OpportunityState';

/** Where a card can be dropped. */
export type Target = { kind: 'stage'; stage: string } | { kind: 'won'; stage: string } | { kind: 'lost' };

/** Where a card stands: its stage, and the card right above it. */
export interface Spot {
  stage: string;
  above: string | null;
}

/** What a drop asks of the core. */
export type Drop =
  | { do: 'move'; stage: string; after: string | null }
  | { do: 'win' }
  /** Nothing is asked before the reader has said why (R17). */
  | { do: 'ask-reason' };

/** Whether something in this state can go there at all (R17): what is won is opened again before it can be lost. */
export function canDrop(state: OpportunityState, target: Target): boolean {
  return target.kind === 'lost' ? state !== 'won' : true;
}

/**
 * What dropping means. `above` is the card it lands below, null on top; `wonStages` are those of the pipeline, the first one
 * being where "won" leads by itself. Null: it stays where it was, and nothing is written.
 */
export function dropped(from: Spot, target: Target, above: string | null, wonStages: readonly string[]): Drop | null {
  if (target.kind === 'lost') return { do: 'ask-reason' };
  if (target.kind === 'won')
    return target.stage === wonStages[0] ? { do: 'win' } : { do: 'move', stage: target.stage, after: null };
  if (target.stage === from.stage && above === from.above) return null;
  return { do: 'move', stage: target.stage, after: above };
}

/** Where a card stands on the board. */
export function spotOf(columns: readonly BoardColumn[], id: string): Spot | null {
  for (const column of columns) {
    const at = column.cards.findIndex((card) => card.id === id);
    if (at >= 0) return { stage: column.stage.id, above: column.cards[at - 1]?.id ?? null };
  }
  return null;
}

/** The card that one would land below in these cards, itself not counted. */
export function aboveIn(cards: readonly Card[], id: string): string | null {
  const at = cards.findIndex((card) => card.id === id);
  return cards.slice(0, Math.max(0, at)).findLast((card) => card.id !== id)?.id ?? null;
}
