//! A web server on the loopback address, for tests, that answers as a test wants it to, also as no honest server would.

#![allow(unreachable_pub)] // several tests take this file in

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// A request as it came.
pub struct Request {
    /// With its query.
    pub path: String,
    /// Lines of the header, as they came.
    pub lines: Vec<String>,
}

impl Request {
    /// The value of a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        let pairs = self.lines.iter().filter_map(|line| line.split_once(':'));
        pairs.into_iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
    }
}

/// What comes back.
pub enum Reply {
    /// These bytes, then the end.
    Bytes(Vec<u8>),
    /// These bytes, then silence until the other side has enough.
    Silence(Vec<u8>),
    /// The first bytes, then the second again and again until the other side has enough.
    Endless(Vec<u8>, Vec<u8>),
}

/// An honest answer.
pub fn reply(status: &str, fields: &str, body: impl AsRef<[u8]>) -> Reply {
    let body = body.as_ref();
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{fields}\r\n", body.len());
    Reply::Bytes([head.as_bytes(), body].concat())
}

/// The server; it goes on until the test ends.
pub struct Server {
    pub at: SocketAddr,
    seen: Arc<Mutex<Vec<String>>>,
}

impl Server {
    pub fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let (paths, answer) = (Arc::clone(&seen), Arc::new(answer));
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (paths, answer) = (Arc::clone(&paths), Arc::clone(&answer));
                thread::spawn(move || serve(stream, &paths, answer.as_ref()));
            }
        });
        Self { at, seen }
    }

    /// An address on it.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.at)
    }

    /// Host and port, as `--allow-host` takes them.
    pub fn host(&self) -> String {
        self.at.to_string()
    }

    /// Paths that were asked for, in order.
    pub fn seen(&self) -> Vec<String> {
        self.seen.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, paths: &Mutex<Vec<String>>, answer: &(impl Fn(&Request) -> Reply + ?Sized)) {
    let mut lines = Vec::new();
    for line in BufReader::new(&stream).lines() {
        match line {
            Ok(line) if line.is_empty() => break,
            Ok(line) => lines.push(line),
            Err(_) => return,
        }
    }
    let Some(path) = lines.first().and_then(|line| line.split(' ').nth(1)).map(str::to_owned) else { return };
    paths.lock().unwrap().push(path.clone());
    // That the other side has enough is no failure here.
    match answer(&Request { path, lines }) {
        Reply::Bytes(bytes) => drop(stream.write_all(&bytes)),
        Reply::Silence(bytes) => {
            let _ = stream.write_all(&bytes).and_then(|()| stream.read(&mut [0; 64]));
        }
        Reply::Endless(first, again) => {
            let mut sent = stream.write_all(&first);
            while sent.is_ok() {
                sent = stream.write_all(&again);
            }
        }
    }
}
