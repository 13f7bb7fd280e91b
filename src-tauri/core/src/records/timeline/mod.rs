//! What happens with a record: activities, notes, files, and the conversion it came from. One timeline per record shows them
//! wherever they hang; an item hangs on as many records as it concerns and is never copied (R5).

mod items;
mod links;
mod page;

pub use items::{Activity, ActivityKind, Converted, File, Item, ItemKind, ItemRef, Note};
pub(crate) use items::{activity, file};
pub(crate) use links::name_step;
pub use links::{Place, hang, places, remove, take_off};
pub use page::of;
