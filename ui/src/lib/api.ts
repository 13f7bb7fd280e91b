// The only file that imports @tauri-apps: everything the screens ask of the core goes through `call`.
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';
import { m } from './paraglide/messages.js';
import type { ActivityDraft } from './bindings/ActivityDraft';
import type { ActivityField } from './bindings/ActivityField';
import type { AddressDraft } from './bindings/AddressDraft';
import type { AddressKind } from './bindings/AddressKind';
import type { Archived } from './bindings/Archived';
import type { Board } from './bindings/Board';
import type { BoardQuery } from './bindings/BoardQuery';
import type { Came } from './bindings/Came';
import type { Candidate } from './bindings/Candidate';
import type { ColumnPage } from './bindings/ColumnPage';
import type { ColumnQuery } from './bindings/ColumnQuery';
import type { ContactDetail } from './bindings/ContactDetail';
import type { ContactField } from './bindings/ContactField';
import type { ContactQuery } from './bindings/ContactQuery';
import type { ContactRow } from './bindings/ContactRow';
import type { BulkEdit } from './bindings/BulkEdit';
import type { BulkOutcome } from './bindings/BulkOutcome';
import type { CleanUp } from './bindings/CleanUp';
import type { CleanUpOutcome } from './bindings/CleanUpOutcome';
import type { ConvertManyPreview } from './bindings/ConvertManyPreview';
import type { ConvertReport } from './bindings/ConvertReport';
import type { ConvertSelection } from './bindings/ConvertSelection';
import type { TakenBack } from './bindings/TakenBack';
import type { ConvertChoices } from './bindings/ConvertChoices';
import type { ConvertOutcome } from './bindings/ConvertOutcome';
import type { ConvertPreview } from './bindings/ConvertPreview';
import type { DemoAdded } from './bindings/DemoAdded';
import type { Draft } from './bindings/Draft';
import type { DuplicatePage } from './bindings/DuplicatePage';
import type { DuplicateQuery } from './bindings/DuplicateQuery';
import type { Exported } from './bindings/Exported';
import type { ExportFormat } from './bindings/ExportFormat';
import type { HistoryEntry } from './bindings/HistoryEntry';
import type { HistoryStep } from './bindings/HistoryStep';
import type { Hit } from './bindings/Hit';
import type { ImportPlanOfAll } from './bindings/ImportPlanOfAll';
import type { ImportProgress } from './bindings/ImportProgress';
import type { ImportRecord } from './bindings/ImportRecord';
import type { ImportRehearsal } from './bindings/ImportRehearsal';
import type { ImportValues } from './bindings/ImportValues';
import type { ImportWhat } from './bindings/ImportWhat';
import type { LeadCloseDraft } from './bindings/LeadCloseDraft';
import type { LeadDetail } from './bindings/LeadDetail';
import type { LeadField } from './bindings/LeadField';
import type { LeadQuery } from './bindings/LeadQuery';
import type { LeadRow } from './bindings/LeadRow';
import type { MergeChoices } from './bindings/MergeChoices';
import type { MergeOutcome } from './bindings/MergeOutcome';
import type { MergePreview } from './bindings/MergePreview';
import type { NoteField } from './bindings/NoteField';
import type { NoteText } from './bindings/NoteText';
import type { OpportunityDetail } from './bindings/OpportunityDetail';
import type { OpportunityDraft } from './bindings/OpportunityDraft';
import type { OpportunityField } from './bindings/OpportunityField';
import type { OpportunityLostDraft } from './bindings/OpportunityLostDraft';
import type { OpportunityQuery } from './bindings/OpportunityQuery';
import type { OpportunityRow } from './bindings/OpportunityRow';
import type { OrganizationDetail } from './bindings/OrganizationDetail';
import type { OrganizationField } from './bindings/OrganizationField';
import type { OrganizationQuery } from './bindings/OrganizationQuery';
import type { OrganizationRow } from './bindings/OrganizationRow';
import type { Page } from './bindings/Page';
import type { Pipeline } from './bindings/Pipeline';
import type { PipelineDraft } from './bindings/PipelineDraft';
import type { PointDraft } from './bindings/PointDraft';
import type { PointKind } from './bindings/PointKind';
import type { Probe } from './bindings/Probe';
import type { ReadOptions } from './bindings/ReadOptions';
import type { RecordRef } from './bindings/RecordRef';
import type { Related } from './bindings/Related';
import type { RelatedList } from './bindings/RelatedList';
import type { Restored } from './bindings/Restored';
import type { SearchQuery } from './bindings/SearchQuery';
import type { SearchResult } from './bindings/SearchResult';
import type { Settings } from './bindings/Settings';
import type { SettingsDraft } from './bindings/SettingsDraft';
import type { Tag } from './bindings/Tag';
import type { TimelineItem } from './bindings/TimelineItem';
import type { TurnBackPreview } from './bindings/TurnBackPreview';
import type { TurnedBack } from './bindings/TurnedBack';
import type { Vocabulary } from './bindings/Vocabulary';
import type { Word } from './bindings/Word';
import type {
  BookChanged,
  Counts,
  FileProgress,
  ImportFile,
  ImportReport,
  ListToExport,
  Preference,
  Saved,
  Start,
  Step,
  Written,
} from './wire';

/** Every command of the host: what it takes and what it answers. Add a line here when the host gains one. */
export interface Commands {
  /** The first question of the window: is there a book, and how does the reader like it? */
  start: { args: undefined; result: Start };
  /** The first screen is painted: the host shows the window. */
  window_ready: { args: undefined; result: null };
  /** Keeps a preference of this machine (language, theme, place); it is not part of the book's history. */
  preference_set: { args: Preference; result: null };
  /** What the window remembered on this machine: drafts, widths. */
  remembered: { args: { key: string }; result: string | null };
  /** Remembers a text on this machine; an empty one forgets it. */
  remember: { args: { key: string; value: string }; result: null };
  /** How many records each place holds. */
  counts: { args: undefined; result: Counts };
  /** Fills an empty book with demo data in the reader's language. */
  demo_fill: { args: { language: string }; result: Saved<DemoAdded> };
  undo: { args: undefined; result: Step };
  redo: { args: undefined; result: Step };
  /** Takes one step of the history back, also one that is not the newest. */
  undo_step: { args: { seq: number }; result: Step };
  /** Puts one field back to what it was before a recorded change. */
  put_back: { args: { change: number; field: string }; result: Saved<null> };
  /** The newest steps of the book, older than `before` if given. */
  history_steps: { args: { before: number | null; limit: number }; result: HistoryStep[] };
  /** The record that an id stands for now: itself, what it was merged into, or what the lead became; null: deleted. */
  record_now: { args: { id: string }; result: RecordRef | null };
  /** What changed on a record, newest first. */
  history_of_record: { args: { id: string; before: number | null; limit: number }; result: HistoryEntry[] };

  lead_page: { args: { query: Partial<LeadQuery> }; result: Page<LeadRow> };
  lead_get: { args: { id: string }; result: LeadDetail };
  lead_create: { args: { draft: Partial<Draft<LeadField>>; language: string }; result: Saved<string> };
  lead_set: { args: { id: string; fields: Partial<Record<LeadField, string>>; language: string }; result: Saved<null> };
  lead_delete: { args: { id: string }; result: Saved<null> };
  lead_close: { args: { id: string; draft: Partial<LeadCloseDraft> }; result: Saved<null> };
  lead_reopen: { args: { id: string }; result: Saved<null> };

  organization_page: { args: { query: Partial<OrganizationQuery> }; result: Page<OrganizationRow> };
  organization_get: { args: { id: string }; result: OrganizationDetail };
  organization_create: { args: { draft: Partial<Draft<OrganizationField>>; language: string }; result: Saved<string> };
  organization_set: {
    args: { id: string; fields: Partial<Record<OrganizationField, string>>; language: string };
    result: Saved<null>;
  };
  organization_delete: { args: { id: string }; result: Saved<null> };

  contact_page: { args: { query: Partial<ContactQuery> }; result: Page<ContactRow> };
  contact_get: { args: { id: string }; result: ContactDetail };
  contact_create: { args: { draft: Partial<Draft<ContactField>>; language: string }; result: Saved<string> };
  contact_set: {
    args: { id: string; fields: Partial<Record<ContactField, string>>; language: string };
    result: Saved<null>;
  };
  contact_delete: { args: { id: string }; result: Saved<null> };

  /** A pipeline's board: each column with its sums and its first cards. */
  board: { args: { query: Partial<BoardQuery>; language: string }; result: Board };
  /** More cards of a column. */
  board_column: { args: { query: Partial<ColumnQuery>; language: string }; result: ColumnPage };
  opportunity_page: { args: { query: Partial<OpportunityQuery> }; result: Page<OpportunityRow> };
  opportunity_get: { args: { id: string }; result: OpportunityDetail };
  opportunity_create: { args: { draft: Partial<OpportunityDraft>; language: string }; result: Saved<string> };
  opportunity_set: {
    args: { id: string; fields: Partial<Record<OpportunityField, string>>; language: string };
    result: Saved<null>;
  };
  opportunity_delete: { args: { id: string }; result: Saved<null> };
  /** Into a stage, below the card `after` or on top of the column. */
  opportunity_move: { args: { id: string; stage: string; after: string | null }; result: Saved<null> };
  opportunity_set_stage: { args: { id: string; stage: string }; result: Saved<null> };
  opportunity_win: { args: { id: string }; result: Saved<null> };
  opportunity_lose: { args: { id: string; draft: OpportunityLostDraft }; result: Saved<null> };
  opportunity_reopen: { args: { id: string }; result: Saved<null> };
  /** By hand; null takes it from the stage again. */
  opportunity_probability: { args: { id: string; byHand: number | null }; result: Saved<null> };
  opportunity_contact_add: { args: { id: string; contact: string; role: string }; result: Saved<null> };
  opportunity_contact_remove: { args: { id: string; contact: string }; result: Saved<null> };
  opportunity_contact_role: { args: { id: string; contact: string; role: string }; result: Saved<null> };
  opportunity_contact_primary: { args: { id: string; contact: string }; result: Saved<null> };

  pipeline_all: { args: undefined; result: Pipeline[] };
  pipeline_add: { args: { draft: PipelineDraft }; result: Saved<string> };
  pipeline_rename: { args: { id: string; name: string }; result: Saved<null> };
  pipeline_delete: { args: { id: string }; result: Saved<null> };
  stage_add: { args: { pipeline: string; name: string; isWon: boolean }; result: Saved<string> };
  stage_rename: { args: { id: string; name: string }; result: Saved<null> };
  /** To another place, counted from 0. */
  stage_move: { args: { id: string; to: number }; result: Saved<null> };
  stage_probability: { args: { id: string; probability: number }; result: Saved<null> };
  stage_rot_days: { args: { id: string; days: number }; result: Saved<null> };
  stage_delete: { args: { id: string }; result: Saved<null> };

  point_add: {
    args: { owner: RecordRef; kind: PointKind; draft: PointDraft; language: string };
    result: Saved<string>;
  };
  /** A blank value removes it. */
  point_change: { args: { owner: RecordRef; id: string; draft: PointDraft; language: string }; result: Saved<null> };
  point_remove: { args: { owner: RecordRef; id: string }; result: Saved<null> };
  point_make_primary: { args: { owner: RecordRef; id: string }; result: Saved<null> };
  /** Writes, calls, or opens the website with the system's program. */
  point_open: { args: { id: string }; result: null };
  /** Opens a link of a note: web, e-mail and phone links only. */
  link_open: { args: { url: string }; result: null };
  /** All blank removes it. */
  address_set: { args: { owner: RecordRef; kind: AddressKind; draft: AddressDraft }; result: Saved<null> };
  related_all: { args: { owner: RecordRef; list: RelatedList }; result: Related };
  tag_all: { args: undefined; result: Tag[] };
  tag_add: { args: { owner: RecordRef; name: string }; result: Saved<string> };
  /** By id or name. */
  tag_remove: { args: { owner: RecordRef; tag: string }; result: Saved<null> };

  timeline_page: { args: { owner: RecordRef; after: string | null; limit: number }; result: Page<TimelineItem> };
  activity_add: {
    args: { owners: RecordRef[]; draft: Partial<ActivityDraft>; language: string };
    result: Saved<string>;
  };
  activity_set: {
    args: { id: string; fields: Partial<Record<ActivityField, string>>; language: string };
    result: Saved<null>;
  };
  activity_complete: { args: { id: string; done: boolean }; result: Saved<null> };
  activity_delete: { args: { id: string }; result: Saved<null> };
  /** The whole text, as typed. */
  activity_body: { args: { id: string }; result: string };
  note_add: { args: { owners: RecordRef[]; body: string }; result: Saved<string> };
  note_set: { args: { id: string; fields: Partial<Record<NoteField, string>> }; result: Saved<null> };
  note_delete: { args: { id: string }; result: Saved<null> };
  note_get: { args: { id: string }; result: NoteText };
  /** Lets the reader choose files; answers how many were attached. */
  file_attach: { args: { owners: RecordRef[] }; result: Saved<number> };
  /** Attaches the files that were dropped onto the window last. */
  file_attach_dropped: { args: { owners: RecordRef[] }; result: Saved<number> };
  file_detach: { args: { id: string }; result: Saved<null> };
  /** Opens it with the system's program for it. */
  file_open: { args: { id: string }; result: null };

  /** What a conversion would do; without choices the proposed ones. */
  convert_preview: {
    args: { id: string; choices: ConvertChoices | null; language: string };
    result: ConvertPreview;
  };
  convert_apply: { args: { id: string; choices: ConvertChoices; language: string }; result: Saved<ConvertOutcome> };
  /** The leads that a record came from, each with all that it held. */
  conversion_origin: { args: { owner: RecordRef; language: string }; result: Came[] };
  /** What turning this conversion back would do. */
  turn_back_preview: { args: { id: string; language: string }; result: TurnBackPreview };
  turn_back_apply: { args: { id: string; language: string }; result: Saved<TurnedBack> };
  /** Who is in the book already of what is being typed. */
  duplicates: { args: { probe: Partial<Probe> }; result: Candidate[] };

  search_find: { args: { query: Partial<SearchQuery> }; result: SearchResult };
  search_recent: { args: undefined; result: Hit[] };

  /** Lets the reader choose a file, or takes the one dropped onto the window; null: thought better of it. */
  import_open: { args: { useDropped: boolean; language: string }; result: ImportFile | null };
  /** Looks at the same file another way; null: as it is found out. */
  import_look: {
    args: { options: Partial<ReadOptions>; what: ImportWhat | null; system: string | null };
    result: ImportFile;
  };
  /** What the values leave open, and what words become. */
  import_values: { args: { plan: ImportPlanOfAll }; result: ImportValues };
  /** What the import would do. */
  import_preview: { args: { plan: ImportPlanOfAll; language: string }; result: ImportRehearsal };
  import_run: { args: { plan: ImportPlanOfAll; language: string }; result: Saved<ImportReport> };
  /** Stops what is being looked through or imported. */
  import_cancel: { args: undefined; result: null };
  /** The imports so far, newest first. */
  import_records: { args: { limit: number }; result: ImportRecord[] };
  /** Saves the rows that an import could not take; false: thought better of it. */
  import_save_bad_rows: { args: { seq: number }; result: boolean };

  /** Looks for duplicates over the whole book; the first groups. */
  duplicates_find: { args: { query: Partial<DuplicateQuery>; limit: number }; result: DuplicatePage };
  /** Further groups of what was found last. */
  duplicates_page: { args: { from: number; limit: number }; result: DuplicatePage };
  /** Says of pairs that they are not the same, as one step. */
  duplicates_apart: { args: { pairs: [RecordRef, RecordRef][] }; result: Saved<null> };
  /** What merging these would do. */
  merge_preview: {
    args: { records: RecordRef[]; choices: Partial<MergeChoices>; language: string };
    result: MergePreview;
  };
  merge_apply: {
    args: { records: RecordRef[]; choices: Partial<MergeChoices>; language: string };
    result: Saved<MergeOutcome>;
  };

  /** Every record of a list, whatever page it stands on. */
  list_all: { args: { list: ListToExport }; result: RecordRef[] };
  /** What converting these leads would do, duplicates among them first. */
  convert_many_preview: {
    args: { selection: Partial<ConvertSelection>; language: string };
    result: ConvertManyPreview;
  };
  /** Each lead is a step of its own. */
  convert_many_apply: { args: { selection: Partial<ConvertSelection>; language: string }; result: ConvertReport };
  convert_many_undo: { args: { steps: number[] }; result: TakenBack[] };
  /** Many records in one step; those that refuse are named. */
  bulk_edit: { args: { records: RecordRef[]; edit: BulkEdit; language: string }; result: Saved<BulkOutcome> };
  /** What taking organizations and contacts back to the leads would do. */
  clean_up_preview: { args: { wanted: CleanUp; language: string }; result: CleanUpOutcome };
  clean_up_apply: { args: { wanted: CleanUp; language: string }; result: Saved<CleanUpOutcome> };

  /** Writes a list into a file that the reader names; null: thought better of it. */
  export_list: {
    args: { list: ListToExport; format: ExportFormat; language: string };
    result: Written<Exported> | null;
  };
  /** Writes the whole book into a file that the reader names; null: thought better of it. */
  archive_save: { args: { withHistory: boolean; language: string }; result: Written<Archived> | null };
  /** Reads an archive that the reader chooses into the empty book; null: thought better of it. */
  archive_restore: { args: { language: string }; result: Saved<Restored> | null };
  /** Stops what is being written or read. */
  file_cancel: { args: undefined; result: null };

  settings_get: { args: undefined; result: Settings };
  settings_set: { args: { draft: Partial<SettingsDraft> }; result: Saved<null> };
  vocabulary_all: { args: { vocabulary: Vocabulary }; result: Word[] };
  vocabulary_add: { args: { vocabulary: Vocabulary; name: string }; result: Saved<string> };
  vocabulary_rename: { args: { vocabulary: Vocabulary; id: string; name: string }; result: Saved<null> };
  vocabulary_remove: { args: { vocabulary: Vocabulary; id: string }; result: Saved<null> };
  reason_needs_text: { args: { id: string; needsText: boolean }; result: Saved<null> };
  tag_rename: { args: { id: string; name: string }; result: Saved<null> };
  /** An empty colour takes it away. */
  tag_recolor: { args: { id: string; color: string }; result: Saved<null> };
  /** The value is how many records had it. */
  tag_delete: { args: { id: string }; result: Saved<number> };
}

/** Any name in the map above. */
export type Command = keyof Commands;

/** A refusal of the core: a code and its values, never a sentence. */
export interface ApiErrorBody {
  code: string;
  values?: Record<string, string | number>;
  /** The field that the refusal is about, by its name in the record. */
  field?: string | null;
}

/** What `call` throws. */
export class ApiError extends Error {
  readonly code: string;
  readonly values: Record<string, string | number>;
  readonly field: string | null;

  constructor(body: ApiErrorBody) {
    super(body.code);
    this.name = 'ApiError';
    this.code = body.code;
    this.values = body.values ?? {};
    this.field = body.field ?? null;
  }
}

function isErrorBody(value: unknown): value is ApiErrorBody {
  return typeof value === 'object' && value !== null && 'code' in value && typeof value.code === 'string';
}

let newest: number | null = null;

/** The step that the change made which was answered last; null if nothing had to be changed. */
export const newestStep = (): number | null => newest;

/** Whether an answer is that of a writing command. */
function isSaved(answer: unknown): answer is Saved<unknown> {
  return typeof answer === 'object' && answer !== null && 'value' in answer && 'step' in answer;
}

/** Asks the host. Throws an `ApiError` for every refusal, also for one that the host did not foresee. */
export async function call<C extends Command>(
  command: C,
  ...[args]: Commands[C]['args'] extends undefined ? [] : [args: Commands[C]['args']]
): Promise<Commands[C]['result']> {
  try {
    const answer = await invoke<Commands[C]['result']>(command, args as Record<string, unknown> | undefined);
    if (isSaved(answer)) newest = answer.step;
    return answer;
  } catch (thrown) {
    throw toApiError(thrown);
  }
}

/** Whatever was thrown, as an `ApiError`; what has no code gets the code "unexpected" and keeps its words as a value. */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  if (isErrorBody(thrown)) return new ApiError(thrown);
  return new ApiError({
    code: 'unexpected',
    values: { detail: thrown instanceof Error ? thrown.message : String(thrown) },
  });
}

type Sentence = (values: Record<string, string | number>) => string;

/** The sentence for an error in the reader's language. A code without a sentence shows itself, so that it can be reported. */
export function message(error: unknown): string {
  const known = toApiError(error);
  const sentence = (m as unknown as Record<string, Sentence | undefined>)[`error_${known.code}`];
  return sentence ? sentence(known.values) : m.error_unknown_code({ code: known.code });
}

type Stop = () => void;

function on<T>(event: string, then: (payload: T) => void): Promise<Stop> {
  return listen<T>(event, ({ payload }) => then(payload));
}

/** The book changed, by this window or by anything else: which records, so that screens fetch those again. */
export const onBookChanged = (then: (change: BookChanged) => void): Promise<Stop> => on('book-changed', then);

/** How many changes wait until a larger one before them is written. */
export const onBookWaits = (then: (waiting: number) => void): Promise<Stop> => on('book-waits', then);

/** How far a running import is. */
export const onImportProgress = (then: (progress: ImportProgress) => void): Promise<Stop> =>
  on('import-progress', then);

/** How far a file that is being written or read is. */
export const onFileProgress = (then: (progress: FileProgress) => void): Promise<Stop> => on('file-progress', then);

/** What happens to files that are dragged over the window. */
export type FileDrag = { type: 'over' } | { type: 'leave' } | { type: 'drop'; paths: string[] };

/** Files are dragged from the desktop over or onto the window. */
export const onFilesDropped = (then: (drag: FileDrag) => void): Promise<Stop> =>
  getCurrentWebview().onDragDropEvent(({ payload }) => {
    if (payload.type === 'drop') then({ type: 'drop', paths: payload.paths });
    else if (payload.type === 'leave') then({ type: 'leave' });
    else then({ type: 'over' });
  });
