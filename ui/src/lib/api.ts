// The only file that imports @tauri-apps: everything the screens ask of the core goes through `call`.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import { m } from './paraglide/messages.js';
import type { BookChanged, Counts, ImportProgress, Preference, Start, Step } from './wire';

/** Every command of the host: what it takes and what it answers. Add a line here when the host gains one. */
export interface Commands {
  /** The first question of the window: is there a book, and how does the reader like it? */
  start: { args: undefined; result: Start };
  /** The first screen is painted: the host shows the window. */
  window_ready: { args: undefined; result: null };
  /** Keeps a preference of this machine (language, theme, place); it is not part of the book's history. */
  preference_set: { args: Preference; result: null };
  /** How many records each place holds. */
  counts: { args: undefined; result: Counts };
  /** Fills an empty book with demo data in the reader's language. */
  demo_fill: { args: { language: string }; result: Step };
  undo: { args: undefined; result: Step };
  redo: { args: undefined; result: Step };
}

/** Any name in the map above. */
export type Command = keyof Commands;

/** A refusal of the core: a code and its values, never a sentence. */
export interface ApiErrorBody {
  code: string;
  values?: Record<string, string | number>;
  /** The field that the refusal is about, by its name in the record. */
  field?: string | null;
}

/** What `call` throws. */
export class ApiError extends Error {
  readonly code: string;
  readonly values: Record<string, string | number>;
  readonly field: string | null;

  constructor(body: ApiErrorBody) {
    super(body.code);
    this.name = 'ApiError';
    this.code = body.code;
    this.values = body.values ?? {};
    this.field = body.field ?? null;
  }
}

function isErrorBody(value: unknown): value is ApiErrorBody {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

/** Asks the host. Throws an `ApiError` for every refusal, also for one that the host did not foresee. */
export async function call<C extends Command>(
  command: C,
  ...[args]: Commands[C]['args'] extends undefined ? [] : [args: Commands[C]['args']]
): Promise<Commands[C]['result']> {
  try {
    return await invoke<Commands[C]['result']>(command, args as Record<string, unknown> | undefined);
  } catch (thrown) {
    throw toApiError(thrown);
  }
}

/** Whatever was thrown, as an `ApiError`; what has no code gets the code "unexpected" and keeps its words as a value. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (isErrorBody(thrown)) return new ApiError(thrown);
  return new ApiError({
    code: 'unexpected',
    values: { detail: thrown instanceof Error ? thrown.message : String(thrown) },
  });
}

type Sentence = (values: Record<string, string | number>) => string;

/** The sentence for an error in the reader's language. A code without a sentence shows itself, so that it can be reported. */
export function message(error: unknown): string {
  const known = toApiError(error);
  const sentence = (m as unknown as Record<string, Sentence | undefined>)[`error_${known.code}`];
  return sentence ? sentence(known.values) : m.error_unknown_code({ code: known.code });
}

type Stop = () => void;

function on<T>(event: string, then: (payload: T) => void): Promise<Stop> {
  return listen<T>(event, ({ payload }) => then(payload));
}

/** The book changed, by this window or by anything else: which records, so that screens fetch those again. */
export const onBookChanged = (then: (change: BookChanged) => void): Promise<Stop> => on('book-changed', then);

/** How far a running import is. */
export const onImportProgress = (then: (progress: ImportProgress) => void): Promise<Stop> =>
  on('import-progress', then);

/** What happens to files that are dragged over the window. */
export type FileDrag = { type: 'over' } | { type: 'leave' } | { type: 'drop'; paths: string[] };

/** Files are dragged from the desktop over or onto the window. */
export const onFilesDropped = (then: (drag: FileDrag) => void): Promise<Stop> =>
  getCurrentWebview().onDragDropEvent(({ payload }) => {
    if (payload.type === 'drop') then({ type: 'drop', paths: payload.paths });
    else if (payload.type === 'leave') then({ type: 'leave' });
    else then({ type: 'over' });
  });
