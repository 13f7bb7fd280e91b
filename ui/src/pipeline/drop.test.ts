// What may be dropped where, and what it means.
import { describe, expect, it } from 'vitest';
import { aboveIn, canDrop, dropped, spotOf } from './drop';
import { board, card } from './sample';

const from = { stage: 's1', above: 'a' };

describe('a drop', () => {
  it.each([
    ['open', 'lost', true],
    ['open', 'won', true],
    ['open', 'stage', true],
    ['won', 'stage', true],
    ['won', 'lost', false],
    ['lost', 'stage', true],
    ['lost', 'lost', true],
  ] as const)('of something %s on %s is possible: %s', (state, kind, possible) => {
    const target = kind === 'lost' ? { kind } : { kind, stage: 's2' };
    expect(canDrop(state, target)).toBe(possible);
  });

  it('where it stood writes nothing', () => {
    expect(dropped(from, { kind: 'stage', stage: 's1' }, 'a', ['w'])).toBeNull();
  });

  it('elsewhere is one move below the card above, or on top', () => {
    expect(dropped(from, { kind: 'stage', stage: 's1' }, 'b', ['w'])).toEqual({ do: 'move', stage: 's1', after: 'b' });
    expect(dropped(from, { kind: 'stage', stage: 's2' }, null, ['w'])).toEqual({
      do: 'move',
      stage: 's2',
      after: null,
    });
  });

  it('on lost asks for the reason before anything is written', () => {
    expect(dropped(from, { kind: 'lost' }, null, ['w'])).toEqual({ do: 'ask-reason' });
  });

  it('on won wins; on a further won stage it moves there', () => {
    expect(dropped(from, { kind: 'won', stage: 'w' }, null, ['w', 'v'])).toEqual({ do: 'win' });
    expect(dropped(from, { kind: 'won', stage: 'v' }, null, ['w', 'v'])).toEqual({
      do: 'move',
      stage: 'v',
      after: null,
    });
  });
});

it('knows where a card stands, and what it would land below', () => {
  const { columns } = board();
  expect(spotOf(columns, 'a')).toEqual({ stage: 's1', above: null });
  expect(spotOf(columns, 'b')).toEqual({ stage: 's1', above: 'a' });
  expect(spotOf(columns, 'nobody')).toBeNull();
  expect(aboveIn([card('x'), card('y'), card('z')], 'z')).toBe('y');
  expect(aboveIn([card('x')], 'x')).toBeNull();
});
