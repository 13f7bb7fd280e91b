//! The window.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::Stdio,
    thread,
    time::{Duration, Instant},
};

use fantoccini::{Client, ClientBuilder, error::CmdError};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tokio::runtime::Runtime;

use crate::{
    Element, Error, Look, Result,
    carry::Carry,
    desk::Desk,
    process::{Process, tied},
};

/// How long something that is looked for may take to appear.
const PATIENCE: Duration = Duration::from_secs(20);

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(20);

/// The pause between two looks at a picture that should stand still.
const STILL: Duration = Duration::from_millis(50);

/// How the app is started.
#[derive(Debug, Clone)]
pub struct Start {
    /// The folder of the book, made by the app if it is not there.
    pub book: PathBuf,
    /// The compiled app.
    pub app: PathBuf,
    /// How the system around it is set up.
    pub look: Look,
    /// The size of the window in pixels, width and height.
    pub size: (u32, u32),
}

impl Start {
    /// The app of this project's debug build (or `KONTOR_APP`, if that is set) on this book.
    pub fn on(book: impl Into<PathBuf>) -> Self {
        let built = || {
            let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project().join("target"), PathBuf::from);
            target.join("debug").join("kontor")
        };
        let app = std::env::var_os("KONTOR_APP").map_or_else(built, PathBuf::from);
        Self { book: book.into(), app, look: Look::default(), size: (1280, 800) }
    }

    /// The same on a system that is set to dark.
    pub fn dark(mut self) -> Self {
        self.look.dark = true;
        self
    }
}

/// The project's root folder, absolute.
pub fn project() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// Kontor's window, open, on a desk of its own. Ends with this value.
pub struct Window {
    // Dropped in this order: the app and its driver first, the desk that they stand on last.
    app: Option<App>,
    runtime: Runtime,
    desk: Desk,
    start: Start,
}

/// One run of the app.
struct App {
    client: Client,
    driver: Process,
}

impl Window {
    /// Sets up a desk, starts the app on it and waits for its page.
    ///
    /// # Errors
    /// If Xvfb, dbus-daemon, `WebKitWebDriver` or the app does not start.
    pub fn open(start: Start) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .map_err(|source| Error::Start { program: "the runtime".into(), source })?;
        let desk = Desk::set_up(start.look.clone())?;
        let mut window = Self { app: None, runtime, desk, start };
        window.start()?;
        Ok(window)
    }

    /// Closes the app as its user would and starts it anew on the same book.
    ///
    /// # Errors
    /// As [`Window::open`].
    pub fn restart(&mut self) -> Result<()> {
        self.close()?;
        self.start()
    }

    /// Closes the app as its user would, by the window's close button, and waits until it has ended. (To end the
    /// protocol's session instead would kill it.) The desk stays, for [`Window::restart`].
    ///
    /// # Errors
    /// If the app does not end.
    pub fn close(&mut self) -> Result<()> {
        let Some(mut app) = self.app.take() else { return Ok(()) };
        let end = Instant::now() + PATIENCE;
        while self.desk.close_windows()? == 0 && Instant::now() < end {
            thread::sleep(PAUSE);
        }
        app.driver.wait_for_children()
    }

    /// Ends the app by force, as a crash would. The desk stays, for [`Window::restart`].
    pub fn kill(&mut self) {
        self.app = None;
    }

    fn start(&mut self) -> Result<()> {
        let (port, driver) = start_driver(&self.desk)?;
        let client = self.runtime.block_on(connect(port, &self.start));
        let client = client.map_err(|error| Error::NoWindow(Box::new(error), driver.said()))?;
        self.app = Some(App { client, driver });
        let (width, height) = self.start.size;
        self.resize(width, height)?;
        self.wait_for("a window that takes the focus", || Ok(self.desk.focus_window()?.then_some(())))
    }

    /// Makes the window this large, in pixels.
    ///
    /// # Errors
    /// If the window refuses.
    pub fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.run("resizing the window", |client| async move { client.set_window_size(width, height).await })
    }

    /// Waits for the system's dialog that asks for a file, and names this one in it by the keyboard.
    ///
    /// # Errors
    /// If no dialog opens, or it does not take the file.
    pub fn choose_file(&self, path: &Path) -> Result<()> {
        self.wait_for("the dialog that asks for a file", || Ok(self.desk.choose_file(path)?.then_some(())))
    }

    /// Takes these files into the hand, as a file manager does when they are dragged to the window.
    ///
    /// # Errors
    /// If there is no window.
    pub fn carry(&self, paths: &[&Path]) -> Result<Carried> {
        self.wait_for("a window that files can be carried to", || self.desk.carry(paths)).map(Carried)
    }

    /// The title of the page.
    ///
    /// # Errors
    /// If the app has ended.
    pub fn title(&self) -> Result<String> {
        self.run("reading the title", |client| async move { client.title().await })
    }

    /// What the app and its driver have written to standard error.
    pub fn said(&self) -> String {
        self.app.as_ref().map(|app| app.driver.said()).unwrap_or_default()
    }

    /// Runs a function's body in the page; `arguments[0]` and so on are what is given. Answers what it returns.
    ///
    /// # Errors
    /// If the script throws.
    pub fn script(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        self.run("running a script", |client| async move { client.execute(body, arguments).await })
    }

    /// As [`Window::script`] for what takes its time: the body calls its last argument with the answer.
    ///
    /// # Errors
    /// If the script throws, or does not answer in 30 seconds.
    pub fn script_async(&self, body: &str, arguments: Vec<Value>) -> Result<Value> {
        self.run("running a script", |client| async move { client.execute_async(body, arguments).await })
    }

    /// The first visible element that matches a CSS selector.
    ///
    /// # Errors
    /// If none appears.
    pub fn css(&self, selector: &str) -> Result<Element<'_>> {
        self.wait_for(&format!("css {selector}"), || self.all(selector).map(first))
    }

    /// Every visible element that matches a CSS selector right now; perhaps none.
    ///
    /// # Errors
    /// If the selector is none.
    pub fn all(&self, selector: &str) -> Result<Vec<Element<'_>>> {
        self.look("css", &[selector])
    }

    /// The visible element of this ARIA role whose accessible name is `name`, spaces run together.
    ///
    /// # Errors
    /// If none appears.
    pub fn role(&self, role: &str, name: &str) -> Result<Element<'_>> {
        self.wait_for(&format!("{role} \"{name}\""), || self.look("role", &[role, name]).map(first))
    }

    /// The innermost visible element that holds exactly this text, spaces run together.
    ///
    /// # Errors
    /// If none appears.
    pub fn text(&self, text: &str) -> Result<Element<'_>> {
        self.wait_for(&format!("the text \"{text}\""), || self.look("text", &[text]).map(first))
    }

    /// Waits until no visible element matches a CSS selector any more.
    ///
    /// # Errors
    /// If one stays.
    pub fn gone(&self, selector: &str) -> Result<()> {
        self.wait_for(&format!("the end of css {selector}"), || Ok(self.all(selector)?.is_empty().then_some(())))
    }

    /// Waits until a script's body returns something that is not null, false, zero or empty, and answers that.
    ///
    /// # Errors
    /// If it never does.
    pub fn until(&self, what: &str, body: &str) -> Result<Value> {
        self.wait_for(what, || {
            let answer = self.script(body, vec![])?;
            let no = matches!(&answer, Value::Null | Value::Bool(false))
                || answer.as_f64() == Some(0.0)
                || answer.as_str() == Some("");
            Ok((!no).then_some(answer))
        })
    }

    /// The text of the whole page as a reader sees it.
    ///
    /// # Errors
    /// If the app has ended.
    pub fn page(&self) -> Result<String> {
        let answer = self.script("return document.body ? document.body.innerText : ''", vec![])?;
        Ok(answer.as_str().unwrap_or_default().to_owned())
    }

    /// The window as a picture: the bytes of a PNG. It is read from the screen, for WebKit's own pictures never come
    /// where it draws without a graphics processor. Taken when two looks in a row see the same, or after a second (a
    /// caret may blink).
    ///
    /// # Errors
    /// If there is no window.
    pub fn picture(&self) -> Result<Vec<u8>> {
        let look = || self.wait_for("a window on the screen", || self.desk.picture());
        let end = Instant::now() + Duration::from_secs(1);
        let mut seen = look()?;
        loop {
            thread::sleep(STILL);
            let again = look()?;
            if again == seen || Instant::now() > end {
                return Ok(again);
            }
            seen = again;
        }
    }

    /// Writes the page as a PNG file, its folder made if it is missing.
    ///
    /// # Errors
    /// If the picture cannot be taken or written.
    pub fn picture_to(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(Error::file(folder))?;
        }
        fs::write(path, self.picture()?).map_err(Error::file(path))
    }

    /// The elements that `find.js` finds in this way.
    fn look(&self, way: &str, arguments: &[&str]) -> Result<Vec<Element<'_>>> {
        let mut all = vec![json!(way)];
        all.extend(arguments.iter().map(|argument| json!(argument)));
        let found = self.script(include_str!("find.js"), all)?;
        let found = found.as_array().cloned().unwrap_or_default();
        found.iter().map(|element| Element::of(self, element)).collect()
    }

    /// Tries until there is an answer.
    pub(crate) fn wait_for<T>(&self, what: &str, mut attempt: impl FnMut() -> Result<Option<T>>) -> Result<T> {
        let end = Instant::now() + PATIENCE;
        loop {
            match attempt() {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => {}
                Err(error) if error.is_stale() => {}
                Err(error) => return Err(error),
            }
            if Instant::now() > end {
                let page = self.page().unwrap_or_default();
                return Err(Error::Missing { what: what.into(), patience: PATIENCE, page });
            }
            thread::sleep(PAUSE);
        }
    }

    /// Carries out one command of the protocol.
    pub(crate) fn run<T, F>(&self, doing: &str, command: impl FnOnce(Client) -> F) -> Result<T>
    where
        F: Future<Output = Result<T, CmdError>>,
    {
        let app =
            self.app.as_ref().ok_or_else(|| Error::Answer { doing: doing.into(), answer: "no app runs".into() })?;
        self.runtime.block_on(command(app.client.clone())).map_err(Error::command(doing))
    }
}

/// Files in the hand.
pub struct Carried(Carry);

impl Carried {
    /// Moves them over the middle of an element, and waits until the window would take them.
    ///
    /// # Errors
    /// If the element is gone, or the window does not want them.
    pub fn over(&self, element: &Element<'_>) -> Result<()> {
        let (left, top, width, height) = element.place()?;
        let (x, y) = (left + width / 2.0, top + height / 2.0);
        self.0.to(x.round() as i16, y.round() as i16).map_err(refused)
    }

    /// Lets them go, and waits until the window has them.
    ///
    /// # Errors
    /// If it does not take them.
    pub fn drop(self) -> Result<()> {
        self.0.drop().map_err(refused)
    }
}

fn refused(error: Box<dyn std::error::Error>) -> Error {
    Error::Answer { doing: "carrying files".into(), answer: error.to_string() }
}

/// What was found first, if anything was.
fn first<T>(found: Vec<T>) -> Option<T> {
    found.into_iter().next()
}

/// Starts the driver on a free port. Somebody else may take that port in between: then on another one.
fn start_driver(desk: &Desk) -> Result<(u16, Process)> {
    let mut attempts = 3;
    loop {
        attempts -= 1;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|free| free.local_addr());
        let port = port.map_err(|source| Error::Start { program: "a port".into(), source })?.port();
        let mut command = tied("WebKitWebDriver");
        command.arg(format!("--port={port}"));
        command.env("TAURI_AUTOMATION", "true").env("TAURI_WEBVIEW_AUTOMATION", "true");
        desk.place(&mut command)?;
        let mut driver = Process::start("WebKitWebDriver", command, Stdio::null(), desk.home())?;
        match driver.wait_until(|| TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok()) {
            Ok(()) => return Ok((port, driver)),
            Err(error) if attempts == 0 => return Err(error),
            Err(_) => {}
        }
    }
}

/// Has the driver start the app.
async fn connect(port: u16, start: &Start) -> Result<Client, fantoccini::error::NewSessionError> {
    let options = json!({ "binary": start.app, "args": ["--book", start.book] });
    let capabilities = Map::from_iter([("webkitgtk:browserOptions".to_owned(), options)]);
    ClientBuilder::new(HttpConnector::new())
        .capabilities(capabilities)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await
}
