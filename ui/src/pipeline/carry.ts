// How a card is carried: what all places on the board where it can lie have in common.
import type { DndEvent, Options } from 'svelte-dnd-action';
import { SOURCES, TRIGGERS, setAriaStrings, setKeyboardDragTrigger } from 'svelte-dnd-action';
import type { Card } from '$lib/bindings/Card';
import { m } from '$lib/paraglide/messages.js';
import { keyOf, type BoardModel } from './board.svelte';
import type { Target } from './drop';

/** The options of a place where cards lie. */
export function zone(items: Card[], tabbable: boolean): Options<Card> {
  return {
    items,
    type: 'opportunity',
    // A card lies where it was let go of in the same moment: it is already under the pointer, and nobody waits for it to slide.
    flipDurationMs: 0,
    dropAnimationDisabled: true,
    zoneTabIndex: tabbable ? 0 : -1,
    // One stop for the Tab key per column; the arrow keys go from card to card.
    zoneItemTabIndex: -1,
    dropTargetStyle: {},
    dropTargetClasses: ['drop-here'],
    useCursorForDetection: true,
    morphDisabled: true,
  };
}

/** What screen readers are told, in the reader's language. Space picks up and lets go; Enter opens. */
export function speak(): void {
  setKeyboardDragTrigger('space');
  setAriaStrings({
    dragStarted: ({ itemLabel, zoneLabel }) => m.board_say_picked({ card: itemLabel, column: zoneLabel }),
    movedToPosition: ({ zoneLabel, position, count }) => m.board_say_position({ column: zoneLabel, position, count }),
    movedToZoneEnd: ({ zoneLabel }) => m.board_say_column({ column: zoneLabel }),
    movedToZoneStart: ({ zoneLabel }) => m.board_say_column({ column: zoneLabel }),
    dropped: ({ itemLabel, zoneLabel, position, count }) =>
      m.board_say_dropped({ card: itemLabel, column: zoneLabel, position, count }),
    zoneActiveInstruction: m.board_say_how(),
    zoneDragDisabledInstruction: m.board_say_how(),
  });
}

/** Where the pointer let go: the drag looks only some ten times a second, and a quick hand is faster. */
let landed: { target: Target; above: string | null } | null = null;

/** What a place on the board stands for. */
function targetOf(zone: HTMLElement): Target {
  const { zone: key = '', won } = zone.dataset;
  return key === 'lost' ? { kind: 'lost' } : { kind: won === undefined ? 'stage' : 'won', stage: key };
}

/** Notes the place under the pointer and the card that one dropped there comes below. */
export function release(model: BoardModel, { clientX, clientY }: { clientX: number; clientY: number }): void {
  landed = null;
  if (!model.carried || typeof document.elementsFromPoint !== 'function') return;
  const under = document.elementsFromPoint(clientX, clientY);
  const zone = under.find((one): one is HTMLElement => one instanceof HTMLElement && one.dataset['zone'] !== undefined);
  if (!zone) return;
  const above = ([...zone.children] as HTMLElement[]).findLast((item) => {
    const box = item.getBoundingClientRect();
    return model.isOnBoard(item.dataset['id'] ?? '') && box.top + box.height / 2 < clientY;
  });
  landed = { target: targetOf(zone), above: above?.dataset['id'] ?? null };
}

/** A card is on its way. `all`: what the place holds with these in its part that is in the page. */
export function considered(
  model: BoardModel,
  target: Target,
  { items, info }: DndEvent<Card>,
  all = (some: Card[]): Card[] => some,
): void {
  if (info.trigger === TRIGGERS.DRAG_STARTED) {
    // A click on another card ends the way of the first one without a word.
    if (model.carried && model.carried.card.id !== info.id) model.putBack();
    model.pick(info.id);
  }
  if (info.trigger === TRIGGERS.DRAG_STOPPED) void model.drop(target, all(items));
  else model.hover(target, all(items));
}

/** A card was let go of with the pointer; with the keys it only went one step further. */
export function finalized(
  model: BoardModel,
  target: Target,
  { items: some, info }: DndEvent<Card>,
  all = (some: Card[]): Card[] => some,
): void {
  const items = all(some);
  if (info.source === SOURCES.KEYBOARD) {
    const card = items.find((one) => one.id === info.id);
    // From the keyboard a card always comes in on top.
    const arrived = card !== undefined && target.kind === 'stage' && !model.isIn(target.stage, info.id);
    model.hover(target, arrived ? [card, ...items.filter((one) => one !== card)] : items);
  } else if (info.trigger === TRIGGERS.DROPPED_INTO_ZONE || info.trigger === TRIGGERS.DROPPED_OUTSIDE_OF_ANY) {
    const elsewhere = landed && keyOf(landed.target) !== keyOf(target) ? landed : null;
    landed = null;
    if (elsewhere) void model.dropBelow(elsewhere.target, elsewhere.above);
    else if (info.trigger === TRIGGERS.DROPPED_INTO_ZONE) void model.drop(target, items);
    else model.putBack();
  }
}
