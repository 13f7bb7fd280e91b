// Rows that come page by page, by key: each page says from where the next one goes on (never by a number of rows to skip).

/** A page of rows. */
export interface Page<Row> {
  rows: readonly Row[];
  /** What `load` takes for the next page; null at the end. */
  next: string | null;
}

/** Asks for a page; null is the first one. */
export type Load<Row> = (after: string | null) => Promise<Page<Row>>;

/** The rows that were fetched so far. A reload keeps the old rows on the screen until the new ones are there. */
export class Paging<Row> {
  rows = $state.raw<readonly Row[]>([]);
  /** True once the first page has come. */
  ready = $state(false);
  complete = $state(false);
  error = $state.raw<unknown>(null);
  #load: Load<Row>;
  #next: string | null = null;
  #turn = 0;
  #busy = false;

  constructor(load: Load<Row>) {
    this.#load = load;
  }

  /** Begins again, with another question if given, fetching as many rows as were there. */
  async restart(load: Load<Row> = this.#load, atLeast = 0): Promise<void> {
    this.#load = load;
    const mine = ++this.#turn;
    this.#busy = true;
    try {
      let page = await load(null);
      let rows = page.rows;
      while (mine === this.#turn && page.next !== null && rows.length < atLeast) {
        page = await load(page.next);
        rows = [...rows, ...page.rows];
      }
      if (mine !== this.#turn) return;
      this.rows = rows;
      this.#took(page);
    } catch (thrown) {
      if (mine === this.#turn) this.error = thrown;
    } finally {
      if (mine === this.#turn) {
        this.#busy = false;
        this.ready = true;
      }
    }
  }

  /** The same rows once more, because the book changed. */
  refresh(): Promise<void> {
    return this.restart(this.#load, this.rows.length);
  }

  /** Fetches the next page, if there is one and none is under way. */
  async more(): Promise<void> {
    if (this.#busy || this.complete || !this.ready) return;
    const mine = this.#turn;
    this.#busy = true;
    try {
      const page = await this.#load(this.#next);
      if (mine !== this.#turn) return;
      this.rows = [...this.rows, ...page.rows];
      this.#took(page);
    } catch (thrown) {
      if (mine === this.#turn) this.error = thrown;
    } finally {
      if (mine === this.#turn) this.#busy = false;
    }
  }

  #took(page: Page<Row>): void {
    this.#next = page.next;
    this.complete = page.next === null;
    this.error = null;
  }
}
