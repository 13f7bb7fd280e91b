/// The one list of the commands, as `area::function`: `build.rs` makes the app's manifest of it (so that each is held
/// against the window's capability), `lib.rs` the handler.
macro_rules! commands {
    ($then:ident) => {
        $then![book::start, book::preference_set, book::counts, book::undo, book::redo, window::window_ready,]
    };
}
