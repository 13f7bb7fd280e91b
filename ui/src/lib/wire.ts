// What goes over the wire for the frame. The types of records come from Rust (bindings/); these few belong to the host itself.

/** One undoable step, as history names it. */
export interface Step {
  /** What was done, as in the core's `Op`: the text is `step_<kind>`. */
  kind: string;
  /** The title of what it was done to. */
  subject: string;
  /** How many records it was done to. */
  count: number;
}

/** How many records each place holds, by the name of its screen. */
export type Counts = Partial<Record<string, number>>;

/** The answer to `start`. */
export interface Start {
  book:
    | { state: 'open'; empty: boolean; counts: Counts; folder: string }
    | { state: 'refused'; code: string; values: Record<string, string | number>; folder: string };
  preferences: { language: string | null; theme: string | null; place: string | null };
}

/** A preference of this machine. */
export interface Preference {
  key: 'language' | 'theme' | 'place';
  value: string;
}

/** The payload of `book-changed`. */
export interface BookChanged {
  records: { kind: string; id: string }[];
}

/** The payload of `import-progress`. */
export interface ImportProgress {
  done: number;
  total: number;
}
