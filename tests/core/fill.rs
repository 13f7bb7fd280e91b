//! The large book for measuring.

use kontor_core::flows::fill::fill;
use kontor_core::value::{email, phone, website};

use crate::support::TestBook;

fn filled(leads: u32, seed: u64) -> TestBook {
    let book = TestBook::new();
    fill(&book, leads, seed, |_, _| {}).unwrap();
    book
}

#[test]
fn the_same_seed_gives_the_same_rows_and_another_seed_others() {
    let book = filled(200, 7);
    assert!(book.rows() == filled(200, 7).rows());
    assert!(book.rows() != filled(200, 8).rows());
    book.assert_sound();
}

#[test]
fn the_kinds_are_in_proportion_and_keys_are_what_typing_gives() {
    let book = TestBook::new();
    let mut told = Vec::new();
    let filled = fill(&book, 250, 1, |done, of| told.push((done, of))).unwrap();
    assert_eq!((filled.leads, filled.organizations, filled.contacts, filled.opportunities), (250, 25, 50, 25));
    assert_eq!(told.last(), Some(&(350, 350)));
    book.read(|db| {
        let count = |table: &str| -> usize {
            db.conn().query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
        };
        assert_eq!((count("lead"), count("organization"), count("contact"), count("opportunity")), (250, 25, 50, 25));
        let mut points = db.conn().prepare("SELECT kind, value, match_key FROM contact_point")?;
        let mut rows = points.query([])?;
        while let Some(row) = rows.next()? {
            let (kind, value, key): (String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let typed = match kind.as_str() {
                "email" => email::key(&value),
                "phone" => phone::key(&value, "DE"),
                _ => website::host(&value),
            };
            assert_eq!(key, typed, "{value}");
        }
        Ok(())
    })
    .unwrap();
}
