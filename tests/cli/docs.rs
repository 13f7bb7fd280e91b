//! Every example of docs/cli.md, run in its order: output and exit status are as written there.

use std::path::Path;

use crate::program::{Cli, program, run};

/// A command of a ```console block with what it is said to print; `[n]` at the end is its status.
struct Example {
    command: String,
    expected: Vec<String>,
    status: i32,
}

fn examples(block: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    for line in block.lines() {
        if let Some(command) = line.strip_prefix("$ ") {
            examples.push(Example { command: command.to_owned(), expected: Vec::new(), status: 0 });
            continue;
        }
        let example = examples.last_mut().expect("a block begins with a command");
        match line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).and_then(|status| status.parse().ok()) {
            Some(status) => example.status = status,
            None => example.expected.push(line.to_owned()),
        }
    }
    examples
}

/// The words of a command, as a shell takes them apart: quotes and white space are all that the examples use.
fn words(command: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
    for c in command.chars() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('"' | '\'', None) => quote = Some(c),
            (' ', None) => words.push(std::mem::take(&mut word)),
            _ => word.push(c),
        }
    }
    words.push(word);
    words
}

/// Whether a line is the expected one, in which `…` stands for anything. Columns are as wide as an id, which differs, so that only
/// the words count and not how many spaces part them.
fn fits(found: &str, expected: &str) -> bool {
    fn rest(found: &str, parts: &[&str]) -> bool {
        match parts {
            [] => true,
            [last] => found.ends_with(last),
            [part, then @ ..] => found.find(part).is_some_and(|at| rest(&found[at + part.len()..], then)),
        }
    }
    let spaced = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let (found, expected) = (spaced(found), spaced(expected));
    let parts: Vec<&str> = expected.split('…').collect();
    match parts.split_first() {
        Some((whole, [])) => found == *whole,
        Some((begin, then)) => found.strip_prefix(begin).is_some_and(|left| rest(left, then)),
        None => false,
    }
}

/// A line that is only `…` stands for any number of lines.
fn all_fit(found: &[&str], expected: &[String]) -> bool {
    match expected.split_first() {
        None => found.is_empty(),
        Some((line, then)) if line.trim() == "…" => (0..=found.len()).any(|taken| all_fit(&found[taken..], then)),
        Some((line, then)) => found.split_first().is_some_and(|(first, left)| fits(first, line) && all_fit(left, then)),
    }
}

#[test]
fn every_example_of_the_manual_is_true() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let manual = std::fs::read_to_string(path).unwrap();
    let cli = Cli::new();
    let mut shown = Vec::new();
    for part in manual.split("```").skip(1).step_by(2) {
        let (kind, block) = part.split_once('\n').unwrap();
        if let Some((_, name)) = kind.split_once(' ') {
            cli.file(name, block);
            continue;
        }
        assert_eq!(kind, "console");
        for example in examples(block) {
            let mut command = words(&example.command).into_iter();
            assert_eq!(command.next().as_deref(), Some("kontor-cli"));
            let mut program = program(cli.folder.path());
            let args: Vec<String> = command.collect();
            program.args(&args);
            shown.extend(args.iter().filter(|arg| !arg.starts_with('-')).cloned());
            let run = run(program, b"");
            let said = format!("{}{}", run.out, run.err);
            assert_eq!(run.status, example.status, "{}\n{said}", example.command);
            let lines: Vec<&str> = said.trim_end().lines().collect();
            let expected = example.expected.join("\n");
            assert!(
                all_fit(&lines, &example.expected),
                "{}\n--- said\n{said}\n--- the manual\n{expected}",
                example.command
            );
        }
    }
    for command in [
        "import",
        "imports",
        "add",
        "set",
        "show",
        "list",
        "search",
        "convert",
        "duplicates",
        "merge",
        "cleanup",
        "reopen",
        "move",
        "won",
        "lost",
        "log",
        "history",
        "undo",
        "redo",
        "export",
        "archive",
        "restore",
        "check",
        "demo",
        "fill",
    ] {
        assert!(shown.iter().any(|word| word == command), "no example of {command}");
    }
}

#[test]
fn the_comparison_can_fail() {
    assert!(fits("Made  22 Nov 2026 09:00", "Made …"));
    assert!(fits("--after '[0,1]'", "--after '…'"));
    assert!(!fits("Made 22", "Changed …"));
    assert!(!fits("Made 22 more", "Made 22"));
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(all_fit(&["a", "b", "c"], &lines("a\n…\nc")));
    assert!(!all_fit(&["a", "b"], &lines("a\n…\nc")));
    assert!(!all_fit(&["a", "b"], &lines("a")));
}
