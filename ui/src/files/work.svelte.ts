// Files that are written or read for the reader: one at a time, with how far it is, and a way to stop it.
import type { ExportFormat } from '$lib/bindings/ExportFormat';
import { ApiError, call, message, onFileProgress } from '$lib/api';
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages.js';
import { toasts } from '$lib/toast.svelte';
import { failed } from '$lib/undo';
import type { FileProgress, ListToExport } from '$lib/wire';

/** What is under way. */
export type Doing = 'export' | 'save' | 'restore' | 'look' | 'convert' | 'clean';

/** What is done at once needs no window that says so, in milliseconds. */
const AT_ONCE = 300;

/** What is being written or read. */
export class FileWork {
  doing = $state<Doing | null>(null);
  /** How far it is; null until it is known, and while the reader is still asked for a file. */
  progress = $state.raw<FileProgress | null>(null);
  /** It takes long enough to be shown. */
  shown = $state(false);

  /** Does one thing; null if the reader thought better of it, it was refused, or something else is under way. */
  async run<T>(doing: Doing, work: () => Promise<T | null>): Promise<T | null> {
    if (this.doing) return null;
    this.doing = doing;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop: (() => void) | undefined;
    try {
      stop = await onFileProgress((now) => {
        this.progress = now;
        timer ??= setTimeout(() => (this.shown = true), AT_ONCE);
      });
      return await work();
    } catch (error) {
      // The reader knows that it was stopped, and is told only what became of it.
      if (error instanceof ApiError && error.code.endsWith('_cancelled')) toasts.show(message(error));
      else failed(error);
      return null;
    } finally {
      clearTimeout(timer);
      stop?.();
      this.doing = null;
      this.progress = null;
      this.shown = false;
    }
  }

  cancel(): void {
    call('file_cancel').catch(failed);
  }
}

/** The file work of the app. */
export const fileWork = new FileWork();

/** Writes a list into a file that the reader names, and says where it is. */
export async function exportList(list: ListToExport, format: ExportFormat): Promise<void> {
  const written = await fileWork.run('export', () => call('export_list', { list, format, language: language.current }));
  if (!written) return;
  const { value, path } = written;
  toasts.show(
    value.shortened > 0
      ? m.export_shortened({ count: value.shortened, path })
      : m.export_said({ count: value.rows, path }),
  );
}

/** Writes the whole book into a file that the reader names, and says where it is and what could not go into it. */
export async function saveArchive(withHistory: boolean): Promise<void> {
  const written = await fileWork.run('save', () => call('archive_save', { withHistory, language: language.current }));
  if (!written) return;
  toasts.show(m.archive_saved({ count: written.value.records, path: written.path }));
  sayMissing(written.value.missingFiles);
}

/** Reads an archive that the reader chooses into the empty book. True: it is in. */
export async function restoreArchive(): Promise<boolean> {
  const saved = await fileWork.run('restore', () => call('archive_restore', { language: language.current }));
  if (!saved) return false;
  toasts.show(m.archive_restored({ count: saved.value.records }));
  sayMissing(saved.value.missingFiles);
  return true;
}

function sayMissing(hashes: readonly string[]): void {
  if (hashes.length > 0) toasts.show(m.archive_missing({ count: hashes.length }), { tone: 'error' });
}
