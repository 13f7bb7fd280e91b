//! Random steps over the whole API, and over rows as such: a step picks what it works on from what the book holds by then.

use std::collections::BTreeMap;

use kontor_core::book::{Book, Done, Kind, Op, OpKind, RecordRef, StoredFile, Tx};
use kontor_core::flows::cleanup;
use kontor_core::flows::convert::{self, Choices, Target};
use kontor_core::flows::merge;
use kontor_core::records::addresses::{self, AddressDraft, AddressKind};
use kontor_core::records::points::{self, PointDraft, PointKind};
use kontor_core::records::settings::{self, SettingsDraft};
use kontor_core::records::timeline::{self, ItemKind, ItemRef};
use kontor_core::records::vocabulary::{self, Vocabulary};
use kontor_core::records::{
    Draft, Typing, activity, attachment, contact, distinct, lead, note, opportunity, organization, pipeline, tags,
};
use kontor_core::{Code, Refusal, Result};
use proptest::prelude::*;
use rusqlite::OptionalExtension;

/// One step: one or several actions that hold together or not at all.
#[derive(Debug, Clone)]
pub(crate) struct Step(Vec<Action>);

/// What is done, to which of the things there are, with which text.
#[derive(Debug, Clone)]
struct Action {
    what: What,
    one: usize,
    other: usize,
    text: String,
}

#[derive(Debug, Clone, Copy)]
enum What {
    LeadCreate,
    LeadSet,
    LeadClose,
    LeadReopen,
    LeadDelete,
    PointAdd,
    PointChange,
    PointRemove,
    PointPrimary,
    AddressSet,
    TagAdd,
    TagRemove,
    TagRename,
    TagDelete,
    TellApart,
    WordAdd,
    WordRename,
    WordRemove,
    Settings,
    OrganizationCreate,
    OrganizationSet,
    OrganizationDelete,
    ContactCreate,
    ContactSet,
    ContactDelete,
    OpportunityCreate,
    OpportunitySet,
    OpportunityDelete,
    Move,
    Win,
    Lose,
    ReopenDeal,
    Probability,
    Member,
    MemberRemove,
    MemberPrimary,
    Pipeline,
    StageAdd,
    StageRename,
    StageMove,
    StageProbability,
    StageDelete,
    NoteAdd,
    NoteSet,
    NoteDelete,
    ActivityAdd,
    ActivitySet,
    ActivityDone,
    ActivityDelete,
    Attach,
    Detach,
    HangOn,
    TakeOff,
    Convert,
    TurnBack,
    Merge,
    CleanUp,
    RowInsert,
    RowUpdate,
    RowDelete,
}

/// How often each is chosen.
const ALL: &[(u32, What)] = &[
    (4, What::LeadCreate),
    (2, What::LeadSet),
    (1, What::LeadClose),
    (1, What::LeadReopen),
    (1, What::LeadDelete),
    (2, What::PointAdd),
    (1, What::PointChange),
    (1, What::PointRemove),
    (1, What::PointPrimary),
    (1, What::AddressSet),
    (2, What::TagAdd),
    (1, What::TagRemove),
    (1, What::TagRename),
    (1, What::TagDelete),
    (2, What::TellApart),
    (1, What::WordAdd),
    (1, What::WordRename),
    (1, What::WordRemove),
    (1, What::Settings),
    (2, What::OrganizationCreate),
    (1, What::OrganizationSet),
    (1, What::OrganizationDelete),
    (2, What::ContactCreate),
    (1, What::ContactSet),
    (1, What::ContactDelete),
    (3, What::OpportunityCreate),
    (1, What::OpportunitySet),
    (1, What::OpportunityDelete),
    (2, What::Move),
    (1, What::Win),
    (1, What::Lose),
    (1, What::ReopenDeal),
    (1, What::Probability),
    (1, What::Member),
    (1, What::MemberRemove),
    (1, What::MemberPrimary),
    (1, What::Pipeline),
    (1, What::StageAdd),
    (1, What::StageRename),
    (1, What::StageMove),
    (1, What::StageProbability),
    (1, What::StageDelete),
    (2, What::NoteAdd),
    (1, What::NoteSet),
    (1, What::NoteDelete),
    (3, What::ActivityAdd),
    (1, What::ActivitySet),
    (1, What::ActivityDone),
    (1, What::ActivityDelete),
    (1, What::Attach),
    (1, What::Detach),
    (1, What::HangOn),
    (1, What::TakeOff),
    (4, What::Convert),
    (2, What::TurnBack),
    (4, What::Merge),
    (3, What::CleanUp),
    (2, What::RowInsert),
    (2, What::RowUpdate),
    (1, What::RowDelete),
];

pub(super) fn step() -> impl Strategy<Value = Step> {
    // Of several actions one is often refused, and with it the step: most steps are of one.
    let one = action(|_| true).prop_map(|action| Step(vec![action]));
    prop_oneof![3 => one, 1 => proptest::collection::vec(action(|_| true), 2..4).prop_map(Step)]
}

/// A step of what the API does: no row is written past the rules, and nothing goes back to the leads.
pub(crate) fn orderly_step() -> impl Strategy<Value = Step> {
    let is_orderly = |what: What| !matches!(what, What::RowInsert | What::RowUpdate | What::RowDelete | What::CleanUp);
    action(is_orderly).prop_map(|action| Step(vec![action]))
}

fn action(wanted: fn(What) -> bool) -> impl Strategy<Value = Action> {
    let text = prop_oneof![
        4 => "[a-zäöüß]{1,8}( [A-Z][a-z]{1,6})?",
        1 => "\\PC{0,12}",
        1 => Just(String::new()),
        1 => prop::sample::select(vec![
            "jo@acme.example", "+49 40 123456", "040/123456", "www.acme.de", "12", "1.234,50", "31.12.2025", "null", "{\"a\": 1}",
            "O'Neil \"Q\"", "שלום", "🎉🎊", "a\nb", "GmbH & Co. KG", "Solar, roof", "* a, \"b\"", "9007199254740993", "-1", "hot", "\u{0}x",
        ]).prop_map(str::to_owned),
    ];
    let what: Vec<What> =
        ALL.iter().filter(|(_, what)| wanted(*what)).flat_map(|(often, what)| vec![*what; *often as usize]).collect();
    (prop::sample::select(what), any::<u16>(), any::<u16>(), text).prop_map(|(what, one, other, text)| Action {
        what,
        one: one.into(),
        other: other.into(),
        text,
    })
}

impl Step {
    pub(crate) fn run(&self, book: &Book) -> Result<Done<()>> {
        // Any kind but the first, the making of the book, which cannot be taken back.
        let kind = OpKind::ALL[1 + self.0[0].one % (OpKind::ALL.len() - 1)];
        let file = book.store_file(&b"content"[..])?;
        book.transact(Op::new(kind, "any"), |tx| self.0.iter().try_for_each(|action| action.run(tx, &file)))
    }
}

impl Action {
    fn run(&self, tx: &Tx, file: &StoredFile) -> Result<()> {
        let typing = Typing::of(tx, if self.other.is_multiple_of(2) { "de" } else { "en" })?;
        let text = self.text.as_str();
        match self.what {
            What::LeadCreate => drop(lead::create(tx, &self.lead(), &typing)?),
            What::LeadSet => lead::set(tx, &self.pick(tx, "lead")?, &self.fields(), &typing)?,
            What::LeadClose => {
                let draft = lead::CloseDraft { reason: String::new(), note: self.text.clone() };
                lead::close(tx, &self.pick(tx, "lead")?, &draft)?;
            }
            What::LeadReopen => lead::reopen(tx, &self.pick(tx, "lead")?)?,
            What::LeadDelete => lead::delete(tx, &self.pick(tx, "lead")?)?,
            What::PointAdd => drop(points::add(tx, &self.owner(tx)?, self.point_kind(), &self.point(), &typing)?),
            What::PointChange => {
                let (owner, id) = self.owned_point(tx)?;
                points::change(tx, &owner, &id, &self.point(), &typing)?;
            }
            What::PointRemove => {
                let (owner, id) = self.owned_point(tx)?;
                points::remove(tx, &owner, &id)?;
            }
            What::PointPrimary => {
                let (owner, id) = self.owned_point(tx)?;
                points::make_primary(tx, &owner, &id)?;
            }
            What::AddressSet => {
                let draft =
                    AddressDraft { street: self.text.clone(), city: self.text.clone(), ..AddressDraft::default() };
                let kinds = [AddressKind::Main, AddressKind::Billing, AddressKind::Shipping];
                addresses::set(tx, &self.owner(tx)?, kinds[self.other % 3], &draft)?;
            }
            What::TagAdd => drop(tags::add(tx, &self.owner(tx)?, text)?),
            What::TagRemove => tags::remove(tx, &self.owner(tx)?, &self.pick_other(tx, "tag")?)?,
            What::TagRename => tags::rename(tx, &self.pick(tx, "tag")?, text)?,
            What::TagDelete => drop(tags::delete(tx, &self.pick_other(tx, "tag")?)?),
            What::TellApart => {
                let kinds = [Kind::Lead, Kind::Organization, Kind::Contact];
                let of = |n: usize| {
                    let kind = kinds[n % 3];
                    Ok::<_, kontor_core::Error>(RecordRef { kind, id: nth(tx, kind.table(), n / 3)? })
                };
                distinct::say(tx, &of(self.one)?, &of(self.other)?)?;
            }
            What::WordAdd => drop(vocabulary::add(tx, self.vocabulary(), text)?),
            What::WordRename => vocabulary::rename(tx, self.vocabulary(), &self.word(tx)?, text)?,
            What::WordRemove => vocabulary::remove(tx, self.vocabulary(), &self.word(tx)?)?,
            What::Settings => {
                let country = ["DE", "ch", "BE", "??"][self.one % 4].to_owned();
                let currency = ["EUR", "chf", "JPY", "x"][self.other % 4].to_owned();
                settings::set(tx, &SettingsDraft { country: Some(country), currency: Some(currency) })?;
            }
            What::OrganizationCreate => {
                let mut draft = Draft::of([(organization::Field::Name, text)]);
                draft.emails = vec![PointDraft::of("info@acme.example")];
                drop(organization::create(tx, &draft, &typing)?);
            }
            What::OrganizationSet => {
                organization::set(tx, &self.pick(tx, "organization")?, &self.any(organization::Field::ALL), &typing)?
            }
            What::OrganizationDelete => organization::delete(tx, &self.pick(tx, "organization")?)?,
            What::ContactCreate => {
                let mut draft = Draft::of([(contact::Field::LastName, text), (contact::Field::Organization, "Acme")]);
                draft.phones = vec![PointDraft::of("040 123456")];
                drop(contact::create(tx, &draft, &typing)?);
            }
            What::ContactSet => contact::set(tx, &self.pick(tx, "contact")?, &self.any(contact::Field::ALL), &typing)?,
            What::ContactDelete => contact::delete(tx, &self.pick(tx, "contact")?)?,
            What::OpportunityCreate => {
                let draft = opportunity::Draft {
                    fields: [
                        (opportunity::Field::Title, self.text.clone()),
                        (opportunity::Field::Amount, "100".into()),
                    ]
                    .into(),
                    contacts: self.pick(tx, "contact").ok().into_iter().collect(),
                    tags: vec!["Solar".into()],
                    ..opportunity::Draft::default()
                };
                drop(opportunity::create(tx, &draft, &typing)?);
            }
            What::OpportunitySet => opportunity::set(tx, &self.deal(tx)?, &self.any(opportunity::Field::ALL), &typing)?,
            What::OpportunityDelete => opportunity::delete(tx, &self.deal(tx)?)?,
            What::Move => {
                let below = self.pick_other(tx, "opportunity").ok().filter(|_| self.text.len() > 3);
                opportunity::move_to(tx, &self.deal(tx)?, &self.pick_other(tx, "stage")?, below.as_deref())?;
            }
            What::Win => opportunity::win(tx, &self.deal(tx)?)?,
            What::Lose => {
                let draft =
                    opportunity::LostDraft { reason: self.pick_other(tx, "lost_reason")?, note: self.text.clone() };
                opportunity::lose(tx, &self.deal(tx)?, &draft)?;
            }
            What::ReopenDeal => opportunity::reopen(tx, &self.deal(tx)?)?,
            What::Probability => opportunity::set_probability(
                tx,
                &self.deal(tx)?,
                (!self.other.is_multiple_of(3)).then_some(self.other as i64 % 110),
            )?,
            What::Member => opportunity::add_contact(tx, &self.deal(tx)?, &self.pick_other(tx, "contact")?, text)?,
            What::MemberRemove => opportunity::remove_contact(tx, &self.deal(tx)?, &self.pick_other(tx, "contact")?)?,
            What::MemberPrimary => {
                opportunity::set_primary_contact(tx, &self.deal(tx)?, &self.pick_other(tx, "contact")?)?
            }
            What::Pipeline => {
                let draft = pipeline::PipelineDraft {
                    name: self.text.clone(),
                    open_stages: vec!["First".into(), "Second".into()],
                    won_stage: "Won".into(),
                };
                drop(pipeline::add(tx, &draft)?);
            }
            What::StageAdd => {
                drop(pipeline::add_stage(tx, &self.pick(tx, "pipeline")?, text, self.other.is_multiple_of(4))?)
            }
            What::StageRename => pipeline::rename_stage(tx, &self.pick(tx, "stage")?, text)?,
            What::StageMove => pipeline::move_stage(tx, &self.pick(tx, "stage")?, self.other % 7)?,
            What::StageProbability => pipeline::set_probability(tx, &self.pick(tx, "stage")?, self.other as i64 % 110)?,
            What::StageDelete => pipeline::delete_stage(tx, &self.pick(tx, "stage")?)?,
            What::NoteAdd => drop(note::add(tx, &[self.any_record(tx)?], text)?),
            What::NoteSet => note::set(tx, &self.pick(tx, "note")?, &[(note::Field::Body, self.text.clone())].into())?,
            What::NoteDelete => note::delete(tx, &self.pick(tx, "note")?)?,
            What::ActivityAdd => {
                let fields = [
                    (activity::Field::Subject, self.text.clone()),
                    (activity::Field::DueOn, ["", "03.02.2025", "19.01.2025"][self.other % 3].to_owned()),
                ];
                let draft = activity::Draft { fields: fields.into(), done: self.one.is_multiple_of(3) };
                drop(activity::add(tx, &[self.any_record(tx)?], &draft, &typing)?);
            }
            What::ActivitySet => {
                activity::set(tx, &self.pick(tx, "activity")?, &self.any(activity::Field::ALL), &typing)?
            }
            What::ActivityDone => activity::complete(tx, &self.pick(tx, "activity")?, self.other.is_multiple_of(2))?,
            What::ActivityDelete => activity::delete(tx, &self.pick(tx, "activity")?)?,
            What::Attach => drop(attachment::attach(tx, &[self.any_record(tx)?], file, text)?),
            What::Detach => attachment::detach(tx, &self.pick(tx, "attachment")?)?,
            What::HangOn => timeline::hang(tx, &self.item(tx)?, &[self.any_record(tx)?])?,
            What::TakeOff => timeline::take_off(tx, &self.item(tx)?, &self.any_record(tx)?)?,
            What::Convert => {
                let target = |which: usize, table: &str| match (self.other / which) % 3 {
                    0 => Target::None,
                    1 => self.pick(tx, table).map_or(Target::new(), Target::existing),
                    _ => Target::new(),
                };
                let choices = Choices {
                    organization: target(1, "organization"),
                    contact: target(3, "contact"),
                    opportunity: target(9, "opportunity"),
                    role: self.text.clone(),
                };
                drop(convert::convert(tx, &self.pick(tx, "lead")?, &choices, "de")?);
            }
            What::TurnBack => drop(convert::turn_back(tx, &self.pick(tx, "conversion")?, "en")?),
            What::Merge => {
                let table = ["lead", "organization", "contact", "opportunity"][(self.one + self.other) % 4];
                let kind = Kind::of_table(table).unwrap_or(Kind::Lead);
                let mut records = vec![RecordRef { kind, id: self.pick(tx, table)? }];
                records.push(RecordRef { kind, id: self.pick_other(tx, table)? });
                if let (Kind::Opportunity, Ok(id)) = (kind, self.pick(tx, "lead")) {
                    records.push(RecordRef { kind: Kind::Lead, id });
                }
                let survivor = (!self.text.len().is_multiple_of(3)).then(|| records[0].id.clone());
                let choices = merge::Choices { survivor, ..merge::Choices::default() };
                drop(merge::merge(tx, &records, &choices, "de")?);
            }
            What::CleanUp => {
                let mut records = vec![RecordRef { kind: Kind::Organization, id: self.pick(tx, "organization")? }];
                if let Ok(id) = self.pick_other(tx, "contact") {
                    records.push(RecordRef { kind: Kind::Contact, id });
                }
                let shape = [cleanup::Shape::PerContact, cleanup::Shape::PerOrganization][self.other % 2];
                let wanted = cleanup::Wanted { records, shape };
                drop(cleanup::clean_up(tx, &wanted, "de", &mut |_| std::ops::ControlFlow::Continue(()))?);
            }
            What::RowInsert => self.insert_row(tx)?,
            What::RowUpdate => self.update_row(tx)?,
            What::RowDelete => {
                let table = self.table(tx)?;
                let id = self.pick_other(tx, &table)?;
                tx.conn().execute(&format!("DELETE FROM \"{table}\" WHERE id = ?1"), [id])?;
            }
        }
        Ok(())
    }

    fn lead(&self) -> Draft<lead::Field> {
        let mut draft = Draft::of([(lead::Field::Title, self.text.as_str()), (lead::Field::Company, "Acme GmbH")]);
        draft.fields.extend(self.fields());
        if self.one.is_multiple_of(2) {
            draft.emails = vec![PointDraft::of("jo@acme.example"), PointDraft::of("b@acme.example")];
            draft.phones = vec![self.point()];
            draft.tags = vec!["Solar".into(), "Fair".into()];
            let address = AddressDraft { city: "Köln".into(), ..AddressDraft::default() };
            draft.addresses = BTreeMap::from([(AddressKind::Main, address)]);
        }
        draft
    }

    fn fields(&self) -> BTreeMap<lead::Field, String> {
        self.any(lead::Field::ALL)
    }

    /// One of the fields becomes the text.
    fn any<F: Copy + Ord>(&self, fields: &[F]) -> BTreeMap<F, String> {
        BTreeMap::from([(fields[self.other % fields.len()], self.text.clone())])
    }

    fn deal(&self, tx: &Tx) -> Result<String> {
        self.pick(tx, "opportunity")
    }

    /// A record of any kind.
    fn any_record(&self, tx: &Tx) -> Result<RecordRef> {
        let kind = Kind::ALL[self.other % Kind::ALL.len()];
        Ok(RecordRef { kind, id: self.pick(tx, kind.table())? })
    }

    /// Something that hangs on timelines.
    fn item(&self, tx: &Tx) -> Result<ItemRef> {
        let (kind, table) =
            [(ItemKind::Activity, "activity"), (ItemKind::Note, "note"), (ItemKind::Attachment, "attachment")]
                [self.one % 3];
        Ok(ItemRef { kind, id: self.pick(tx, table)? })
    }

    fn point(&self) -> PointDraft {
        PointDraft {
            label: if self.one.is_multiple_of(3) { "work".into() } else { String::new() },
            value: self.text.clone(),
        }
    }

    fn point_kind(&self) -> PointKind {
        [PointKind::Email, PointKind::Phone, PointKind::Website][self.other % 3]
    }

    fn vocabulary(&self) -> Vocabulary {
        Vocabulary::ALL[self.one % Vocabulary::ALL.len()]
    }

    fn word(&self, tx: &Tx) -> Result<String> {
        let words = vocabulary::all(tx, self.vocabulary())?;
        Ok(words.get(self.other % words.len().max(1)).map(|word| word.id.clone()).unwrap_or_default())
    }

    /// A row of the table, if there is one.
    fn pick(&self, tx: &Tx, table: &str) -> Result<String> {
        nth(tx, table, self.one)
    }

    fn pick_other(&self, tx: &Tx, table: &str) -> Result<String> {
        nth(tx, table, self.other)
    }

    /// A record of a kind that can have points, addresses, tags.
    fn owner(&self, tx: &Tx) -> Result<RecordRef> {
        let kind = [Kind::Lead, Kind::Lead, Kind::Organization, Kind::Contact][self.other % 4];
        Ok(RecordRef { kind, id: self.pick(tx, kind.table())? })
    }

    fn owned_point(&self, tx: &Tx) -> Result<(RecordRef, String)> {
        let id = self.pick(tx, "contact_point")?;
        let owner = tx.conn().query_row(
            "SELECT lead_id, organization_id, contact_id FROM contact_point WHERE id = ?1",
            [&id],
            |row| {
                for (at, kind) in [Kind::Lead, Kind::Organization, Kind::Contact].into_iter().enumerate() {
                    if let Some(id) = row.get(at)? {
                        return Ok(RecordRef { kind, id });
                    }
                }
                Err(rusqlite::Error::QueryReturnedNoRows)
            },
        )?;
        Ok((owner, id))
    }

    fn table(&self, tx: &Tx) -> Result<String> {
        let mut statement = tx.conn().prepare_cached(
            "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'history_*'
             AND name NOT GLOB 'search_*' AND name NOT GLOB 'derived_*' AND name NOT GLOB 'local_*' ORDER BY name",
        )?;
        let tables: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        Ok(tables[self.one % tables.len()].clone())
    }

    /// A row whose links lead to what there is: organizations, contacts, opportunities, what hangs on timelines, conversions.
    fn insert_row(&self, tx: &Tx) -> Result<()> {
        const ROWS: &[&str] = &[
            "INSERT INTO organization (id, name, name_key, company_key, currency, created_at, updated_at)
             VALUES (:id, :text, :text, :text, 'EUR', :now, :now)",
            "INSERT INTO contact (id, last_name, person_key, organization_id, created_at, updated_at)
             VALUES (:id, :text, :text, :organization, :now, :now)",
            "INSERT INTO opportunity (id, title, title_key, organization_id, stage_id, rank, stage_since, currency, probability,
               created_at, updated_at)
             VALUES (:id, :text, :text, :organization, :stage, 'a', :now, 'EUR', 10, :now, :now)",
            "INSERT INTO opportunity_contact (id, opportunity_id, contact_id) VALUES (:id, :opportunity, :contact)",
            "INSERT INTO note (id, body, created_at, updated_at) VALUES (:id, :text, :now, :now)",
            "INSERT INTO activity (id, kind, subject, due_on, done_at, created_at, updated_at)
             VALUES (:id, 'call', :text, '2025-02-03', iif(length(:text) > 5, :now, NULL), :now, :now)",
            "INSERT INTO timeline_link (id, note_id, lead_id) VALUES (:id, :note, :lead)",
            "INSERT INTO timeline_link (id, note_id, opportunity_id) VALUES (:id, :note, :opportunity)",
            "INSERT INTO timeline_link (id, activity_id, lead_id) VALUES (:id, :activity, :lead)",
            "INSERT INTO timeline_link (id, activity_id, contact_id) VALUES (:id, :activity, :contact)",
            "INSERT INTO timeline_link (id, activity_id, organization_id) VALUES (:id, :activity, :organization)",
            "INSERT INTO conversion (id, lead_id, title, converted_at, organization_id, contact_id, opportunity_id,
               organization_created, contact_created, opportunity_created, origin, outcome)
             VALUES (:id, :id, :text, :now, :organization, :contact, :opportunity, 0, 1, 1,
               json_object('lead', json_array(json_object('first_name', :text, 'last_name', 'x', 'company', 'y'))), '{}')",
        ];
        let mut statement = tx.conn().prepare_cached(ROWS[self.other % ROWS.len()])?;
        let mut bind = |name: &str, value: Option<String>| -> Result<()> {
            if let Some(at) = statement.parameter_index(name)? {
                statement.raw_bind_parameter(at, value)?;
            }
            Ok(())
        };
        bind(":id", Some(tx.new_id()))?;
        bind(":text", Some(self.text.clone()))?;
        bind(":now", Some(tx.now_text()))?;
        for table in ["organization", "contact", "opportunity", "stage", "note", "activity", "lead"] {
            bind(&format!(":{table}"), self.pick(tx, table).ok())?;
        }
        statement.raw_execute()?;
        Ok(())
    }

    /// Any column of any row, but for the rows that conversions and leads keep whole, becomes the text, a number, nothing, or what the column is in another row.
    fn update_row(&self, tx: &Tx) -> Result<()> {
        let table = self.table(tx)?;
        let id = self.pick_other(tx, &table)?;
        let mut statement = tx
            .conn()
            .prepare_cached("SELECT name FROM pragma_table_info(?1) WHERE name NOT IN ('id', 'origin') ORDER BY cid")?;
        let columns: Vec<String> = statement.query_map([&table], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let column = &columns[(self.one / 7) % columns.len()];
        let value = match self.one % 4 {
            0 => "?2".to_owned(),
            1 => "length(?2)".to_owned(),
            2 => "iif(?2 = '', NULL, NULL)".to_owned(),
            _ => {
                format!("(SELECT \"{column}\" FROM \"{table}\" ORDER BY id = ?1, length(?2) + length(id), id LIMIT 1)")
            }
        };
        tx.conn()
            .execute(&format!("UPDATE \"{table}\" SET \"{column}\" = {value} WHERE id = ?1"), [&id, &self.text])?;
        Ok(())
    }
}

/// The n-th row of a table, counted around.
fn nth(tx: &Tx, table: &str, n: usize) -> Result<String> {
    let sql = format!(
        "SELECT id FROM \"{table}\" ORDER BY id LIMIT 1 OFFSET ?1 % max((SELECT count(*) FROM \"{table}\"), 1)"
    );
    let found = tx.conn().prepare_cached(&sql)?.query_row([n], |row| row.get(0)).optional()?;
    found.ok_or_else(|| Refusal::new(Code::NotFound).with("kind", table).into())
}
