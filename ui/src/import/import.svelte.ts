// The state of an import: which file, where its columns go, what its words become, what would be done, what was done. It outlives
// its screen, so that an import goes on, and nothing that was decided is lost, while the reader works elsewhere.
import type { ImportChoice } from '$lib/bindings/ImportChoice';
import type { ImportMapping } from '$lib/bindings/ImportMapping';
import type { ImportPlanOfAll as Plan } from '$lib/bindings/ImportPlanOfAll';
import type { ImportPolicy } from '$lib/bindings/ImportPolicy';
import type { ImportProgress } from '$lib/bindings/ImportProgress';
import type { ImportRecord } from '$lib/bindings/ImportRecord';
import type { ImportRehearsal } from '$lib/bindings/ImportRehearsal';
import type { ImportValues } from '$lib/bindings/ImportValues';
import type { ImportWhat } from '$lib/bindings/ImportWhat';
import type { ImportWords } from '$lib/bindings/ImportWords';
import type { ReadOptions } from '$lib/bindings/ReadOptions';
import type { ValueStyles } from '$lib/bindings/ValueStyles';
import { call, onImportProgress, toApiError, type ApiError } from '$lib/api';
import { language } from '$lib/language.svelte';
import { m } from '$lib/paraglide/messages.js';
import { said } from '$lib/undo';
import type { ImportFile, ImportReport } from '$lib/wire';
import { amountOf, OTHER } from './words';

/** The steps that a reader goes through. */
export const steps = ['file', 'columns', 'values', 'preview'] as const;
/** One of them, or what stands after them. */
export type ImportStep = (typeof steps)[number] | 'result';

/** Where a column goes: a field of something, or "keep" and "ignore" of nothing. */
export interface Target {
  what: ImportWhat | null;
  field: string;
}

/** What the reader knows of a file; null: it is found out. */
interface Known {
  what: ImportWhat | null;
  system: string | null;
}

const nothing: Known = { what: null, system: null };
const found: ReadOptions = { encoding: null, delimiter: null, hasHeader: null, sheet: null };
/** How many of the past imports are shown. */
const RECORDS = 50;

/** One import from the choice of the file to its result. */
export class Import {
  step: ImportStep = $state('file');
  file = $state.raw<ImportFile | null>(null);
  plan = $state.raw<Plan | null>(null);
  /** What the values leave open; null until the file was looked through. */
  values = $state.raw<ImportValues | null>(null);
  /** What an import would do; null until it was rehearsed. */
  preview = $state.raw<ImportRehearsal | null>(null);
  report = $state.raw<ImportReport | null>(null);
  progress = $state.raw<ImportProgress | null>(null);
  /** The imports so far, newest first. */
  records = $state.raw<readonly ImportRecord[]>([]);
  /** What is being done. */
  busy = $state<'' | 'open' | 'look' | 'values' | 'preview' | 'run'>('');
  /** Why the last thing was not done. */
  refusal = $state.raw<ApiError | null>(null);

  // How the file is read, as far as the user has said so.
  #options: ReadOptions = found;
  // What it is, as far as the user has said so.
  #known: Known = nothing;
  // The columns that the values are about, and the plan that the preview is about.
  #valued = $state.raw<readonly ImportMapping[] | null>(null);
  #looked = $state.raw<Plan | null>(null);
  #turn = 0;

  /** The preview is about the plan as it is, and there is something to do. */
  get isReady(): boolean {
    return this.busy === '' && this.preview !== null && this.#looked === this.plan && this.changes > 0;
  }

  /** How many records the import would make or change. */
  get changes(): number {
    const all = Object.values(this.preview?.outcome.byWhat ?? {});
    return all.reduce((sum, of) => sum + (of ? of.created + of.updated : 0), 0) + (this.preview?.outcome.waiting ?? 0);
  }

  /** Lets the reader choose a file, or takes the dropped one. Nothing is lost if they think better of it. */
  async open(useDropped: boolean): Promise<void> {
    if (this.busy !== '') return;
    await this.#do('open', async () => {
      const file = await call('import_open', { useDropped, language: language.current });
      if (!file) return;
      this.#options = found;
      this.#known = nothing;
      this.file = file;
      this.plan = file.plan;
      this.values = this.preview = this.report = null;
      this.step = 'file';
    });
  }

  /** Reads the file another way. What was set by hand for a column stays with the column of that name. */
  async reread(options: Partial<ReadOptions>): Promise<void> {
    const before = this.#options;
    this.#options = { ...before, ...options };
    if (!(await this.#lookAgain(this.#known))) this.#options = before;
  }

  /** Says what the rows are about, or which program wrote the file: the columns are guessed anew. */
  async is(known: Partial<Known>): Promise<void> {
    const before = this.#known;
    const found = this.plan?.system === OTHER ? null : (this.plan?.system ?? null);
    this.#known = { what: known.what ?? before.what, system: known.system ?? before.system ?? found };
    if (!(await this.#lookAgain(this.#known))) this.#known = before;
  }

  async #lookAgain(known: Known): Promise<boolean> {
    const { plan } = this;
    if (!plan || this.busy === 'run') return false;
    return this.#do('look', async (isWanted) => {
      const file = await call('import_look', { options: this.#options, ...known });
      if (!isWanted()) return;
      const byHand = new Map(plan.mappings.filter((one) => one.guessedBy === 'user').map((one) => [one.header, one]));
      const mappings = file.plan.mappings.map((one) => {
        const kept = byHand.get(one.header);
        return kept
          ? { ...one, what: kept.what, field: kept.field, label: kept.label, guessedBy: kept.guessedBy }
          : one;
      });
      this.file = file;
      this.plan = { ...file.plan, policy: plan.policy, styles: plan.styles, mappings };
      this.values = this.preview = null;
    });
  }

  /** Where a column goes. */
  map(column: number, target: Target, label?: string): void {
    if (!this.plan) return;
    this.plan = {
      ...this.plan,
      mappings: this.plan.mappings.map((one) =>
        one.column === column ? { ...one, ...target, label: label ?? one.label, guessedBy: 'user' } : one,
      ),
    };
    this.refusal = null;
  }

  /** What a word of the file becomes. */
  choose(words: ImportWords, value: string, choice: ImportChoice): void {
    if (!this.plan) return;
    const others = this.plan.choices.filter((one) => one.words !== words || one.value !== value);
    this.plan = { ...this.plan, choices: [...others, { words, value, choice }] };
  }

  /** Anything else that the reader decides about values. */
  decide(choice: { policy?: ImportPolicy; styles?: Partial<ValueStyles> }): void {
    if (!this.plan) return;
    const { policy, styles } = choice;
    this.plan = {
      ...this.plan,
      policy: policy ?? this.plan.policy,
      styles: { ...this.plan.styles, ...styles },
    };
  }

  /** Looks through the values of the columns as they are mapped. */
  async lookAtValues(): Promise<void> {
    const { plan } = this;
    if (!plan || this.busy === 'run') return;
    if (this.values && this.#valued === plan.mappings) {
      this.step = 'values';
      return;
    }
    await this.#do('values', async (isWanted) => {
      const values = await call('import_values', { plan });
      if (!isWanted()) return;
      this.values = values;
      this.#valued = plan.mappings;
      this.step = 'values';
    });
  }

  /** Rehearses the import. An answer about another plan than the present one is dropped. */
  async look(): Promise<void> {
    const { plan } = this;
    if (!plan || this.busy === 'run') return;
    if (this.preview && this.#looked === plan) {
      this.step = 'preview';
      return;
    }
    await this.#do('preview', async (isWanted) => {
      const preview = await call('import_preview', { plan, language: language.current });
      if (!isWanted()) return;
      this.preview = preview;
      this.#looked = plan;
      this.step = 'preview';
    });
  }

  /** Imports, once however often it is called, and says so wherever the reader is by then. */
  async run(): Promise<void> {
    const { plan } = this;
    if (!plan || !this.isReady) return;
    const isDone = await this.#do('run', async () => {
      const { value } = await call('import_run', { plan, language: language.current });
      this.report = value;
      this.step = 'result';
      const amount = amountOf(this.file?.shape.format, value.outcome.created + value.outcome.updated);
      said(m.import_said({ amount, file: this.file?.name ?? '' }));
    });
    if (isDone) await this.remember();
  }

  /** Fetches the record of imports. */
  async remember(): Promise<void> {
    try {
      this.records = await call('import_records', { limit: RECORDS });
    } catch (thrown) {
      this.refusal = toApiError(thrown);
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
    if (this.busy === 'values' || this.busy === 'preview') void this.cancel();
    this.busy = '';
    this.refusal = null;
    this.step = step;
  }

  /** Puts the file away. */
  close(): void {
    if (this.busy !== '') return;
    this.file = this.plan = this.values = this.preview = this.report = this.refusal = null;
    this.step = 'file';
  }

  /** Whether a step can be gone to. What was imported is not prepared again. */
  reached(step: ImportStep): boolean {
    if (this.step === 'result') return step === 'result';
    if (step === 'file') return true;
    if (step === 'columns') return this.file !== null;
    const isValued = this.values !== null && this.#valued === this.plan?.mappings;
    if (step === 'values') return isValued;
    return step === 'preview' && isValued && this.preview !== null && this.#looked === this.plan;
  }

  /** Does one thing after the other; what was begun before is dropped. True: it was done. */
  async #do(busy: Exclude<Import['busy'], ''>, work: (isWanted: () => boolean) => Promise<void>): Promise<boolean> {
    const mine = ++this.#turn;
    const isWanted = () => mine === this.#turn;
    this.busy = busy;
    this.progress = null;
    this.refusal = null;
    const stop =
      busy === 'open' || busy === 'look' ? null : onImportProgress((now) => isWanted() && (this.progress = now));
    try {
      await work(isWanted);
      return isWanted();
    } catch (thrown) {
      if (isWanted()) this.refusal = toApiError(thrown);
      return false;
    } finally {
      void stop?.then((end) => end());
      if (isWanted()) this.busy = '';
    }
  }
}

/** The import of the app; there is one at a time. */
export const importing = new Import();
