// What a word of a file can become: the lists of the book, and what else there is.
import type { ImportChoice } from '$lib/bindings/ImportChoice';
import type { ImportWords } from '$lib/bindings/ImportWords';
import { call } from '$lib/api';
import { m } from '$lib/paraglide/messages.js';
import type { PickerOption } from '$parts/Picker.svelte';
import { canGrow, fixedWords, wordsName } from './words';

interface Entry {
  id: string;
  label: string;
  group?: string;
}

/** The words that the book has now. */
export type Lists = Readonly<Partial<Record<ImportWords, readonly Entry[]>>>;

/** Fetches them. */
export async function loadLists(): Promise<Lists> {
  const [pipelines, leadStatus, source, lostReason] = await Promise.all([
    call('pipeline_all'),
    ...(['leadStatuses', 'sources', 'lostReasons'] as const).map((vocabulary) =>
      call('vocabulary_all', { vocabulary }),
    ),
  ]);
  const words = (list: readonly { id: string; name: string }[] = []) =>
    list.map(({ id, name }) => ({ id, label: name }));
  const stages = pipelines.flatMap((pipeline) =>
    pipeline.stages.map((stage) => ({ id: stage.id, label: stage.name, group: pipeline.name })),
  );
  return {
    leadStatus: words(leadStatus),
    source: words(source),
    lostReason: words(lostReason),
    pipeline: words(pipelines),
    stage: stages,
  };
}

/** A choice as the value of a list, and back. */
export const choiceKey = (choice: ImportChoice): string => (choice.to === 'use' ? `use:${choice.id}` : choice.to);

/** The choice of a key. */
export function choiceOf(key: string): ImportChoice {
  if (key.startsWith('use:')) return { to: 'use', id: key.slice(4) };
  return key === 'create' ? { to: 'create' } : { to: 'keep' };
}

/** What this word of a file can become. */
export function wordOptions(lists: Lists, words: ImportWords, value: string): PickerOption[] {
  const fixed = fixedWords[words]?.map(({ id, label }) => ({ id, label: label(), group: undefined }));
  const entries: readonly Entry[] = lists[words] ?? fixed ?? [];
  const known = entries.map(({ id, label, group }) => ({
    value: `use:${id}`,
    label,
    group: group ?? wordsName[words](),
  }));
  // How a deal ended is no stage of its own.
  const ends = words === 'stage' ? [m.outcome_won(), m.outcome_lost()] : [];
  const ended = ends.map((label, at) => ({ value: at === 0 ? 'use:won' : 'use:lost', label, group: m.import_ended() }));
  const otherwise = m.import_otherwise();
  return [
    ...known,
    ...ended,
    ...(canGrow(words) ? [{ value: 'create', label: m.import_word_create({ word: value }), group: otherwise }] : []),
    { value: 'keep', label: m.import_word_keep(), group: otherwise },
  ];
}
