// What can be done with an import that is in the record: its failed rows are saved, it is taken back.
import type { ImportRecord } from '$lib/bindings/ImportRecord';
import { call } from '$lib/api';
import { m } from '$lib/paraglide/messages.js';
import { toasts } from '$lib/toast.svelte';
import { failed, saidUndone, takeBack as takeStepBack } from '$lib/undo';

/** Lets the reader save the rows that an import could not take. */
export async function saveBadRows(seq: number): Promise<void> {
  try {
    if (await call('import_save_bad_rows', { seq })) toasts.show(m.import_bad_saved());
  } catch (error) {
    failed(error);
  }
}

/** Takes an import back, whatever was done since. */
export async function takeBack(record: ImportRecord): Promise<void> {
  if (record.op === null) return;
  try {
    saidUndone(await takeStepBack(record.op));
  } catch (error) {
    failed(error);
  }
}
