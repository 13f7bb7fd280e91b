// Where the reader is, and the way back. A place is a screen and, where one record is open, its id.

/** A place in the app. */
export interface Place {
  /** The screen's name as in src/screens.ts. */
  screen: string;
  /** The open record, if any. */
  id: string | null;
  /** True if the record fills the screen; false if it lies beside its list. */
  full: boolean;
}

/** How many steps back are kept. */
const KEPT = 100;

/** The history of places: one list and where in it the reader stands. */
export class Router {
  #places: Place[] = $state.raw([{ screen: '', id: null, full: false }]);
  #index = $state(0);
  /** Called after every move, to keep the place for the next start. */
  onmove: (place: Place) => void = () => {};

  /** Where the reader is now. */
  get place(): Place {
    return this.#places[this.#index] ?? { screen: '', id: null, full: false };
  }

  get canGoBack(): boolean {
    return this.#index > 0;
  }

  get canGoForward(): boolean {
    return this.#index < this.#places.length - 1;
  }

  /** Goes to a place. Going where one already is changes nothing. */
  go(screen: string, id: string | null = null, full = false): void {
    const next = { screen, id, full };
    if (same(next, this.place)) return;
    const kept = this.#places.slice(0, this.#index + 1).slice(-KEPT);
    this.#places = [...kept, next];
    this.#index = kept.length;
    this.onmove(next);
  }

  /** Puts another place where the reader is, without a step back to the old one: for a record that is gone or was replaced. */
  replace(screen: string, id: string | null = null, full = false): void {
    const next = { screen, id, full };
    if (same(next, this.place)) return;
    this.#places = this.#places.with(this.#index, next);
    this.onmove(next);
  }

  back(): void {
    if (this.canGoBack) this.#to(this.#index - 1);
  }

  forward(): void {
    if (this.canGoForward) this.#to(this.#index + 1);
  }

  #to(index: number): void {
    this.#index = index;
    this.onmove(this.place);
  }

  /** Starts anew at the place that was kept, if it is still one; `screens` are the names there are. */
  reopen(kept: string | null, screens: readonly string[], otherwise: string): void {
    const place = kept === null ? null : readPlace(kept);
    this.#places = [place && screens.includes(place.screen) ? place : { screen: otherwise, id: null, full: false }];
    this.#index = 0;
  }
}

function same(a: Place, b: Place): boolean {
  return a.screen === b.screen && a.id === b.id && a.full === b.full;
}

/** A place as one line of text: "leads", "leads/0190…", "leads/0190…/full". */
export function writePlace(place: Place): string {
  return [place.screen, place.id, place.id !== null && place.full ? 'full' : null]
    .filter((part) => part !== null)
    .join('/');
}

/** Reads what `writePlace` wrote; null if it is nothing of the kind. */
export function readPlace(text: string): Place | null {
  const [screen, id, full, ...rest] = text.split('/');
  if (!screen || rest.length > 0 || id === '' || (full !== undefined && full !== 'full')) return null;
  return { screen, id: id ?? null, full: full === 'full' };
}

/** The one router of the app. */
export const router = new Router();

/** The mouse's side buttons go back and forward. Returns how to stop listening. */
export function listenToMouse(target: Window, to: Router): () => void {
  const onmouseup = (event: MouseEvent) => {
    if (event.button !== 3 && event.button !== 4) return;
    event.preventDefault();
    if (event.button === 3) to.back();
    else to.forward();
  };
  target.addEventListener('mouseup', onmouseup);
  return () => target.removeEventListener('mouseup', onmouseup);
}
