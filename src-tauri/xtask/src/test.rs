//! `cargo xtask test`: every check there is, in steps with names, cheapest first. The first one that fails ends it.

use std::{fs, path::PathBuf, time::Instant};

use crate::{
    bindings,
    shell::{self, Outcome, cargo, npm, root, run as sh},
    system::{self, Need},
    ui,
};

/// A check with a name.
struct Step {
    name: &'static str,
    what: &'static str,
    run: fn() -> Outcome,
}

const STEPS: &[Step] = &[
    Step { name: "system", what: "libraries and programs of the system", run: || system::provide(Need::Screen) },
    Step { name: "format", what: "Rust is formatted", run: || sh(&mut cargo(["fmt", "--all", "--check"])) },
    Step { name: "ui-install", what: "the interface's packages", run: ui::install },
    Step { name: "ui-format", what: "the interface is formatted", run: || npm_run("format:check") },
    Step { name: "ui-check", what: "the interface's types", run: || npm_run("check") },
    Step { name: "ui-check-fails", what: "a wrong type is found", run: a_wrong_type_is_found },
    Step { name: "ui-test", what: "the interface's unit tests", run: || npm_run("test") },
    Step { name: "ui-build", what: "the interface", run: ui::build },
    Step { name: "lint", what: "clippy, everything denied", run: lint },
    Step { name: "bindings", what: "the interface's types are the core's", run: bindings::check },
    Step { name: "build", what: "the app and all tests", run: build },
    Step {
        name: "unit",
        what: "unit tests in their files",
        run: || test("kind(lib) + kind(bin)", &["--lib", "--bins"]),
    },
    Step { name: "core", what: "the core", run: || test("binary(=core)", &["--test", "core"]) },
    Step { name: "cli", what: "the command line", run: || test("binary(=cli)", &["--test", "cli"]) },
    Step { name: "app", what: "the host, as the page asks it", run: || test("binary(=app)", &["--test", "app"]) },
    Step { name: "e2e", what: "the app in its real window", run: e2e },
];

/// Runs all steps, or those that are named.
pub(crate) fn run(names: &[String]) -> Outcome {
    if names.iter().any(|name| name == "--list") {
        STEPS.iter().for_each(|step| println!("{:16}{}", step.name, step.what));
        return Ok(());
    }
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        return Err(format!("there is no step {unknown}; `cargo xtask test --list` names them"));
    }
    let chosen = STEPS.iter().filter(|step| names.is_empty() || names.iter().any(|name| name == step.name));
    let begun = Instant::now();
    let mut times = Vec::new();
    for step in chosen {
        println!("\n== {}: {}", step.name, step.what);
        let begun = Instant::now();
        (step.run)().map_err(|error| format!("{error}\n\nstep {} failed: {}", step.name, step.what))?;
        times.push((step.name, begun.elapsed().as_secs_f32()));
    }
    println!();
    times.iter().for_each(|(name, seconds)| println!("{name:16}{seconds:7.1} s"));
    println!("{:16}{:7.1} s  all passed", "", begun.elapsed().as_secs_f32());
    Ok(())
}

fn npm_run(script: &str) -> Outcome {
    ui::install()?;
    sh(&mut npm(["run", "--silent", script]))
}

fn lint() -> Outcome {
    sh(&mut cargo(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]))?;
    // The types for the interface are a feature of the core that nothing else turns on.
    sh(&mut cargo(["clippy", "--package", "kontor-core", "--features", "bindings", "--", "--deny", "warnings"]))
}

/// Some of the tests of the whole workspace: by nextest's filter, or without nextest by Cargo's own words. With nextest all are
/// built and the others left out when they would run: Cargo chooses the features of the libraries by what is asked for,
/// and would otherwise build half of them again for each step.
fn test(filter: &str, targets: &[&str]) -> Outcome {
    let words = if shell::exists("cargo-nextest") {
        vec!["nextest", "run", "--workspace", "--filterset", filter]
    } else {
        [&["test", "--workspace"], targets].concat()
    };
    sh(&mut cargo(words))
}

fn build() -> Outcome {
    ui::build()?;
    sh(&mut cargo(["test", "--workspace", "--no-run"]))
}

fn e2e() -> Outcome {
    system::provide(Need::Screen)?;
    build()?;
    test("binary(=e2e)", &["--test", "e2e"])
}

/// The type check must be able to fail: some versions of its parts together find nothing at all and say so cheerfully.
fn a_wrong_type_is_found() -> Outcome {
    ui::install()?;
    let seeds = [
        ("ts", "export const seeded: number = 'text';\n"),
        ("svelte", "<script lang=\"ts\">\n  const seeded: number = 'text';\n</script>\n\n{seeded}\n"),
    ];
    let plant = |(extension, text)| Seed::plant(root().join(format!("ui/src/seeded-error.{extension}")), text);
    let planted = seeds.into_iter().map(plant).collect::<Result<Vec<Seed>, String>>()?;
    let (passed, said) = shell::output(&mut npm(["run", "--silent", "check"]))?;
    drop(planted);
    match seeds.iter().find(|(extension, _)| passed || !said.contains(&format!("seeded-error.{extension}"))) {
        Some((extension, _)) => Err(format!("{said}\nthe type check did not find a wrong type in a .{extension} file")),
        None => Ok(()),
    }
}

/// A file that is there as long as this value.
struct Seed(PathBuf);

impl Seed {
    fn plant(path: PathBuf, text: &str) -> Result<Self, String> {
        fs::write(&path, text).map_err(shell::file("writing", &path))?;
        Ok(Self(path))
    }
}

impl Drop for Seed {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.0) {
            eprintln!("removing {}: {error}", self.0.display());
        }
    }
}
