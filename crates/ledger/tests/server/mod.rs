//! A PostgreSQL server for tests.
//!
//! Owns: finding the server's programs, and a server's life: made in a temporary folder, reached by a socket, or by localhost
//! too, gone with the test process. In: nothing. Out: URLs. Refuses: to let a test pass, or be skipped, where there is no server.

#![allow(dead_code, unreachable_pub)] // each test binary uses its own part

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, OnceLock};

/// A running server.
pub struct Server {
    folder: PathBuf,
    /// Its shell; the server ends when this input does.
    orders: Mutex<Option<(ChildStdin, BufReader<ChildStdout>)>>,
    shell: Child,
    /// By which localhost reaches it.
    port: Option<u16>,
}

/// One server for all tests of a binary. It does not wait for the disk.
pub fn shared() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::start(false))
}

/// The URL of a book in the shared server that belongs to a folder.
pub fn url(folder: &Path) -> String {
    shared().url(folder.file_name().unwrap().to_str().unwrap())
}

impl Server {
    /// A server of its own, whose commits reach the disk if they are to be `durable`.
    pub fn start(durable: bool) -> Self {
        Self::run(durable, None, None)
    }

    /// A server of its own that localhost reaches, encrypted with `server.crt` and `server.key` where a folder holds them.
    pub fn on_localhost(certificate: Option<&Path>) -> Self {
        // A port that nobody has now; nobody else is given it before all others were.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self::run(false, Some(port), certificate)
    }

    fn run(durable: bool, port: Option<u16>, certificate: Option<&Path>) -> Self {
        let mut shell = Command::new("sh")
            .args(["-c", include_str!("server.sh"), "server.sh"])
            .arg(programs())
            .arg(if durable { "on" } else { "off" })
            .args(port.map(|port| port.to_string()))
            .args(certificate)
            // What interrupts the tests from the keyboard is not to interrupt the cleaning up.
            .process_group(0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let orders = shell.stdin.take().unwrap();
        let mut answers = BufReader::new(shell.stdout.take().unwrap());
        let folder = ready(&mut answers);
        Self { folder, orders: Mutex::new(Some((orders, answers))), shell, port }
    }

    /// The URL of a book in a schema.
    pub fn url(&self, schema: &str) -> String {
        format!("postgresql:///postgres?host={}&user=claimbook&schema={schema}", self.folder.display())
    }

    /// The URL of the book in a schema by way of `host`, which is localhost or leads there, with further parameters.
    pub fn url_by(&self, host: &str, schema: &str, parameters: &str) -> String {
        let port = self.port.unwrap();
        format!("postgresql://claimbook@{host}:{port}/postgres?schema={schema}&{parameters}")
    }

    /// Kills every process of the server without warning and starts it again.
    pub fn crash(&self) {
        let mut open = self.orders.lock().unwrap();
        let (orders, answers) = open.as_mut().unwrap();
        orders.write_all(b"crash\n").unwrap();
        ready(answers);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.orders.lock().unwrap().take());
        self.shell.wait().unwrap();
    }
}

fn ready(answers: &mut BufReader<ChildStdout>) -> PathBuf {
    let mut line = String::new();
    answers.read_line(&mut line).unwrap();
    match line.trim_end().strip_prefix("ready ") {
        Some(folder) => PathBuf::from(folder),
        None => {
            answers.read_to_string(&mut line).unwrap();
            panic!("no PostgreSQL server for the tests: {line}")
        }
    }
}

/// The folder of `initdb` and `postgres`: on the path, else the newest that Debian has installed.
fn programs() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut debian: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    debian.sort_by_key(|bin| {
        let version = bin.parent().and_then(|p| p.file_name()?.to_str()?.parse::<u32>().ok());
        std::cmp::Reverse(version)
    });
    folders.extend(debian);
    let found = folders.into_iter().find(|f| f.join("initdb").exists() && f.join("postgres").exists());
    found.expect("PostgreSQL's initdb and postgres are not installed, `make prepare` installs them")
}
