// Files dropped where no record is open: what can be imported opens the import.
import type { FileDrag } from '$lib/api';
import { actions } from '$lib/keys.svelte';
import { m } from '$lib/paraglide/messages.js';
import { router } from '$lib/router.svelte';
import { toasts } from '$lib/toast.svelte';
import { importing, type Import } from './import.svelte';

/** How the files end that can be imported, as the host's dialog offers them. */
const ENDINGS = ['csv', 'tsv', 'txt', 'xlsx', 'xlsm', 'ods', 'vcf', 'vcard', 'ics'];

/** Whether the import may know what to do with a file of this name. */
export function canImport(path: string): boolean {
  return ENDINGS.includes(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}

/** Opens what was dropped, and says what is not done with it. True: it is opened. */
export function openDropped(work: Import, paths: readonly string[]): boolean {
  const [first] = paths;
  if (first === undefined) return false;
  const isOpened = canImport(first) && work.busy === '';
  if (!canImport(first)) toasts.show(m.import_drop_unknown());
  else if (!isOpened) toasts.show(m.import_drop_busy());
  else if (paths.length > 1) toasts.show(m.import_drop_several());
  if (isOpened) void work.open(true);
  return isOpened;
}

/** Opens the import with what was dropped; says so where that is nothing to import. True: it was. */
export function importDropped(drag: FileDrag): boolean {
  // What is typed into a dialog is not left for it.
  if (drag.type !== 'drop' || actions.inDialog || !openDropped(importing, drag.paths)) return false;
  router.go('import');
  return true;
}
