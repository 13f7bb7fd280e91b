// The state of the convert dialog: what was chosen and typed, what the core says would happen, and the one call that does it.
import type { ConvertChoices } from '$lib/bindings/ConvertChoices';
import type { ConvertOutcome } from '$lib/bindings/ConvertOutcome';
import type { ConvertPreview } from '$lib/bindings/ConvertPreview';
import type { ConvertTarget } from '$lib/bindings/ConvertTarget';
import type { RecordPreview } from '$lib/bindings/RecordPreview';
import { ApiError, call, toApiError } from '$lib/api';
import { language } from '$lib/language.svelte';

/** What a lead can become, in the order of the dialog. */
export const kinds = ['organization', 'contact', 'opportunity'] as const;
/** One of them. */
export type TargetKind = (typeof kinds)[number];
/** What becomes of a kind (R3). */
export type How = ConvertTarget['choice'];

/** The fields that can be edited of a new record, in the order of the form; `more` are those that are seldom needed. */
export const formFields: Readonly<Record<TargetKind, { usual: readonly string[]; more: readonly string[] }>> = {
  organization: { usual: ['name', 'industry', 'employees'], more: ['vatNumber', 'annualRevenue'] },
  contact: { usual: ['salutation', 'firstName', 'lastName', 'jobTitle'], more: ['language', 'birthday'] },
  opportunity: { usual: ['title', 'stage', 'amount', 'currency', 'expectedClose', 'source'], more: [] },
};

/** How long typing may pause before the core is asked again, in milliseconds. */
const PAUSE = 150;

/** The choice for one kind. What was chosen or typed for one way is kept while another is looked at. */
export interface Target {
  how: How;
  /** The chosen existing record; null while none is chosen yet. */
  id: string | null;
  /** The fields of a new record, as typed. */
  fields: Record<string, string>;
  /** The fields hold what the lead has, as far as it fits. */
  seeded: boolean;
}

const blank = (): Target => ({ how: 'none', id: null, fields: {}, seeded: false });

/** The conversion of one lead while its dialog is open. */
export class Conversion {
  /** The newest answer; null until the first one. */
  preview = $state.raw<ConvertPreview | null>(null);
  targets: Record<TargetKind, Target> = $state({ organization: blank(), contact: blank(), opportunity: blank() });
  /** The contact's part in the opportunity. */
  role = $state('');
  /** What the core has against the choices as they are. */
  refusal = $state.raw<ApiError | null>(null);
  /** It is being converted. */
  busy = $state(false);
  /** Convert was pressed while an existing record had not been chosen yet. */
  pressed = $state(false);

  readonly #id: string;
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(id: string) {
    this.#id = id;
  }

  /** Kinds for which "existing" is chosen, but not which. */
  get unchosen(): TargetKind[] {
    return kinds.filter((kind) => this.targets[kind].how === 'existing' && this.targets[kind].id === null);
  }

  /** Asks for the proposal. Throws the refusal. */
  async begin(): Promise<void> {
    const mine = ++this.#turn;
    const preview = await call('convert_preview', { id: this.#id, choices: null, language: language.current });
    if (mine !== this.#turn) return;
    for (const kind of kinds) {
      const target = preview.choices[kind];
      this.targets[kind] = {
        how: target.choice,
        id: target.choice === 'existing' ? target.id : null,
        fields: target.choice === 'new' ? noBlanks(target.fields) : {},
        seeded: target.choice === 'new',
      };
    }
    this.role = preview.choices.role;
    this.preview = preview;
  }

  /** The choices as the core takes them. What is not chosen yet counts as none. */
  get choices(): ConvertChoices {
    const [organization, contact, opportunity] = kinds.map((kind) => this.#target(kind)) as [
      ConvertTarget,
      ConvertTarget,
      ConvertTarget,
    ];
    return { organization, contact, opportunity, role: this.role };
  }

  #target(kind: TargetKind): ConvertTarget {
    const target = this.targets[kind];
    if (target.how === 'new') return { choice: 'new', fields: { ...target.fields } };
    if (target.how === 'existing' && target.id !== null) return { choice: 'existing', id: target.id };
    return { choice: 'none' };
  }

  /** Another way for a kind. Of existing ones only strong evidence chooses by itself (R14). */
  choose(kind: TargetKind, how: How): void {
    const target = this.targets[kind];
    target.how = how;
    if (how === 'existing' && target.id === null && kind !== 'opportunity') {
      const found = this.preview?.candidates[kind === 'organization' ? 'organizations' : 'contacts'] ?? [];
      target.id = found.find((candidate) => candidate.strength === 'strong')?.record.id ?? null;
    }
    this.changed(true);
  }

  /** This existing record. */
  take(kind: TargetKind, id: string | null): void {
    this.targets[kind].id = id;
    this.changed(true);
  }

  /** Text in a field of a new record. */
  type(kind: TargetKind, field: string, text: string): void {
    this.targets[kind].fields[field] = text;
    this.changed(false);
  }

  /** Something changed: what was refused may be mended, and the core is asked anew, at once or when typing pauses. */
  changed(atOnce: boolean): void {
    this.refusal = null;
    this.pressed = false;
    clearTimeout(this.#timer);
    // An answer that is still on its way is about something else by now.
    this.#turn += 1;
    if (atOnce) void this.ask();
    else this.#timer = setTimeout(() => void this.ask(), PAUSE);
  }

  /** Asks what the present choices would do. A refusal leaves the last answer on the screen. */
  async ask(): Promise<void> {
    if (this.#over || this.busy) return;
    const mine = ++this.#turn;
    try {
      const preview = await call('convert_preview', {
        id: this.#id,
        choices: this.choices,
        language: language.current,
      });
      if (mine !== this.#turn) return;
      this.preview = preview;
      this.#seed(preview);
      this.refusal = null;
    } catch (thrown) {
      if (mine === this.#turn) this.refusal = toApiError(thrown);
    }
  }

  /** A record that is made new only now gets what the lead has into its form. */
  #seed(preview: ConvertPreview): void {
    for (const kind of kinds) {
      const target = this.targets[kind];
      if (target.how !== 'new' || target.seeded) continue;
      const { usual, more } = formFields[kind];
      for (const { field, value } of preview[kind]?.fields ?? []) {
        if ([...usual, ...more].includes(field)) target.fields[field] ??= value;
      }
      target.seeded = true;
    }
  }

  /** What the core says about a kind, if that is what is chosen now. */
  shown(kind: TargetKind): RecordPreview | null {
    const record = this.preview?.[kind] ?? null;
    const target = this.targets[kind];
    if (target.how === 'none' || !record) return null;
    return target.how === 'existing' ? (record.id === target.id ? record : null) : record.id === null ? record : null;
  }

  /** Whether a new record lacks this field (R9). */
  lacks(kind: TargetKind, field: string): boolean {
    return (
      this.preview?.missing.some((one) => one.kind === kind && one.field === field) === true &&
      (this.targets[kind].fields[field] ?? '').trim() === ''
    );
  }

  /** Converts, once however often it is called. Null: it was refused, and everything stands as it was filled in. */
  async run(): Promise<ConvertOutcome | null> {
    if (this.busy || this.#over) return null;
    this.pressed = true;
    if (this.unchosen.length > 0) return null;
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.busy = true;
    try {
      const { value } = await call('convert_apply', {
        id: this.#id,
        choices: this.choices,
        language: language.current,
      });
      this.#over = true;
      return value;
    } catch (thrown) {
      this.refusal = toApiError(thrown);
      return null;
    } finally {
      this.busy = false;
    }
  }

  /** The dialog is gone: no answer is wanted any more. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#over = true;
  }
}

function noBlanks(fields: Partial<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, text ?? '']));
}
