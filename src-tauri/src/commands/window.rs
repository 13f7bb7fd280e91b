//! The window itself.

use tauri::{Runtime, WebviewWindow};

use crate::error::ApiError;

/// The interface has painted its first screen: the window, hidden until now so that nobody sees it empty, is shown.
#[tauri::command]
pub(crate) async fn window_ready<R: Runtime>(window: WebviewWindow<R>) -> Result<(), ApiError> {
    window.show().map_err(ApiError::window)?;
    Ok(())
}
