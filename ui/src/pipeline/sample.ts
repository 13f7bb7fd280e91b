// A small board for the tests.
import type { Board } from '$lib/bindings/Board';
import type { BoardColumn } from '$lib/bindings/BoardColumn';
import type { Card } from '$lib/bindings/Card';
import type { Stage } from '$lib/bindings/Stage';

export const stage = (id: string, probability: number, isWon = false): Stage => ({
  id,
  pipelineId: 'p',
  name: `Stage ${id}`,
  probability,
  rotDays: 0,
  isWon,
});

export const card = (id: string, more: Partial<Card> = {}): Card => ({
  id,
  title: `Card ${id}`,
  organizationId: null,
  organization: '',
  amount: 1000,
  currency: 'EUR',
  probability: 10,
  expectedClose: null,
  nextDue: null,
  due: 'none',
  tags: [],
  rottenDays: null,
  ...more,
});

export function column(of: Stage, cards: Card[]): BoardColumn {
  const amount = cards.reduce((sum, one) => sum + (one.amount ?? 0), 0);
  const weighted = cards.reduce((sum, one) => sum + ((one.amount ?? 0) * one.probability) / 100, 0);
  return {
    stage: of,
    shown: { count: cards.length, sums: cards.length > 0 ? [{ currency: 'EUR', amount, weighted }] : [] },
    total: null,
    due: { none: cards.length, planned: 0, today: 0, overdue: 0 },
    cards,
    next: null,
  };
}

/** Two cards in the first of two stages. */
export const board = (): Board => ({
  pipeline: { id: 'p', name: 'Sales' },
  columns: [column(stage('s1', 10), [card('a'), card('b')]), column(stage('s2', 50), [])],
  wonStages: [stage('w', 100, true)],
});
