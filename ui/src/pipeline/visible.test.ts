import { describe, expect, it } from 'vitest';
import type { Card } from '$lib/bindings/Card';
import { ASSUMED, GAP, partOf, whole } from './visible';

const cards = Array.from({ length: 1000 }, (_, index) => ({ id: `c${index}` }) as Card);
const each = ASSUMED + GAP;
const none = new Map<string, number>();

describe('what is in the page of a column', () => {
  it('is what is in sight and some around it, and the rest stands as space', () => {
    const part = partOf(cards, none, { top: 0, height: 800 }, []);
    expect(part).toEqual({ start: 0, end: Math.ceil(1400 / each), above: 0, below: (1000 - part.end) * each });
    const later = partOf(cards, none, { top: 50_000, height: 800 }, []);
    expect(later.start * each).toBeLessThanOrEqual(50_000 - 600);
    expect(later.end * each).toBeGreaterThanOrEqual(50_800 + 600);
    expect(later.end - later.start).toBeLessThan(30);
    expect(later.above + (later.end - later.start) * each + later.below).toBe(1000 * each);
  });

  it('knows the heights of cards that were there before', () => {
    const high = new Map([['c0', 10_000]]);
    const part = partOf(cards, high, { top: 20_000, height: 800 }, []);
    expect(part.above).toBe(10_000 + GAP + (part.start - 1) * each);
  });

  it('holds the card that is carried or has the focus, and its neighbours', () => {
    const part = partOf(cards, none, { top: 0, height: 800 }, ['c40', null, undefined, 'nowhere']);
    expect([part.start, part.end]).toEqual([0, 44]);
    const first = partOf(cards, none, { top: 100_000, height: 800 }, ['c880']);
    expect(first.start).toBe(877);
    expect(partOf(cards, none, { top: 0, height: 100 }, ['c999']).end).toBe(1000);
  });

  it('is never empty where there are cards, even scrolled beyond them', () => {
    const part = partOf(cards.slice(0, 5), none, { top: 90_000, height: 800 }, []);
    expect(part.end).toBe(5);
    expect(part.start).toBeLessThan(5);
    expect(partOf([], none, { top: 0, height: 800 }, [])).toEqual({ start: 0, end: 0, above: 0, below: 0 });
  });

  it('becomes the whole column again with what was moved in it, no card twice', () => {
    const part = partOf(cards, none, { top: 50_000, height: 800 }, []);
    const shown = cards.slice(part.start, part.end);
    const moved = [...shown.slice(1), { id: 'new' } as Card];
    const after = whole(cards, part, moved);
    expect(after).toHaveLength(1000);
    expect(after.map((card) => card.id)).not.toContain(shown[0]?.id);
    expect(after[part.end - 1]?.id).toBe('new');
    const back = whole(cards, part, [...shown, cards[0] as Card]);
    expect(back).toHaveLength(1000);
  });
});
