// The colours of the book's tags: records name their tags, and what each is marked with is the same everywhere.
import { call, onBookChanged } from '$lib/api';
import { m } from '$lib/paraglide/messages.js';

/** What a tag can be marked with; the empty one is no mark. */
export const COLORS = ['', 'blue', 'green', 'yellow', 'orange', 'red', 'purple'] as const;

const names: Readonly<Record<string, () => string>> = {
  '': m.color_none,
  blue: m.color_blue,
  green: m.color_green,
  yellow: m.color_yellow,
  orange: m.color_orange,
  red: m.color_red,
  purple: m.color_purple,
};

/** A colour in words. */
export const colorName = (color: string): string => names[color]?.() ?? color;

let marked = $state.raw<ReadonlyMap<string, string>>(new Map());

/** What the tag of this name is marked with; empty for none. */
export const colorOf = (tag: string): string => marked.get(tag) ?? '';

async function load(): Promise<void> {
  const all = await call('tag_all');
  const colored = all.filter((tag) => tag.color !== '');
  marked = new Map(colored.map((tag) => [tag.name, tag.color]));
}

/** Keeps the colours as the book has them, until the answer is called. */
export function watchTags(): () => void {
  const ignore = () => undefined;
  // Without their colours tags are grey, and no less readable.
  load().catch(ignore);
  const stop = onBookChanged((change) => {
    if (change.many || change.tables.includes('tag')) load().catch(ignore);
  });
  return () => void stop.then((end) => end());
}
