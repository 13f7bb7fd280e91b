// Where the keys go when what had them is gone from the page.
import { tick } from 'svelte';

/** Once the page shows what has just changed: if nothing has the focus any more, this gets it. */
export async function focusUnlessElsewhere(target: () => HTMLElement | null | undefined): Promise<void> {
  await tick();
  if (document.activeElement === null || document.activeElement === document.body) target()?.focus();
}
