// Files dropped where no record is open: what can be imported opens the import.
import type { FileDrag } from '$lib/api';
import { actions } from '$lib/keys.svelte';
import { m } from '$lib/paraglide/messages.js';
import { router } from '$lib/router.svelte';
import { toasts } from '$lib/toast.svelte';
import { importing } from './import.svelte';

/** How the files end that can be imported, as the host's dialog offers them. */
const ENDINGS = ['csv', 'tsv', 'txt', 'xlsx', 'xlsm', 'ods', 'vcf', 'vcard', 'ics'];

/** Whether the import may know what to do with a file of this name. */
export function canImport(path: string): boolean {
  return ENDINGS.includes(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}

/** Opens the import with what was dropped; says so where that is nothing to import. True: it was. */
export function importDropped(drag: FileDrag): boolean {
  // What is typed into a dialog is not left for it.
  if (drag.type !== 'drop' || drag.paths.length === 0 || actions.inDialog) return false;
  if (!drag.paths[0] || !canImport(drag.paths[0])) {
    toasts.show(m.import_drop_unknown());
    return false;
  }
  router.go('import');
  void importing.open(true);
  return true;
}
