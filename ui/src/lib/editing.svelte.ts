// In-place editing, the same for every kind of field: click or Enter begins, Enter saves, Esc takes back, leaving the field saves.
// What was typed is never lost: if it cannot be read or is refused, the field stays open with it and says why (R26).
import { message } from './api';
import { m } from './paraglide/messages.js';
import { toasts } from './toast.svelte';

/** What a field needs to read and keep a value. */
export interface EditingOptions<Value> {
  /** The kept value. */
  value: () => Value;
  /** The value as text for the input. */
  write: (value: Value) => string;
  /** Reads the input; throws a sentence (Unreadable) if it cannot be read. */
  read: (text: string) => Value;
  /** Keeps the value; a rejected promise is shown as the field's error. */
  save: (value: Value) => unknown;
}

/** What was typed cannot be read; the message is the sentence to show. */
export class Unreadable extends Error {}

/** The state of one field that is edited in place. */
export class Editing<Value> {
  active = $state(false);
  draft = $state('');
  error = $state('');
  saving = $state(false);
  #options: EditingOptions<Value>;
  // Asked to save while the save before was under way.
  #again = false;
  #left = false;

  constructor(options: EditingOptions<Value>) {
    this.#options = options;
  }

  /** Opens the field with the kept value, or with `typed` in its place. */
  begin(typed?: string): void {
    this.draft = typed ?? this.#options.write(this.#options.value());
    this.error = '';
    this.active = true;
  }

  /** Closes the field; the kept value stands. */
  cancel(): void {
    this.active = false;
    this.error = '';
  }

  /** The field is not on the screen any more: what cannot be kept is said elsewhere. */
  leave(): void {
    this.#left = true;
  }

  /** Reads and keeps. True if the field closed. What is typed while that waits for something larger is kept after it. */
  async save(): Promise<boolean> {
    if (this.saving) this.#again = true;
    if (!this.active || this.saving) return false;
    let value: Value;
    try {
      value = this.#options.read(this.draft);
    } catch (unreadable) {
      if (!(unreadable instanceof Unreadable)) throw unreadable;
      this.error = unreadable.message;
      return false;
    }
    if (this.#options.write(value) === this.#options.write(this.#options.value())) {
      this.cancel();
      return true;
    }
    const sent = this.draft;
    this.saving = true;
    this.#again = false;
    try {
      await this.#options.save(value);
    } catch (refused) {
      this.error = message(refused);
      if (this.#left) toasts.show(m.field_not_kept({ text: sent, reason: this.error }), { tone: 'error' });
      return false;
    } finally {
      this.saving = false;
    }
    if (this.draft !== sent) return this.#again ? this.save() : false;
    this.cancel();
    return true;
  }
}
