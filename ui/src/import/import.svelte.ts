// The state of an import: which file, where its columns go, what would be done, what was done. It outlives its screen, so that
// looking at a lead in between loses nothing.
import type { ColumnMapping } from '$lib/bindings/ColumnMapping';
import type { ImportField } from '$lib/bindings/ImportField';
import type { ImportPlan } from '$lib/bindings/ImportPlan';
import type { ImportPreview } from '$lib/bindings/ImportPreview';
import type { ImportProgress } from '$lib/bindings/ImportProgress';
import type { ReadOptions } from '$lib/bindings/ReadOptions';
import type { ValueStyles } from '$lib/bindings/ValueStyles';
import { call, toApiError, type ApiError } from '$lib/api';
import { language } from '$lib/language.svelte';
import type { ImportFile, ImportReport } from '$lib/wire';

/** The steps, in their order. */
export const steps = ['file', 'columns', 'preview', 'result'] as const;
/** One of them. */
export type ImportStep = (typeof steps)[number];

const found: ReadOptions = { encoding: null, delimiter: null, hasHeader: null, sheet: null };

/** One import from the choice of the file to its result. */
export class Import {
  step: ImportStep = $state('file');
  file = $state.raw<ImportFile | null>(null);
  plan = $state.raw<ImportPlan | null>(null);
  /** What an import would do; null until the file was looked through. */
  preview = $state.raw<ImportPreview | null>(null);
  report = $state.raw<ImportReport | null>(null);
  progress = $state.raw<ImportProgress | null>(null);
  /** What is being done. */
  busy = $state<'' | 'open' | 'reread' | 'preview' | 'run'>('');
  /** Why the last thing was not done. */
  refusal = $state.raw<ApiError | null>(null);

  // How the file is read, as far as the user has said so.
  #options: ReadOptions = found;
  // The plan that the preview is about.
  #looked = $state.raw<ImportPlan | null>(null);
  #turn = 0;

  /** The preview is about the plan as it is, so that it can be carried out. */
  get isReady(): boolean {
    return this.busy === '' && this.preview !== null && this.preview.new > 0 && this.#looked === this.plan;
  }

  /** Lets the reader choose a file, or takes the dropped one. Nothing is lost if they think better of it. */
  async open(useDropped: boolean): Promise<void> {
    if (this.busy !== '') return;
    this.busy = 'open';
    this.refusal = null;
    try {
      const file = await call('import_open', { useDropped, language: language.current });
      if (!file) return;
      this.#options = found;
      this.file = file;
      this.plan = file.plan;
      this.preview = null;
      this.report = null;
      this.step = 'columns';
    } catch (thrown) {
      this.refusal = toApiError(thrown);
    } finally {
      this.busy = '';
    }
  }

  /** Reads the file another way. What was set by hand for a column stays with the column of that name. */
  async reread(options: Partial<ReadOptions>): Promise<void> {
    if (!this.plan) return;
    const mine = ++this.#turn;
    const before = this.#options;
    this.#options = { ...before, ...options };
    this.busy = 'reread';
    this.refusal = null;
    try {
      const file = await call('import_reread', { options: this.#options });
      if (mine !== this.#turn) return;
      const set = this.plan.mappings.filter((one) => one.guessedBy === 'user');
      const byHand = new Map(set.map((one) => [one.header, one]));
      const keep = (mapping: ColumnMapping): ColumnMapping => {
        const kept = byHand.get(mapping.header);
        return kept ? { ...mapping, field: kept.field, label: kept.label, guessedBy: 'user' } : mapping;
      };
      this.file = file;
      this.plan = { ...this.plan, mappings: file.plan.mappings.map(keep) };
      this.preview = null;
    } catch (thrown) {
      if (mine !== this.#turn) return;
      this.#options = before;
      this.refusal = toApiError(thrown);
    } finally {
      if (mine === this.#turn) this.busy = '';
    }
  }

  /** Where a column goes. */
  map(column: number, field: ImportField, label?: string): void {
    if (!this.plan) return;
    this.plan = {
      ...this.plan,
      mappings: this.plan.mappings.map((one) =>
        one.column === column ? { ...one, field, label: label ?? one.label, guessedBy: 'user' } : one,
      ),
    };
    this.refusal = null;
  }

  /** Anything else that the reader decides. On the page of the preview the file is looked through anew. */
  decide(choice: Partial<Pick<ImportPlan, 'duplicates' | 'unknownWords'>> & { styles?: Partial<ValueStyles> }): void {
    if (!this.plan) return;
    this.plan = { ...this.plan, ...choice, styles: { ...this.plan.styles, ...choice.styles } };
    this.refusal = null;
    if (this.step === 'preview') void this.look();
  }

  /** Looks through the file what the import would do. An answer about another plan than the present one is dropped. */
  async look(): Promise<void> {
    if (!this.plan || this.busy === 'run') return;
    const mine = ++this.#turn;
    const { plan } = this;
    this.busy = 'preview';
    this.progress = null;
    this.refusal = null;
    try {
      const preview = await call('import_preview', { plan });
      if (mine !== this.#turn) return;
      this.preview = preview;
      this.#looked = plan;
      this.step = 'preview';
    } catch (thrown) {
      if (mine === this.#turn) this.refusal = toApiError(thrown);
    } finally {
      if (mine === this.#turn) this.busy = '';
    }
  }

  /** Imports, once however often it is called. The report, or null if it was refused or stopped. */
  async run(): Promise<ImportReport | null> {
    if (!this.plan || !this.isReady) return null;
    this.busy = 'run';
    this.progress = null;
    this.refusal = null;
    try {
      const { value } = await call('import_run', { plan: this.plan, language: language.current });
      this.report = value;
      this.step = 'result';
      return value;
    } catch (thrown) {
      this.refusal = toApiError(thrown);
      return null;
    } finally {
      this.busy = '';
    }
  }

  /** Stops what is running; the answer to it is the refusal that says so. */
  async cancel(): Promise<void> {
    try {
      await call('import_cancel');
    } catch (thrown) {
      this.refusal = toApiError(thrown);
    }
  }

  /** To another step that was reached already. All that was decided stays. */
  go(step: ImportStep): void {
    if (!this.reached(step) || this.busy === 'run') return;
    // What is still being looked at is not wanted any more.
    this.#turn += 1;
    if (this.busy === 'preview') void this.cancel();
    this.busy = '';
    this.refusal = null;
    this.step = step;
  }

  /** Whether a step can be gone to. What was imported is not prepared again. */
  reached(step: ImportStep): boolean {
    if (this.step === 'result') return step === 'file' || step === 'result';
    if (step === 'file') return true;
    if (step === 'columns') return this.file !== null && this.report === null;
    return step === 'preview' && this.preview !== null && this.#looked === this.plan && this.report === null;
  }
}

/** The import of the app; there is one at a time. */
export const importing = new Import();
