//! The command as a user meets it: the real binary, its output and its exit codes.
#![allow(clippy::unwrap_used)] // a test may fail by panicking

mod accounts;
mod archive;
mod book;
mod data;
mod endpoint;
mod exports;
mod extract;
mod gate;
mod inputs;
mod keeping;
mod limits;
mod linked;
mod parquet;
mod postgres;
mod report;
mod review;
mod serve;
#[path = "../../../ledger/tests/server/mod.rs"]
mod server;
mod sign;
#[path = "../../../endpoint/tests/stub/mod.rs"]
mod stub;
mod watch;
#[path = "../../../fetch/tests/server/mod.rs"]
mod web;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder of its own for one test, and the binary run inside it.
struct Place {
    folder: tempfile::TempDir,
}

/// What a run gave.
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    /// The JSON values on stdout, one a line.
    fn json(&self) -> Vec<serde_json::Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, "")
    }

    fn run_with(&self, arguments: &[&str], input: &str) -> Ran {
        let mut child = Command::new(binary())
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("CLAIMBOOK_DB")
            .env_remove("CLAIMBOOK_CAPTURES")
            .env_remove("CLAIMBOOK_CODEBOOK")
            // What is tested here is the book, on articles whose records the rules are known to read; tests of the encoder
            // name it on the command line.
            .env("CLAIMBOOK_ANNOTATOR", "fast")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        Ran {
            code: done.status.code().unwrap(),
            out: String::from_utf8(done.stdout).unwrap(),
            err: String::from_utf8(done.stderr).unwrap(),
        }
    }
}

fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_claimbook"))
}

#[test]
fn usage_mistakes_give_2_and_point_to_help() {
    let ran = Place::new().run(&["extract"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("--help"), "{}", ran.err);
    assert!(ran.out.is_empty());
}

#[test]
fn the_version_is_one_line() {
    let ran = Place::new().run(&["--version"]);
    assert_eq!((ran.code, ran.out.trim()), (0, concat!("claimbook ", env!("CARGO_PKG_VERSION"))));
}
