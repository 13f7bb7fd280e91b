// The state of the merge dialog: which records, what was chosen, what the core says would happen, and the one call that does it.
import type { MergeField } from '$lib/bindings/MergeField';
import type { MergeOutcome } from '$lib/bindings/MergeOutcome';
import type { MergePreview } from '$lib/bindings/MergePreview';
import type { MergeRecord } from '$lib/bindings/MergeRecord';
import type { RecordRef } from '$lib/bindings/RecordRef';
import { ApiError, call, toApiError } from '$lib/api';
import { language } from '$lib/language.svelte';

/** More records side by side than these nobody can compare. */
export const AT_ONCE = 6;

/** A field as the dialog shows it: the values in the order of its columns. */
export interface Row {
  field: string;
  values: string[];
  /** The id of the record whose value is taken; null where the values are united. */
  from: string | null;
  value: string;
}

/** Records that become one, while the dialog is open. */
export class Merging {
  /** The newest answer; null until the first one. */
  preview = $state.raw<MergePreview | null>(null);
  /** What the core has against the records or the last choice. */
  refusal = $state.raw<ApiError | null>(null);
  /** They are being merged. */
  busy = $state(false);
  /** The record that stays, where the reader chose it. */
  survivor = $state<string | null>(null);
  /** Whose value a field takes, where the reader chose it. */
  take = $state.raw<Record<string, string>>({});
  #records = $state.raw<readonly RecordRef[]>([]);
  /** The ids in the order of the columns: they stay where they are, whatever is chosen. */
  #columns = $state.raw<readonly string[]>([]);
  #turn = 0;

  constructor(records: readonly RecordRef[]) {
    this.#records = records.slice(0, AT_ONCE);
  }

  /** The columns. */
  get records(): MergeRecord[] {
    const all = this.preview?.records ?? [];
    return this.#columns.flatMap((id) => all.find(({ record }) => record.id === id) ?? []);
  }

  /** The id of the record that stays. */
  get stays(): string | null {
    return this.preview?.records[0]?.record.id ?? null;
  }

  #row(field: MergeField): Row {
    const place = (id: string) => this.preview?.records.findIndex(({ record }) => record.id === id) ?? -1;
    const values = this.records.map(({ record }) => field.values[place(record.id)] ?? '');
    return { field: field.field, values, from: field.from, value: field.value };
  }

  /** Fields to choose of. */
  get chosen(): Row[] {
    return (this.preview?.fields ?? []).filter(({ how }) => how === 'chosen').map((field) => this.#row(field));
  }

  /** Fields in which one record contradicts another, or the reader chose. */
  get differing(): Row[] {
    return this.chosen.filter((row) => row.field in this.take || contradicts(row.values));
  }

  /** Fields whose values are added up. */
  get united(): Row[] {
    return (this.preview?.fields ?? []).filter(({ how }) => how === 'united').map((field) => this.#row(field));
  }

  /** Asks what would happen. Throws nothing: a refusal stands in `refusal`, the last answer stays. */
  async ask(): Promise<boolean> {
    const mine = ++this.#turn;
    try {
      const preview = await call('merge_preview', {
        records: [...this.#records],
        choices: { survivor: this.survivor, take: this.take },
        language: language.current,
      });
      if (mine !== this.#turn) return true;
      // The record that was furthest on stands first; afterwards nothing jumps.
      const known = this.#columns.filter((id) => preview.records.some(({ record }) => record.id === id));
      const others = preview.records.map(({ record }) => record.id).filter((id) => !known.includes(id));
      this.#columns = [...known, ...others];
      this.preview = preview;
      this.refusal = null;
      return true;
    } catch (thrown) {
      if (mine === this.#turn) this.refusal = toApiError(thrown);
      return false;
    }
  }

  /** Another record stays. Refused, it is as before and the reason stands there. */
  async keep(id: string): Promise<void> {
    const before = this.survivor;
    this.survivor = id;
    if (!(await this.ask())) this.survivor = before;
  }

  /** A field takes the value of this record. Refused, it is as before and the reason stands there. */
  async choose(field: string, id: string): Promise<void> {
    const before = this.take;
    this.take = { ...before, [field]: id };
    if (!(await this.ask())) this.take = before;
  }

  /** Merges without this one. */
  async leaveOut(id: string): Promise<void> {
    if (this.#records.length <= 2) return;
    this.#records = this.#records.filter((record) => record.id !== id);
    if (this.survivor === id) this.survivor = null;
    this.take = Object.fromEntries(Object.entries(this.take).filter(([, from]) => from !== id));
    await this.ask();
  }

  /** Merges, once however often it is called. The outcome, or null if it was refused. */
  async run(): Promise<MergeOutcome | null> {
    if (this.busy || !this.preview) return null;
    this.busy = true;
    try {
      const { value } = await call('merge_apply', {
        records: [...this.#records],
        choices: { survivor: this.survivor, take: this.take },
        language: language.current,
      });
      return value;
    } catch (thrown) {
      this.refusal = toApiError(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }
}

/** Two records say something, and not the same. */
function contradicts(values: readonly string[]): boolean {
  return new Set(values.filter((value) => value !== '')).size > 1;
}
