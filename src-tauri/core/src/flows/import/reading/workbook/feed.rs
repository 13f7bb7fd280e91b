//! Rows out of a parser that borrows what it parses: it runs on a thread of its own and hands rows over in small batches. A parser that
//! panics on a hostile file ends its thread and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use super::super::super::failure::ReadError;
use super::super::Row;
use super::damaged;

/// A batch ends with so many rows, or so many bytes of cells.
const BATCH_ROWS: usize = 256;
const BATCH_BYTES: usize = 1024 * 1024;

/// Where a parser puts its rows.
pub(super) struct Sink {
    sender: SyncSender<Vec<Row>>,
    batch: Vec<Row>,
    bytes: usize,
    progress: Arc<AtomicU64>,
}

/// Why a parser ends before its rows do.
pub(super) enum Stop {
    /// Nobody reads on.
    Closed,
    /// The file cannot be read on.
    Failed(ReadError),
}

impl From<ReadError> for Stop {
    fn from(error: ReadError) -> Self {
        Stop::Failed(error)
    }
}

impl Sink {
    /// Hands a row over. `position`: how far the file has been read, in bytes.
    pub(super) fn row(&mut self, row: Row, position: u64) -> Result<(), Stop> {
        self.bytes += row.cells.iter().map(str::len).sum::<usize>();
        self.batch.push(row);
        self.progress.store(position, Ordering::Relaxed);
        if self.batch.len() >= BATCH_ROWS || self.bytes >= BATCH_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), Stop> {
        self.bytes = 0;
        self.sender.send(std::mem::take(&mut self.batch)).map_err(|_| Stop::Closed)
    }
}

/// The rows that a parser on another thread finds.
pub(super) struct Feed {
    batches: Receiver<Vec<Row>>,
    batch: std::vec::IntoIter<Row>,
    parser: Option<JoinHandle<Result<(), ReadError>>>,
    progress: Arc<AtomicU64>,
}

impl Feed {
    /// Starts a parser.
    pub(super) fn start(parse: impl FnOnce(&mut Sink) -> Result<(), Stop> + Send + 'static) -> Result<Self, ReadError> {
        let (sender, batches) = sync_channel(1);
        let progress = Arc::new(AtomicU64::new(0));
        let mut sink = Sink { sender, batch: Vec::new(), bytes: 0, progress: progress.clone() };
        let thread = std::thread::Builder::new().name("workbook".to_owned());
        let parser = thread.spawn(move || {
            let parsed = parse(&mut sink);
            let handed_over = sink.flush();
            match parsed.and(handed_over) {
                Err(Stop::Failed(error)) => Err(error),
                Ok(()) | Err(Stop::Closed) => Ok(()),
            }
        });
        Ok(Self { batches, batch: Vec::new().into_iter(), parser: Some(parser.map_err(damaged)?), progress })
    }
}

impl Feed {
    /// The next one; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<Row>, ReadError> {
        loop {
            if let Some(row) = self.batch.next() {
                return Ok(Some(row));
            }
            match self.batches.recv() {
                Ok(batch) => self.batch = batch.into_iter(),
                Err(_) => {
                    return match self.parser.take().map(JoinHandle::join) {
                        None | Some(Ok(Ok(()))) => Ok(None),
                        Some(Ok(Err(error))) => Err(error),
                        Some(Err(_)) => Err(ReadError::Damaged(String::new())),
                    };
                }
            }
        }
    }

    /// How far the file has been read, in bytes.
    pub(super) fn bytes_read(&self) -> u64 {
        self.progress.load(Ordering::Relaxed)
    }
}
