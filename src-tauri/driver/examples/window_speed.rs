//! The speed of the window that is promised, measured in a release build; `cargo xtask bench` builds what it needs and runs it.
//! Start and memory stand next to a Tauri window with an empty page (`src-tauri/driver/empty`), measured in turns in the same run.
//! `KONTOR_RELEASE` is the folder of the compiled programs.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program for the command line")]

use std::{
    path::PathBuf,
    process::{Command, ExitCode},
    thread,
    time::Duration,
};

use kontor_driver::{Bare, Start, Window, project};

/// Leads in the book: of the opportunities that come with them more than a thousand are open.
const LEADS: &str = "13000";
/// How often the window is started, and a card is dropped.
const STARTS: usize = 10;
const DROPS: usize = 20;
/// How long a window is left alone before its memory is read.
const REST: Duration = Duration::from_secs(5);

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Outcome<()> {
    let release = std::env::var_os("KONTOR_RELEASE").map_or_else(|| project().join("target/release"), PathBuf::from);
    let work = tempfile::tempdir()?;
    let book = work.path().join("book");
    let filled = Command::new(release.join("kontor-cli"))
        .args(["fill", "--leads", LEADS, "--seed", "1", "--book"])
        .arg(&book)
        .output()?;
    if !filled.status.success() {
        return Err(String::from_utf8_lossy(&filled.stderr).into());
    }

    let folder = book.to_string_lossy().into_owned();
    let (mut starts, mut memory) = ([vec![], vec![]], [vec![], vec![]]);
    let apps: [(&str, &[&str]); 2] = [("kontor", &["--book", &folder]), ("kontor-empty", &[])];
    for run in 0..=STARTS {
        for (at, (name, arguments)) in apps.iter().enumerate() {
            let app = Bare::start(&release.join(name), arguments)?;
            let took = app.text_is_shown()?;
            // The first start of each fills the system's caches.
            if run == 0 {
                continue;
            }
            starts[at].push(took.as_secs_f64() * 1000.0);
            if run <= 3 {
                thread::sleep(REST);
                memory[at].push(app.memory()? as f64 / 1e6);
            }
        }
    }

    let mut start = Start::on(&book);
    start.app = release.join("kontor");
    let window = Window::open(start)?;
    board(&window)?;
    let drops = series(&window)?;
    scroll_to_the_end(&window)?;
    let after_scrolling = series(&window)?;

    println!("\n| what | p50 | p95 | empty window p50 | ratio | promised | held |");
    println!("|---|---|---|---|---|---|---|");
    let mut of = Of { held: true };
    let [kontor, empty] = &mut starts;
    of.next_to("start to text in the window, ms", kontor, empty, 1.5);
    let [kontor, empty] = &mut memory;
    of.next_to("memory of all processes, MB", kontor, empty, 1.3);
    of.at_most("drop of a card until settled, 1,000 cards, ms", drops, 100.0);
    of.at_most("the same with every column scrolled through to its end, ms", after_scrolling, 100.0);
    println!("\n{}", if of.held { "All held." } else { "Not all held." });
    Ok(())
}

/// Goes to the board and sees that it has as many cards as promised.
fn board(window: &Window) -> Outcome<()> {
    window.css("nav .place")?;
    window.keys("Control+2")?;
    window.css("main header .bar label:nth-of-type(1)")?.click()?;
    window.css("ol[data-zone] li")?;
    let counted = "return [...document.querySelectorAll('.column header .count')]
        .reduce((sum, count) => sum + Number(count.textContent.replace(/\\D/g, '')), 0)";
    let cards = window.script(counted, vec![])?.as_f64().unwrap_or_default();
    if cards < 1000.0 { Err(format!("only {cards} cards on the board").into()) } else { Ok(()) }
}

/// Loads every card of every column, as a reader does who scrolls to their ends and back.
fn scroll_to_the_end(window: &Window) -> Outcome<()> {
    let more = "const done = arguments[arguments.length - 1];
        const lists = [...document.querySelectorAll('.column ol[data-zone]')];
        let quiet = 0, had = 0;
        const timer = setInterval(() => {
          const now = lists.reduce((sum, list) => sum + list.scrollHeight, 0);
          quiet = now === had ? quiet + 1 : 0;
          had = now;
          for (const list of lists) list.scrollTop = list.scrollHeight;
          if (quiet < 20) return;
          clearInterval(timer);
          for (const list of lists) list.scrollTop = 0;
          setTimeout(done, 500);
        }, 50);";
    window.script_async(more, vec![])?;
    Ok(())
}

/// Drags the upper card of one column into the next, again and again. Answers the times from letting go until the screen has settled:
/// until two frames after the last change of the page, in milliseconds.
fn series(window: &Window) -> Outcome<Vec<f64>> {
    const WATCH: &str = "
        document.querySelectorAll('.toasts .toast > :last-child').forEach((close) => close.click());
        window.settled = new Promise((then, fail) => {
          addEventListener('mouseup', (up) => {
            const from = performance.now();
            let changes = 0, last = 0, settled = 0;
            const watch = new MutationObserver(() => {
              const mine = ++changes;
              last = performance.now();
              requestAnimationFrame(() => requestAnimationFrame(() => { if (mine === changes) settled = performance.now(); }));
            });
            watch.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
            // Nothing changes for a while, and what changed last has been drawn.
            const timer = setInterval(() => {
              const now = performance.now(), done = settled > last && now - last > 600;
              if (!done && now - from < 15000) return;
              clearInterval(timer);
              watch.disconnect();
              done ? then([settled - from, changes]) : fail(`not settled after ${changes} changes`);
            }, 50);
          }, { capture: true, once: true });
        });";
    const TAKE: &str =
        "const done = arguments[arguments.length - 1]; window.settled.then(done, (error) => done(String(error)))";
    let mut times = Vec::new();
    let columns = window.all(".column ol[data-zone]")?.len();
    for drop in 0..DROPS + 3 {
        let (from, to) = (drop % columns, (drop + 1) % columns);
        let card = window.css(&format!(".column:nth-of-type({}) ol[data-zone] > li:nth-of-type(2)", from + 1))?;
        let zone = window.css(&format!(".column:nth-of-type({}) ol[data-zone] > li:nth-of-type(3)", to + 1))?;
        window.script(WATCH, vec![])?;
        card.drag_to(&zone)?;
        let answer = window.script_async(TAKE, vec![])?;
        let took = answer.get(0).and_then(serde_json::Value::as_f64).ok_or_else(|| answer.to_string())?;
        // The first ones warm the page up.
        if drop >= 3 {
            times.push(took);
        }
    }
    Ok(times)
}

/// What was measured, printed line by line.
struct Of {
    held: bool,
}

impl Of {
    fn next_to(&mut self, what: &str, kontor: &mut [f64], empty: &mut [f64], limit: f64) {
        let ratio = at(kontor, 50) / at(empty, 50);
        let held = ratio <= limit;
        println!(
            "| {what} | {:.0} | {:.0} | {:.0} | {ratio:.2} | ratio ≤ {limit} | {} |",
            at(kontor, 50),
            at(kontor, 95),
            at(empty, 50),
            self.verdict(held)
        );
    }

    fn at_most(&mut self, what: &str, mut times: Vec<f64>, limit: f64) {
        let held = at(&mut times, 95) <= limit;
        println!(
            "| {what} | {:.0} | {:.0} | | | p95 ≤ {limit} | {} |",
            at(&mut times, 50),
            at(&mut times, 95),
            self.verdict(held)
        );
    }

    fn verdict(&mut self, held: bool) -> &'static str {
        self.held &= held;
        if held { "yes" } else { "NO" }
    }
}

/// The value below which so many per cent lie.
fn at(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get((values.len() * percent / 100).min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}
