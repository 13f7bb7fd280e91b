//! The line before the write door: changes are made in the order in which they were asked for, and whoever has to stand in line is
//! told so. An import is one step; what its user changes meanwhile waits here until it is through.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};

/// How long a change that must not come late stands in line behind a large one.
const PATIENCE: Duration = Duration::from_secs(1);

/// Who writes, and who waits for it.
pub(crate) struct Line {
    /// Handed on in the order in which it was asked for.
    door: Mutex<()>,
    asked_for: Arc<AtomicUsize>,
    large: AtomicUsize,
    waiting: AtomicUsize,
    told: Box<dyn Fn(usize) + Send + Sync>,
}

/// The right to change the book, until it is dropped.
pub(crate) struct Turn<'a> {
    _door: MutexGuard<'a, ()>,
    _asked_for: Counted<'a>,
    _large: Option<Counted<'a>>,
}

impl Line {
    /// A line with nobody in it. `told` hears of every change of how many wait.
    pub(crate) fn new(told: impl Fn(usize) + Send + Sync + 'static) -> Self {
        let (door, asked_for, large, waiting) = Default::default();
        Self { door, asked_for, large, waiting, told: Box::new(told) }
    }

    /// Waits until everything that was asked for before is done.
    pub(crate) async fn turn(&self) -> Turn<'_> {
        let asked_for = Counted::one(&self.asked_for, None);
        let door = match self.door.try_lock() {
            Ok(door) => door,
            Err(_) => {
                let _waits = Counted::one(&self.waiting, Some(&*self.told));
                self.door.lock().await
            }
        };
        Turn { _door: door, _asked_for: asked_for, _large: None }
    }

    /// As [`Line::turn`], for a change that takes its time whatever the disk: an import, many records at once.
    pub(crate) async fn large(&self) -> Turn<'_> {
        let large = Counted::one(&self.large, None);
        Turn { _large: Some(large), ..self.turn().await }
    }

    /// As [`Line::turn`], but behind a large change not for long: for what means the book as it is now. None: that one takes its time.
    /// Behind small ones it waits, however slow the disk: its user saw them.
    pub(crate) async fn soon(&self) -> Option<Turn<'_>> {
        if self.large.load(Ordering::SeqCst) == 0 {
            return Some(self.turn().await);
        }
        tokio::time::timeout(PATIENCE, self.turn()).await.ok()
    }

    /// How many changes are asked for and not done yet.
    pub(crate) fn asked_for(&self) -> Arc<AtomicUsize> {
        Arc::clone(&self.asked_for)
    }

    /// Waits as [`Line::turn`] does without being a change itself.
    pub(crate) async fn pass(&self) -> impl Sized + '_ {
        self.door.lock().await
    }
}

/// One more of something, until it is dropped.
struct Counted<'a> {
    count: &'a AtomicUsize,
    told: Option<&'a (dyn Fn(usize) + Send + Sync)>,
}

impl<'a> Counted<'a> {
    fn one(count: &'a AtomicUsize, told: Option<&'a (dyn Fn(usize) + Send + Sync)>) -> Self {
        let now = count.fetch_add(1, Ordering::SeqCst) + 1;
        if let Some(told) = told {
            told(now);
        }
        Self { count, told }
    }
}

impl Drop for Counted<'_> {
    fn drop(&mut self) {
        let now = self.count.fetch_sub(1, Ordering::SeqCst) - 1;
        if let Some(told) = self.told {
            told(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex as Shared;

    use tauri::async_runtime::{block_on, spawn};

    use super::*;

    #[test]
    fn what_means_the_book_as_it_is_now_waits_for_small_changes_however_slow_the_disk() {
        let line = Arc::new(Line::new(|_| ()));
        block_on(async {
            let slow = line.turn().await;
            let waits = Arc::clone(&line);
            let undo = spawn(async move { waits.soon().await.is_some() });
            tokio::time::sleep(PATIENCE + PATIENCE / 2).await;
            drop(slow);
            assert!(undo.await.unwrap());
            drop(line.large().await);
            assert!(line.soon().await.is_some(), "the large one is through");
        });
    }

    #[test]
    fn changes_are_made_in_the_order_in_which_they_were_asked_for_and_whoever_waits_is_counted() {
        let told = Arc::new(Shared::new(Vec::new()));
        let heard = Arc::clone(&told);
        let line = Arc::new(Line::new(move |waiting| heard.lock().unwrap().push(waiting)));
        let done = Arc::new(Shared::new(Vec::new()));
        block_on(async {
            let first = line.large().await;
            assert!(told.lock().unwrap().is_empty(), "nobody waited for it");
            let mut all = Vec::new();
            for name in ["one", "two", "three"] {
                let before = line.waiting.load(Ordering::SeqCst);
                let (waits, done) = (Arc::clone(&line), Arc::clone(&done));
                all.push(spawn(async move {
                    let _turn = waits.turn().await;
                    done.lock().unwrap().push(name);
                }));
                while line.waiting.load(Ordering::SeqCst) == before {
                    tokio::task::yield_now().await;
                }
            }
            assert_eq!(line.asked_for().load(Ordering::SeqCst), 4);
            assert!(line.soon().await.is_none(), "what would come late is not done at all");
            drop(first);
            for one in all {
                one.await.unwrap();
            }
            assert!(line.soon().await.is_some(), "the line is empty");
        });
        assert_eq!(*done.lock().unwrap(), ["one", "two", "three"]);
        assert_eq!(told.lock().unwrap().last(), Some(&0));
        assert_eq!(line.asked_for().load(Ordering::SeqCst), 0);
    }
}
