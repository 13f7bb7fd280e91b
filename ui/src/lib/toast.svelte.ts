// Short messages at the edge of the window: what was done, with a way back, or what went wrong.

/** What a toast offers to do. */
export interface ToastAction {
  label: string;
  run: () => void;
}

/** A message that is shown. */
export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'error';
  action?: ToastAction;
  /** It says how things are now: it stays until that is over. */
  stays?: boolean;
}

/** How long a message stays, in milliseconds; one that can be acted on stays longer, an error until it is closed. */
const STAYS = 5_000;
const STAYS_WITH_ACTION = 9_000;
const AT_ONCE = 3;

/** The messages on the screen. Time stands still while one is under the pointer or has the focus. */
export class ToastList {
  shown: Toast[] = $state([]);
  /** How far a screen that has something to do at the bottom lifts them above it, in pixels. */
  lift = $state(0);
  #next = 1;
  #step: number | undefined;
  #held = false;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Shows a message; the oldest goes when there are more than three. Returns its id. */
  show(text: string, options: Partial<Pick<Toast, 'tone' | 'action' | 'stays'>> = {}): number {
    // The same once more is not said twice.
    const same = this.shown.find((one) => one.text === text && one.tone === 'error' && options.tone === 'error');
    if (same) return same.id;
    const toast: Toast = { ...options, id: this.#next++, text, tone: options.tone ?? 'plain' };
    this.shown.push(toast);
    for (const old of this.shown.filter((one) => !one.stays).slice(0, -AT_ONCE)) this.close(old.id);
    this.#start(toast);
    return toast.id;
  }

  /**
   * Says what a step of the book has done. The word about the step before goes: its button would stand beside this one and
   * mean something else than it did.
   */
  step(text: string, action?: ToastAction): number {
    if (this.#step !== undefined) this.close(this.#step);
    this.#step = this.show(text, { action });
    return this.#step;
  }

  close(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  /** Does what the toast offers and closes it. */
  act(id: number): void {
    const toast = this.shown.find((one) => one.id === id);
    this.close(id);
    toast?.action?.run();
  }

  /** The pointer or the focus is on the messages: they stay. */
  hold(): void {
    this.#held = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  release(): void {
    this.#held = false;
    for (const toast of this.shown) this.#start(toast);
  }

  #start(toast: Toast): void {
    if (this.#held || toast.stays || toast.tone === 'error') return;
    this.#timers.set(
      toast.id,
      setTimeout(() => this.close(toast.id), toast.action ? STAYS_WITH_ACTION : STAYS),
    );
  }
}

/** The messages of the app. */
export const toasts = new ToastList();
