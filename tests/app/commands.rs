//! A command stands in four places; each must name the same ones. How to add one: `src-tauri/src/commands/mod.rs`.

use std::{collections::BTreeSet, fs, path::Path};

use kontor_app::COMMANDS;
use serde_json::Value;

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn host() -> BTreeSet<String> {
    COMMANDS.iter().map(|&command| command.to_owned()).collect()
}

#[test]
fn the_list_names_no_command_twice() {
    assert_eq!(host().len(), COMMANDS.len(), "{COMMANDS:?}");
}

#[test]
fn the_windows_rights_are_exactly_the_commands() {
    let capability: Value = serde_json::from_str(&read("src-tauri/capabilities/main.json")).unwrap();
    let permissions = capability["permissions"].as_array().unwrap().iter().map(|one| one.as_str().unwrap());
    let (plugins, own): (Vec<&str>, Vec<&str>) = permissions.partition(|permission| permission.contains(':'));
    let own: BTreeSet<String> =
        own.iter().map(|permission| permission.strip_prefix("allow-").unwrap().replace('-', "_")).collect();
    assert_eq!(own, host(), "src-tauri/capabilities/main.json against src-tauri/src/commands/list.rs");
    let allowed = ["core:event:allow-listen", "core:event:allow-unlisten", "core:webview:allow-set-webview-zoom"];
    assert_eq!(plugins, allowed, "rights beyond Kontor's own commands need a reason");
    assert_eq!(capability["windows"], serde_json::json!(["main"]), "one window, no wildcard");
    let files = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src-tauri/capabilities")).unwrap();
    assert_eq!(files.count(), 1, "one capability file");
}

#[test]
fn the_page_knows_exactly_the_commands() {
    let api = read("ui/src/lib/api.ts");
    let body = api.split_once("export interface Commands {").unwrap().1.split_once("\n}").unwrap().0;
    let page: BTreeSet<String> = body
        .lines()
        .filter_map(|line| line.strip_prefix("  "))
        .filter(|line| line.starts_with(|first: char| first.is_ascii_lowercase()))
        .map(|line| line.split_once(':').unwrap().0.to_owned())
        .collect();
    assert_eq!(page, host(), "ui/src/lib/api.ts against src-tauri/src/commands/list.rs");
}

#[test]
fn only_one_file_of_the_page_speaks_to_the_host() {
    let mut speakers = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::read_to_string(&path).is_ok_and(|text| text.contains("from '@tauri-apps/")) {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                speakers.extend((!name.ends_with(".test.ts")).then_some(name));
            }
        }
    }
    assert_eq!(speakers, ["api.ts"]);
}

#[test]
fn nothing_loosens_the_windows_content_security_policy() {
    let config: Value = serde_json::from_str(&read("tauri.conf.json")).unwrap();
    let security = &config["app"]["security"];
    let policy = security["csp"].as_str().unwrap();
    for forbidden in ["unsafe-inline", "unsafe-eval", "*", "https:"] {
        assert!(!policy.contains(forbidden), "{forbidden} in {policy}");
    }
    assert_eq!(security["freezePrototype"], true);
    assert_eq!(config["app"]["withGlobalTauri"], false);
    assert_eq!(config["build"].get("devUrl"), None, "the app serves its own pages only");
}
