//! The rules at the head of schema.sql, held against the live schema.

use crate::support::TestBook;
use kontor_core::book::Db;

fn texts(db: &Db, sql: &str) -> Vec<String> {
    let mut statement = db.conn().prepare(sql).unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn base_tables(db: &Db) -> Vec<String> {
    texts(
        db,
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'sqlite_*' AND name NOT GLOB 'history_*'
         AND name NOT GLOB 'search_*' AND name NOT GLOB 'derived_*' AND name NOT GLOB 'local_*'",
    )
}

#[test]
fn base_tables_are_strict_and_hold_only_text_and_integer() {
    TestBook::new()
        .read(|db| {
            for table in base_tables(db) {
                let sql = format!("SELECT count(*) FROM pragma_table_list('{table}') WHERE strict = 1");
                assert_eq!(db.conn().query_row(&sql, [], |row| row.get::<_, i64>(0))?, 1, "{table} is not STRICT");
                let odd = texts(
                    db,
                    &format!("SELECT name FROM pragma_table_info('{table}') WHERE type NOT IN ('TEXT', 'INTEGER')"),
                );
                assert!(odd.is_empty(), "{table} has columns that JSON cannot carry exactly: {odd:?}");
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn base_tables_have_one_text_primary_key_named_id() {
    TestBook::new()
        .read(|db| {
            for table in base_tables(db) {
                let keys =
                    texts(db, &format!("SELECT name || ' ' || type FROM pragma_table_info('{table}') WHERE pk > 0"));
                assert_eq!(keys, ["id TEXT"], "{table}");
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn foreign_keys_never_act_and_always_have_an_index() {
    TestBook::new()
        .read(|db| {
            for table in base_tables(db) {
                let acting = texts(
                    db,
                    &format!(
                        "SELECT \"from\" FROM pragma_foreign_key_list('{table}') WHERE on_delete <> 'NO ACTION' OR on_update <> 'NO ACTION'"
                    ),
                );
                assert!(acting.is_empty(), "{table}: {acting:?} would change rows unrecorded");
                let bare = texts(
                    db,
                    &format!(
                        "SELECT \"from\" FROM pragma_foreign_key_list('{table}') WHERE \"from\" NOT IN (
                           SELECT i.name FROM pragma_index_list('{table}') l, pragma_index_info(l.name) i WHERE i.seqno = 0)"
                    ),
                );
                assert!(bare.is_empty(), "{table}: {bare:?} have no index that begins with them");
                let sql: String =
                    db.conn().query_row("SELECT sql FROM sqlite_schema WHERE name = ?1", [&table], |row| row.get(0))?;
                assert_eq!(
                    sql.matches("REFERENCES").count(),
                    sql.matches("DEFERRABLE INITIALLY DEFERRED").count(),
                    "{table} has a foreign key that is not deferred"
                );
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn nothing_in_the_file_is_a_trigger() {
    TestBook::new()
        .read(|db| {
            assert!(texts(db, "SELECT name FROM sqlite_schema WHERE type = 'trigger'").is_empty());
            Ok(())
        })
        .unwrap();
}
