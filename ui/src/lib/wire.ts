// What goes over the wire for the frame. The types of records come from Rust (bindings/); these few belong to the host itself.

import type { ContactQuery } from './bindings/ContactQuery';
import type { ImportPlanOfAll } from './bindings/ImportPlanOfAll';
import type { ImportResult } from './bindings/ImportResult';
import type { ImportWhat } from './bindings/ImportWhat';
import type { ItemQuery } from './bindings/ItemQuery';
import type { LeadQuery } from './bindings/LeadQuery';
import type { OpportunityQuery } from './bindings/OpportunityQuery';
import type { OrganizationQuery } from './bindings/OrganizationQuery';
import type { TableShape } from './bindings/TableShape';

/** One undoable step, as history names it. */
export interface Step {
  /** What was done, as in the core's `Op`: the text is `step_<kind>`. */
  kind: string;
  /** The title of what it was done to. */
  subject: string;
  /** How many records it was done to. */
  count: number;
}

/** How many records of each kind there are to work with. */
export type Counts = Partial<Record<'lead' | 'contact' | 'organization' | 'opportunity', number>>;

/** What a writing command answers: what it made, and the step to undo it by (null if nothing had to be changed). */
export interface Saved<T> {
  value: T;
  step: number | null;
}

/** The answer to `start`. */
export interface Start {
  book:
    | { state: 'open'; empty: boolean; folder: string }
    | { state: 'refused'; code: string; values: Record<string, string | number>; field: string | null; folder: string };
  preferences: { language: string | null; theme: string | null; place: string | null };
  /** The system's language and country ("de-AT"): WebKitGTK does not always know it. */
  locale: string | null;
}

/** A preference of this machine. */
export interface Preference {
  key: 'language' | 'theme' | 'place';
  value: string;
}

/** The payload of `book-changed`. */
export interface BookChanged {
  records: { kind: string; id: string }[];
  /** More changed than `records` names: read everything anew. */
  many: boolean;
  /** The tables that rows changed in. */
  tables: string[];
}

/** A file that was looked at, and what would be done with it. */
export interface ImportFile {
  name: string;
  shape: TableShape;
  plan: ImportPlanOfAll;
  /** It was written by Kontor itself. */
  isOwn: boolean;
  /** The first rows. */
  rows: string[][];
  /** What can be filled, in the order in which a person chooses. */
  targets: { what: ImportWhat; fields: string[] }[];
  /** The programs whose exports are recognised. */
  systems: string[];
}

/** What an import did. */
export interface ImportReport {
  outcome: ImportResult;
  /** Its number in the record of imports. */
  record: number;
}

/** Something that was written into a file, and where. */
export interface Written<T> {
  value: T;
  path: string;
}

/** How far a file is; `of` is null where nobody knows beforehand. */
export interface FileProgress {
  done: number;
  of: number | null;
}

/** A list with its filter and order as the screen has them: `ExportList`, of whose queries nothing must be named. */
export type ListToExport =
  | { list: 'leads'; query: Partial<LeadQuery> }
  | { list: 'contacts'; query: Partial<ContactQuery> }
  | { list: 'organizations'; query: Partial<OrganizationQuery> }
  | { list: 'opportunities'; query: Partial<OpportunityQuery> }
  | { list: 'activities' | 'notes'; query: Partial<ItemQuery> };
