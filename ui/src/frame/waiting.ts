// What the reader changes while an import, or another large change, is being written is kept when that is through. That it waits is said
// after a moment, for as long as it does.
import { onBookWaits } from '$lib/api';
import { m } from '$lib/paraglide/messages.js';
import { toasts } from '$lib/toast.svelte';
import { importing } from '../import/import.svelte';

/** Shorter waits nobody notices, in milliseconds. */
const AT_ONCE = 400;

/** Says from now on when changes wait. Returns how to stop. */
export function sayWaiting(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let toast: number | undefined;
  const show = () => {
    const text = importing.busy === 'run' ? m.change_waits_import : m.change_waits;
    toast = toasts.show(text(), { stays: true });
  };
  const hide = () => {
    clearTimeout(timer);
    if (toast !== undefined) toasts.close(toast);
    timer = toast = undefined;
  };
  const stop = onBookWaits((waiting) => {
    if (waiting === 0) hide();
    else timer ??= setTimeout(show, AT_ONCE);
  });
  return () => {
    hide();
    void stop.then((end) => end());
  };
}
