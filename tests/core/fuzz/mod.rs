//! Readers of files from elsewhere, fed with what nobody meant to write: kept files (tests/fixtures/corpus and the fixtures of each format),
//! taken apart and put together otherwise for a short while. A target fails by a panic, by taking too long, and by holding more memory
//! than an import may. The input that failed is left in the folder for temporary files, and belongs into the corpus.
//!
//! `KONTOR_FUZZ_SECONDS=600 KONTOR_FUZZ_SEED=7 cargo nextest run -p kontor-core --test core fuzz::` goes on for longer, and elsewhere.

mod mutate;
mod targets;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use fastrand::Rng;

use mutate::Mutator;

/// How long one input may take. A hundredth of it would do; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a process may hold at most, in MB (issue 3).
const MEMORY: u64 = 300;

/// What is done with an input.
type Target = fn(&[u8]);

/// A target with what it begins with.
struct Fuzz {
    name: &'static str,
    seeds: Vec<Vec<u8>>,
    /// Words of the format, put in here and there.
    words: &'static [&'static str],
    /// The input is a zip: its parts are changed, not only its bytes.
    is_zip: bool,
    target: Target,
    patience: Duration,
}

/// Why a run ended before its time.
#[derive(Debug, PartialEq, Eq)]
enum Failed {
    Panic,
    Time,
    Memory,
}

fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

impl Fuzz {
    /// Runs for the time that the environment says, on all seeds first, and panics with the place of the input that failed.
    fn run(self) {
        let (name, least) = (self.name, self.seeds.len());
        let seed = number("KONTOR_FUZZ_SEED", 1);
        match self.search(Duration::from_secs(number("KONTOR_FUZZ_SECONDS", 2)), seed) {
            Ok(inputs) => assert!(inputs >= least, "{name}: only {inputs} of {least} seeds"),
            Err((failed, input)) => {
                let path = std::env::temp_dir().join(format!("kontor-fuzz-{name}-{seed}"));
                std::fs::write(&path, &input).unwrap();
                panic!("{name}: {failed:?} on {} bytes, kept in {}", input.len(), path.display());
            }
        }
    }

    /// How many inputs went well, or the one that did not.
    fn search(self, time: Duration, seed: u64) -> Result<usize, (Failed, Vec<u8>)> {
        let current = Arc::new(Mutex::new(Vec::new()));
        let (sender, beats) = channel();
        let patience = self.patience;
        let shared = current.clone();
        std::thread::Builder::new()
            .name("fuzz".to_owned())
            .spawn(move || self.inputs(time, seed, &shared, &sender))
            .unwrap();
        let mut inputs = 0;
        loop {
            match beats.recv_timeout(patience) {
                Ok(None) => inputs += 1,
                Ok(Some(failed)) => return Err((failed, current.lock().unwrap().clone())),
                Err(RecvTimeoutError::Disconnected) => return Ok(inputs),
                Err(RecvTimeoutError::Timeout) => return Err((Failed::Time, current.lock().unwrap().clone())),
            }
        }
    }

    fn inputs(self, time: Duration, seed: u64, current: &Mutex<Vec<u8>>, beats: &Sender<Option<Failed>>) {
        let start = Instant::now();
        let mut random = Rng::with_seed(seed);
        let mutator = Mutator { seeds: &self.seeds, words: self.words, is_zip: self.is_zip };
        let mut fresh = 0;
        while fresh < self.seeds.len() || start.elapsed() < time {
            let input = match self.seeds.get(fresh) {
                Some(seed) => seed.clone(),
                None => mutator.input(&mut random),
            };
            fresh += 1;
            input.clone_into(&mut current.lock().unwrap());
            reset_peak();
            let went_well = catch_unwind(AssertUnwindSafe(|| (self.target)(&input))).is_ok();
            let beat = match went_well {
                false => Some(Failed::Panic),
                true if peak_mb() > MEMORY => Some(Failed::Memory),
                true => None,
            };
            let is_over = beat.is_some();
            if beats.send(beat).is_err() || is_over {
                return;
            }
        }
    }
}

/// Begins to count the most memory anew.
fn reset_peak() {
    #[cfg(target_os = "linux")]
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

/// The most memory that this process held since, in MB; elsewhere than on Linux nobody counts.
fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// The files of some folders of fixtures.
fn kept(folders: &[&str]) -> Vec<Vec<u8>> {
    let fixtures = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures");
    let mut paths: Vec<PathBuf> = folders.iter().flat_map(|folder| paths_in(&fixtures.join(folder))).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

fn paths_in(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
}

/// A run that cannot fail finds nothing.
#[test]
fn a_run_fails_by_panic_by_time_and_by_memory() {
    let run = |target: Target, patience| {
        let seeds = vec![b"hello".to_vec(), b"world".to_vec()];
        let fuzz = Fuzz { name: "itself", seeds, words: &["!"], is_zip: false, target, patience };
        fuzz.search(Duration::from_secs(30), 3).map_err(|(failed, input)| (failed, input.contains(&b'!')))
    };
    // Only what nobody wrote does it.
    assert_eq!(run(|input| assert!(!input.contains(&b'!')), PATIENCE), Err((Failed::Panic, true)));
    let sleep = |input: &[u8]| {
        while input.contains(&b'!') {
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    assert_eq!(run(sleep, Duration::from_millis(800)), Err((Failed::Time, true)));
    if cfg!(target_os = "linux") {
        let hold = |input: &[u8]| {
            let size = if input.contains(&b'!') { (MEMORY as usize + 50) * 1024 * 1024 } else { 16 };
            assert_eq!(vec![1_u8; size].iter().rev().take(3).map(|byte| u32::from(*byte)).sum::<u32>(), 3);
        };
        assert_eq!(run(hold, PATIENCE), Err((Failed::Memory, true)));
    }
}
