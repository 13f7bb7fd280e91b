// The host's side, played: answers commands from a table and keeps what was asked.
import { clearMocks, mockIPC, mockWindows } from '@tauri-apps/api/mocks';
import { emit } from '@tauri-apps/api/event';
import type { BookChanged } from '../../src/lib/wire';
import { answers, vocabularies } from './book';

/** A refusal as the host throws it. */
export class Refused {
  constructor(
    readonly code: string,
    readonly values: Record<string, string | number> = {},
    readonly field: string | null = null,
  ) {}
}

type Answer = object | string | number | null | ((args: Record<string, unknown>) => unknown);

/** Plays the host; answers the list of what is asked of it, growing. `more` stands before the book's own answers. */
export function play(more: Record<string, Answer> = {}): [command: string, args: Record<string, unknown>][] {
  const asked: [string, Record<string, unknown>][] = [];
  mockWindows('main');
  mockIPC(
    async (command, args) => {
      const given = (args ?? {}) as Record<string, unknown>;
      if (!command.startsWith('plugin:')) asked.push([command, given]);
      const known = { ...answers, ...more };
      const answer = command in known ? known[command] : otherwise(command, given);
      const value: unknown = typeof answer === 'function' ? await answer(given) : answer;
      if (value instanceof Refused) throw { code: value.code, values: value.values, field: value.field };
      return value;
    },
    { shouldMockEvents: true },
  );
  return asked;
}

function otherwise(command: string, args: Record<string, unknown>): unknown {
  if (command === 'vocabulary_all') return vocabularies[args.vocabulary as keyof typeof vocabularies];
  if (/_(create|add|set|delete|remove|rename|move)$/.test(command)) return { value: 'made', step: 1 };
  if (/_get$/.test(command)) return new Refused('not_found');
  return null;
}

/** Tells the window that the book changed. */
export const changed = (change: Partial<BookChanged>): Promise<void> =>
  emit('book-changed', { records: [], many: false, tables: [], ...change });

/** The host is gone, once it has answered what was asked of it last. */
export async function ended(): Promise<void> {
  await new Promise((done) => setTimeout(done));
  clearMocks();
}
