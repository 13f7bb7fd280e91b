//! Files that were dropped onto the window. The page hears that there are some, and asks for them to be attached or imported;
//! their paths stay here.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use tauri::{DragDropEvent, Manager, Runtime, Window, WindowEvent};

/// The files dropped last.
#[derive(Default)]
pub(crate) struct Dropped(Mutex<Vec<PathBuf>>);

impl Dropped {
    /// The files dropped last; they are handed out once.
    pub(crate) fn take(&self) -> Vec<PathBuf> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn set(&self, paths: &[PathBuf]) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = paths.to_vec();
    }
}

/// Listens for files dropped onto a window.
pub(crate) fn listen<R: Runtime>(window: &Window<R>, event: &WindowEvent) {
    if let WindowEvent::DragDrop(DragDropEvent::Drop { paths, .. }) = event {
        window.state::<Dropped>().set(paths);
    }
}
