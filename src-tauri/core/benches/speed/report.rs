//! The figures, side by side.

use std::time::Duration;

/// How long something took.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    pub(crate) p50: Duration,
    pub(crate) p95: Duration,
    /// By how much it is slower than the same by bare SQL.
    pub(crate) times_bare: Option<f64>,
}

impl Measured {
    pub(crate) fn of(mut times: Vec<Duration>) -> Measured {
        times.sort_unstable();
        let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
        Measured { p50: at(50), p95: at(95), times_bare: None }
    }

    /// Without the first ones, in which caches fill.
    pub(crate) fn warm(mut times: Vec<Duration>, first: usize) -> Measured {
        times.drain(..first.min(times.len() / 2));
        Measured::of(times)
    }

    pub(crate) fn next_to(mut self, bare: &Measured) -> Measured {
        self.times_bare = Some(self.p50.as_secs_f64() / bare.p50.as_secs_f64());
        self
    }
}

/// What was promised of all figures whose name begins so.
struct Promise {
    of: &'static str,
    /// In ms, on the large book.
    p95: Option<f64>,
    /// As a ratio of p50, on the large book.
    next_to_bare: Option<f64>,
    /// From the small book to the large one, as a ratio of p50.
    growth: Option<f64>,
}

const PROMISED: &[Promise] = &[
    // The first that fits counts.
    Promise { of: "list of leads, filtered", p95: Some(5.0), next_to_bare: None, growth: None },
    Promise { of: "board, 10,000 open, filtered", p95: Some(20.0), next_to_bare: None, growth: None },
    Promise { of: "conversion", p95: None, next_to_bare: Some(2.0), growth: Some(1.5) },
    // Its growth is in the nature of parts of words: see docs/performance.md.
    Promise { of: "search, part of an e-mail", p95: Some(10.0), next_to_bare: None, growth: None },
    Promise { of: "search", p95: Some(10.0), next_to_bare: None, growth: Some(1.5) },
    Promise { of: "list", p95: Some(5.0), next_to_bare: None, growth: Some(1.5) },
    Promise { of: "board", p95: Some(20.0), next_to_bare: None, growth: Some(1.5) },
    Promise { of: "duplicates", p95: None, next_to_bare: Some(10.0), growth: None },
    Promise { of: "import", p95: None, next_to_bare: Some(5.0), growth: None },
    Promise { of: "parsing", p95: None, next_to_bare: Some(2.0), growth: None },
];

#[derive(Default)]
pub(crate) struct Report(Vec<Line>);

struct Line {
    name: String,
    small: Option<Measured>,
    large: Measured,
}

impl Report {
    pub(crate) fn add(&mut self, name: &str, small: Option<&Measured>, large: &Measured) {
        self.0.push(Line { name: name.to_owned(), small: small.cloned(), large: large.clone() });
    }

    pub(crate) fn print(&self, leads: u32) {
        println!(
            "\nOn {leads} leads and on a tenth of them; times in ms, growth and \"next to bare SQL\" as ratios of p50.\n"
        );
        println!(
            "| what | small p50 | small p95 | large p50 | large p95 | growth | next to bare SQL | promised | held |"
        );
        println!("|---|---|---|---|---|---|---|---|---|");
        for line in &self.0 {
            line.print();
        }
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

impl Line {
    fn print(&self) {
        let small = |of: fn(&Measured) -> Duration| self.small.as_ref().map(|small| format!("{:.2}", ms(of(small))));
        let growth = self.small.as_ref().map(|small| self.large.p50.as_secs_f64() / small.p50.as_secs_f64());
        let number = |ratio: Option<f64>| ratio.map(|ratio| format!("{ratio:.2}")).unwrap_or_default();
        let promised = PROMISED.iter().find(|promise| {
            self.name.starts_with(promise.of) && !self.name.contains(", bare") && !self.name.contains("undone")
        });
        let (mut words, mut held) = (Vec::new(), true);
        if let Some(promise) = promised {
            for (limit, is, what) in [
                (promise.p95, Some(ms(self.large.p95)), "p95"),
                (promise.next_to_bare, self.large.times_bare, "next to bare SQL"),
                (promise.growth, growth, "growth"),
            ] {
                if let Some(limit) = limit {
                    words.push(format!("{what} ≤ {limit}"));
                    held &= is.is_none_or(|is| is <= limit);
                }
            }
        }
        let verdict = if words.is_empty() {
            ""
        } else if held {
            "yes"
        } else {
            "NO"
        };
        println!(
            "| {} | {} | {} | {:.2} | {:.2} | {} | {} | {} | {verdict} |",
            self.name,
            small(|m| m.p50).unwrap_or_default(),
            small(|m| m.p95).unwrap_or_default(),
            ms(self.large.p50),
            ms(self.large.p95),
            number(growth),
            number(self.large.times_bare),
            words.join(", "),
        );
    }
}

/// The most memory that this process held since somebody began to count, in MB; Linux only.
pub(crate) fn peak_mb() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or_default() / 1024
}
