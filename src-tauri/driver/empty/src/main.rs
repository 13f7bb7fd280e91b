//! A Tauri window with an empty page and nothing behind it. `examples/window_speed.rs` measures Kontor against it.

fn main() -> tauri::Result<()> {
    tauri::Builder::default().run(tauri::generate_context!())
}
