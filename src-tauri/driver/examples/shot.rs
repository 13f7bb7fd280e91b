//! Pictures of every screen, for `cargo xtask shot`: `shot [--dark|--light] [--lang en|de] [--size WIDTHxHEIGHT]`.
//! Without a choice both themes and both languages. `KONTOR_DEMO_BOOKS` is a folder with a book for each language.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the command line")]

use std::{path::PathBuf, process::ExitCode};

use kontor_driver::{Start, Window, project};

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
            let folder = format!("{language}-{}", if dark { "dark" } else { "light" });
            every_screen(&Window::open(start)?, &project().join("target/shots").join(folder))?;
        }
    }
    Ok(())
}

/// Goes to every place that the side bar names, and to the settings.
fn every_screen(window: &Window, folder: &std::path::Path) -> kontor_driver::Result<()> {
    window
        .until("a painted window", "return document.visibilityState === 'visible' && document.body.innerText !== ''")?;
    settled(window)?;
    window.picture_to(folder.join("0-start.png"))?;
    for at in 0..window.all("nav a, nav button")?.len() {
        // Looked for anew each time: a screen may redraw the side bar.
        let Some(place) = window.all("nav a, nav button")?.into_iter().nth(at) else { break };
        let name: String = place.text()?.to_lowercase().chars().filter(|letter| letter.is_alphabetic()).collect();
        place.click()?;
        settled(window)?;
        let path = folder.join(format!("{}-{name}.png", at + 1));
        println!("{}", path.display());
        window.picture_to(path)?;
    }
    window.keys("Control+,")?;
    settled(window)?;
    window.picture_to(folder.join("settings.png"))
}

/// Waits until nothing in the page has changed for a moment.
fn settled(window: &Window) -> kontor_driver::Result<()> {
    let quiet = "const done = arguments[arguments.length - 1];
        let timer = setTimeout(finish, 150);
        const watch = new MutationObserver(() => { clearTimeout(timer); timer = setTimeout(finish, 150); });
        function finish() { watch.disconnect(); requestAnimationFrame(() => requestAnimationFrame(() => done(true))); }
        watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });";
    window.script_async(quiet, vec![]).map(|_| ())
}
