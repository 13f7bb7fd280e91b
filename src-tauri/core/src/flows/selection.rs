//! All records of a list, for what is done with all of them at once (R10, R11).

use super::export::List;
use crate::Result;
use crate::book::{Db, Kind, RecordRef};
use crate::records::{contact, lead, opportunity, organization, typed};

/// How many records are asked for at a time.
const PAGE: u32 = 500;

macro_rules! through {
    ($db:ident, $query:ident, $room:ident, $kind:ident) => {{
        let mut query = $query.clone();
        (query.after, query.limit) = (None, PAGE);
        let mut all = Vec::new();
        loop {
            let page = $room::page($db, &query)?;
            all.extend(page.rows.into_iter().map(|row| RecordRef { kind: Kind::$kind, id: row.id }));
            if page.next.is_none() {
                return Ok(all);
            }
            query.after = page.next;
        }
    }};
}

/// Every record of the list, in its order, whatever page it stands on.
///
/// # Errors
/// [`crate::Code::NotAChoice`] for a list that is not one of records; those of the list.
pub fn of(db: &Db, list: &List) -> Result<Vec<RecordRef>> {
    match list {
        List::Leads(query) => through!(db, query, lead, Lead),
        List::Organizations(query) => through!(db, query, organization, Organization),
        List::Contacts(query) => through!(db, query, contact, Contact),
        List::Opportunities(query) => through!(db, query, opportunity, Opportunity),
        List::Activities(_) | List::Notes(_) => Err(typed::not_a_choice("list", "activities").into()),
    }
}
