//! A program that ends with the value that started it, whatever happens to the test.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use crate::{Error, Result};

/// How long a helper program may take until it is ready.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running program with everything that it started itself.
pub(crate) struct Process {
    name: &'static str,
    child: Child,
    log: PathBuf,
}

impl Process {
    /// Starts `command` in a process group of its own, its standard error going to `folder/NAME.log`; its standard
    /// output goes nowhere unless [`Process::first_line`] is asked for. Nothing of the caller's own is handed on: a
    /// program that outlives this one would keep it open.
    pub(crate) fn start(name: &'static str, mut command: Command, output: Stdio, folder: &Path) -> Result<Self> {
        let log = folder.join(format!("{name}.log"));
        let file = File::create(&log).map_err(Error::file(&log))?;
        command.stdin(Stdio::null()).stdout(output).stderr(file);
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().map_err(|source| Error::Start { program: name.into(), source })?;
        Ok(Self { name, child, log })
    }

    /// The first line that the program writes to its standard output: how X servers and buses say where they are.
    pub(crate) fn first_line(&mut self) -> Result<String> {
        let (send, receive) = mpsc::channel();
        if let Some(output) = self.child.stdout.take() {
            thread::spawn(move || read_first_line(output, &send));
        }
        let line: String = receive.recv_timeout(PATIENCE).unwrap_or_default();
        if line.trim().is_empty() { Err(self.not_ready()) } else { Ok(line.trim().to_owned()) }
    }

    /// Asks `ready` every few milliseconds until it says yes.
    pub(crate) fn wait_until(&mut self, mut ready: impl FnMut() -> bool) -> Result<()> {
        let pause = Duration::from_millis(20);
        for _ in 0..PATIENCE.as_millis() / pause.as_millis() {
            if ready() {
                return Ok(());
            }
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                break;
            }
            thread::sleep(pause);
        }
        Err(self.not_ready())
    }

    /// Waits until everything that this program started has ended.
    pub(crate) fn wait_for_children(&mut self) -> Result<()> {
        let end = Instant::now() + PATIENCE;
        while self.has_children() {
            if Instant::now() > end {
                return Err(self.not_ready());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// Whether a program that this one started still runs.
    fn has_children(&self) -> bool {
        let list = format!("/proc/{pid}/task/{pid}/children", pid = self.child.id());
        fs::read_to_string(list).is_ok_and(|children| !children.trim().is_empty())
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// What the program has written to its standard error so far.
    pub(crate) fn said(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    fn not_ready(&self) -> Error {
        Error::NotReady { program: self.name.into(), patience: PATIENCE, said: self.said() }
    }
}

impl Drop for Process {
    /// Ends the program and what it started. Only what belongs to this very process group is meant.
    fn drop(&mut self) {
        #[cfg(unix)]
        if let Some(group) = i32::try_from(self.child.id()).ok().and_then(rustix::process::Pid::from_raw) {
            // It may have ended already; then there is nothing to end.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Passes on the first line, then reads on to the end, so that the program never writes into a closed pipe.
fn read_first_line(output: ChildStdout, to: &mpsc::Sender<String>) {
    let mut output = BufReader::new(output);
    let mut line = String::new();
    let _ = output.read_line(&mut line);
    let _ = to.send(line);
    let mut rest = [0; 4096];
    while matches!(output.read(&mut rest), Ok(1..)) {}
}

/// A command that the system ends when this program ends by force and can no longer clean up (Linux).
pub(crate) fn tied(program: &str) -> Command {
    let has_setpriv = std::env::var_os("PATH")
        .is_some_and(|path| std::env::split_paths(&path).any(|folder| folder.join("setpriv").is_file()));
    if !has_setpriv {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "KILL", "--", program]);
    command
}
