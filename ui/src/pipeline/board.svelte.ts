// The board while the reader works on it: what is shown, what is being carried, and moves that show at once and come back if
// the core refuses them (R16).
import { call } from '$lib/api';
import type { Board } from '$lib/bindings/Board';
import type { BoardColumn } from '$lib/bindings/BoardColumn';
import type { BoardQuery } from '$lib/bindings/BoardQuery';
import type { Card } from '$lib/bindings/Card';
import type { Choice } from '$lib/bindings/Choice';
import type { OpportunityLostDraft } from '$lib/bindings/OpportunityLostDraft';
import type { Stage } from '$lib/bindings/Stage';
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages.js';
import { failed, said } from '$lib/undo';
import type { BookChanged } from '$lib/wire';
import { findCard, keeping, moved, same, taken, withCards } from './columns';
import { aboveIn, canDrop, dropped, spotOf, type Spot, type Target } from './drop';

/** A card that the reader carries, and the board as it was when it was picked up. */
interface Carried {
  card: Card;
  from: Spot;
  before: BoardColumn[];
}

/** What the reader asks of the board. */
type Asked = Pick<BoardQuery, 'pipeline' | 'filter'>;

/** Columns by their stage, or the whole board. */
type Stages = ReadonlySet<string> | 'all';

const none: Stages = new Set();
const both = (a: Stages, b: Stages): Stages => (a === 'all' || b === 'all' ? 'all' : new Set([...a, ...b]));

/** The name of a target as a key of `outcomes`. */
export const keyOf = (target: Target): string => (target.kind === 'lost' ? 'lost' : target.stage);

export class BoardModel {
  pipeline = $state.raw<Choice | null>(null);
  wonStages = $state.raw<Stage[]>([]);
  columns = $state.raw<BoardColumn[]>([]);
  ready = $state(false);
  /** The last question could not be answered: a filter that cannot be read, for example. */
  error = $state.raw<unknown>(null);
  /** What lies on the places for won and lost while a card is carried over them. */
  outcomes = $state.raw<Readonly<Record<string, Card[]>>>({});
  carried = $state.raw<Carried | null>(null);
  /** The card that the reader is being led to: it is in the page wherever its column is scrolled to. */
  sought = $state<string | null>(null);
  /** The card whose reason for being lost is asked for. */
  losing = $state.raw<Carried | null>(null);
  #query: Asked | null = null;
  #turn = 0;
  #writing = 0;
  /** What the core has to be asked for again. */
  #stale: Stages = none;
  /** What it has been asked for, as long as it has not answered. */
  #asked: Stages = none;
  /** Moves of this window whose change has not been heard of yet: the card and the columns that it is about. */
  #own: { id: string; stages: string[] }[] = [];

  /** While something is in the air the board is not fetched anew under the reader's hand. */
  get #held(): boolean {
    return this.carried !== null || this.losing !== null || this.#writing > 0;
  }

  /** Shows what this asks for. */
  ask(query: Asked): Promise<void> {
    this.#query = query;
    this.#stale = 'all';
    return this.#load(false);
  }

  /** The book changed: the same question again, with as many cards as were there. */
  async refresh(change?: BookChanged): Promise<void> {
    const own = change ? this.#heard(change) : undefined;
    this.#stale = both(this.#stale, own ? new Set(own.stages) : 'all');
    if (this.#held || this.#query === null) return;
    await this.#load(true);
  }

  /** The move of this window that a change is about, if it is about nothing else. */
  #heard(change: BookChanged): { stages: string[] } | undefined {
    if (change.many || change.tables.some((table) => table !== 'opportunity')) return undefined;
    const ids = change.records.filter((record) => record.kind === 'opportunity').map((record) => record.id);
    const at = this.#own.findIndex((own) => ids.length === 1 && own.id === ids[0]);
    return at < 0 ? undefined : this.#own.splice(at, 1)[0];
  }

  async #load(again: boolean): Promise<void> {
    if (this.#query === null) return;
    const query = this.#query;
    const mine = ++this.#turn;
    // An answer that is still to come will be let go: what it is about is asked for once more.
    const wanted = (this.#asked = both(this.#stale, this.#asked));
    this.#stale = none;
    if (wanted === 'all') this.#own = [];
    try {
      const stages = wanted === 'all' ? [] : [...wanted];
      const board = await call('board', { query: { ...query, stages }, language: language.current });
      const fresh = again ? await this.#filled(board, query) : board.columns;
      if (mine !== this.#turn) return;
      if (this.#held) {
        this.#stale = both(this.#stale, wanted);
        return;
      }
      this.pipeline = board.pipeline;
      if (!same(this.wonStages, board.wonStages)) this.wonStages = board.wonStages;
      const whole = this.columns.map((had) => fresh.find((one) => one.stage.id === had.stage.id) ?? had);
      this.columns = keeping(this.columns, wanted === 'all' ? fresh : whole);
      this.error = null;
    } catch (thrown) {
      if (mine === this.#turn) this.error = thrown;
    } finally {
      if (mine === this.#turn) {
        this.#asked = none;
        this.ready = true;
      }
    }
  }

  /** The columns with at least as many cards as the reader has scrolled to. */
  async #filled(board: Board, query: Asked): Promise<BoardColumn[]> {
    return Promise.all(
      board.columns.map(async (fresh) => {
        const had = this.columns.find((one) => one.stage.id === fresh.stage.id)?.cards.length ?? 0;
        let column = fresh;
        while (column.next !== null && column.cards.length < had) {
          const limit = had - column.cards.length;
          const asked = { stage: column.stage.id, filter: query.filter, after: column.next, limit };
          const page = await call('board_column', { query: asked, language: language.current });
          column = { ...column, cards: [...column.cards, ...page.cards], next: page.next };
        }
        return column;
      }),
    );
  }

  #fetching = new Set<string>();

  /** The next cards of a column. */
  async more(stage: string): Promise<void> {
    const column = this.columns.find((one) => one.stage.id === stage);
    if (!column || column.next === null || this.#query === null || this.#fetching.has(stage)) return;
    const mine = this.#turn;
    this.#fetching.add(stage);
    try {
      const query = { stage, filter: this.#query.filter, after: column.next };
      const page = await call('board_column', { query, language: language.current });
      if (mine !== this.#turn) return;
      const add = (columns: BoardColumn[]) =>
        columns.map((one) => {
          if (one.stage.id !== stage) return one;
          const there = new Set(one.cards.map((card) => card.id));
          const added = page.cards.filter((card) => !there.has(card.id) && card.id !== this.carried?.card.id);
          return { ...one, cards: [...one.cards, ...added], next: page.next };
        });
      if (this.carried) this.carried = { ...this.carried, before: add(this.carried.before) };
      this.columns = add(this.columns);
    } catch (error) {
      failed(error);
    } finally {
      this.#fetching.delete(stage);
    }
  }

  /** A card was picked up. */
  pick(id: string): void {
    const card = findCard(this.columns, id);
    const from = spotOf(this.columns, id);
    if (card && from) this.carried = { card, from, before: this.columns };
  }

  /** Whether a card lies in this column now. */
  isIn(stage: string, id: string): boolean {
    return this.columns.some((column) => column.stage.id === stage && column.cards.some((card) => card.id === id));
  }

  /** Whether this is a card that stood on the board before one was picked up, and not that one. */
  isOnBoard(id: string): boolean {
    const { card, before } = this.carried ?? { card: undefined, before: this.columns };
    return card?.id !== id && findCard(before, id) !== undefined;
  }

  /** While it is carried: what lies in a column or on a place for won or lost. */
  hover(target: Target, cards: Card[]): void {
    if (target.kind === 'stage') this.columns = withCards(this.columns, target.stage, cards);
    else this.outcomes = { ...this.outcomes, [keyOf(target)]: cards };
  }

  /** It goes back to where it was. */
  putBack(): void {
    if (this.carried) this.columns = this.carried.before;
    this.carried = null;
    this.outcomes = {};
    this.#settle();
  }

  /** It was let go of there, among these cards. */
  async drop(target: Target, cards: readonly Card[]): Promise<void> {
    const carried = this.carried;
    if (carried) await this.dropBelow(target, aboveIn(cards, carried.card.id));
  }

  /** It was let go of there, below this card. */
  async dropBelow(target: Target, above: string | null): Promise<void> {
    const carried = this.carried;
    if (!carried) return;
    this.outcomes = {};
    this.carried = null;
    await this.#do(carried, target, above);
  }

  /** From a menu, without carrying: on top of the column. */
  async send(id: string, target: Target): Promise<void> {
    this.pick(id);
    const carried = this.carried;
    if (!carried) return;
    this.carried = null;
    await this.#do(carried, target, null);
  }

  async #do(carried: Carried, target: Target, above: string | null): Promise<void> {
    const { card, from, before } = carried;
    const wonStages = this.wonStages.map((stage) => stage.id);
    const drop = canDrop('open', target) ? dropped(from, target, above, wonStages) : null;
    if (drop === null) {
      this.columns = before;
      this.#settle();
    } else if (drop.do === 'ask-reason') {
      this.columns = taken(before, card.id);
      this.losing = carried;
    } else if (drop.do === 'win') {
      this.columns = taken(before, card.id);
      const won = await this.#write(carried, [from.stage], () => call('opportunity_win', { id: card.id }));
      if (won) said(m.said_won({ title: card.title }));
    } else {
      const { stage, after } = drop;
      const isOpen = before.some((column) => column.stage.id === stage);
      this.columns = isOpen ? moved(before, card.id, stage, after) : taken(before, card.id);
      const done = await this.#write(carried, [from.stage, stage], () =>
        call('opportunity_move', { id: card.id, stage, after }),
      );
      if (done && stage !== from.stage) said(m.said_moved({ title: card.title, stage: this.nameOf(stage) }));
    }
  }

  /** Asks the core; what it refuses goes back to where it was, with the reason. */
  async #write(carried: Carried, stages: string[], ask: () => Promise<unknown>): Promise<boolean> {
    this.#writing += 1;
    const own = { id: carried.card.id, stages };
    this.#own.push(own);
    try {
      await ask();
      return true;
    } catch (error) {
      this.#own = this.#own.filter((one) => one !== own);
      this.columns = carried.before;
      this.#stale = 'all';
      failed(error);
      return false;
    } finally {
      this.#writing -= 1;
      this.#settle();
    }
  }

  /** The reason is known. Throws what the core refuses; the form then stays with what was typed. */
  async lose(draft: OpportunityLostDraft): Promise<void> {
    const losing = this.losing;
    if (!losing) return;
    await call('opportunity_lose', { id: losing.card.id, draft });
    this.losing = null;
    this.#settle();
    said(m.said_lost({ title: losing.card.title }));
  }

  /** Thought better of it: the card returns (K11). */
  keep(): void {
    if (this.losing) this.columns = this.losing.before;
    this.losing = null;
    this.#settle();
  }

  /** What a stage is called. */
  nameOf(stage: string): string {
    const known = [...this.columns.map((column) => column.stage), ...this.wonStages];
    return known.find((one) => one.id === stage)?.name ?? '';
  }

  /** What changed while something was in the air is fetched once nothing is. */
  #settle(): void {
    if (this.#stale !== none && !this.#held) void this.#load(true);
  }
}
