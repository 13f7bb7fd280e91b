//! Pictures of every screen, for `cargo xtask shot`: `shot [--dark|--light] [--lang en|de] [--size WIDTHxHEIGHT]`.
//! Without a choice both themes and both languages. `KONTOR_DEMO_BOOKS` is a folder with a book for each language.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the command line")]

use std::{path::PathBuf, process::ExitCode};

use kontor_driver::{Start, Window, project};

#[path = "../../../tests/e2e/screens.rs"]
mod screens;

/// What to take pictures of.
struct Choice {
    themes: Vec<bool>,
    languages: Vec<String>,
    size: (u32, u32),
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let taken = choice(&arguments).and_then(|choice| take(&choice).map_err(|error| error.to_string()));
    match taken {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn choice(arguments: &[String]) -> Result<Choice, String> {
    let mut choice = Choice { themes: vec![], languages: vec![], size: (1280, 800) };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
        match argument.as_str() {
            "--dark" => choice.themes.push(true),
            "--light" => choice.themes.push(false),
            "--lang" => choice.languages.push(value()?.clone()),
            "--size" => {
                let parts = value()?.split_once('x').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
                choice.size = parts.ok_or("--size needs WIDTHxHEIGHT, for example 1280x800")?;
            }
            other => return Err(format!("no such argument: {other}")),
        }
    }
    if choice.themes.is_empty() {
        choice.themes = vec![false, true];
    }
    if choice.languages.is_empty() {
        choice.languages = vec!["en".into(), "de".into()];
    }
    Ok(choice)
}

fn take(choice: &Choice) -> kontor_driver::Result<()> {
    let books = std::env::var_os("KONTOR_DEMO_BOOKS").map_or_else(|| project().join("target/demo"), PathBuf::from);
    for language in &choice.languages {
        for &dark in &choice.themes {
            let mut start = Start::on(books.join(language));
            start.look.dark = dark;
            start.look.language = if language == "de" { "de_DE.UTF-8".into() } else { "en_GB.UTF-8".into() };
            start.size = choice.size;
            let theme = if dark { "dark" } else { "light" };
            let folder = format!("{language}-{theme}-{}x{}", choice.size.0, choice.size.1);
            every_screen(&Window::open(start)?, &project().join("target/shots").join(folder))?;
        }
    }
    Ok(())
}

/// Goes to every screen of the table. One that cannot be reached is said at the end; the others are taken all the same.
fn every_screen(window: &Window, folder: &std::path::Path) -> kontor_driver::Result<()> {
    let mut failed = Ok(());
    for (name, go) in screens::SCREENS {
        let path = folder.join(format!("{name}.png"));
        let taken = go(window).and_then(|()| screens::settled(window)).and_then(|()| window.picture_to(&path));
        match taken {
            Ok(()) => println!("{}", path.display()),
            Err(error) => {
                eprintln!("{name}: {error}");
                failed = Err(error);
            }
        }
    }
    failed
}
