import type X from '@lucide/svelte/icons/x';

/** A lucide icon. Import each from its own file, `@lucide/svelte/icons/phone`: the whole set would be read at every build. */
export type AnyIcon = typeof X;
