//! A server that answers as a test says.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What came in.
#[derive(Debug, Clone)]
#[allow(dead_code)] // not every test file looks at all of it
pub(crate) struct Asked {
    /// The first line and the headers.
    pub(crate) head: String,
    pub(crate) body: Value,
}

impl Asked {
    /// The messages' contents.
    #[allow(dead_code)]
    pub(crate) fn contents(&self) -> Vec<String> {
        let messages = self.body["messages"].as_array().cloned().unwrap_or_default();
        messages.iter().map(|m| m["content"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

/// What goes out.
#[derive(Debug, Clone)]
#[allow(dead_code)] // not every test file sends all of them
pub(crate) enum Reply {
    /// A chat completion with these words.
    Says(String),
    /// A status with headers and a body.
    Status(u16, &'static str, String),
    /// A chat completion that ends in the middle although its length was told.
    Breaks(String),
    /// Nothing, until the other side gives up.
    Silence,
}

/// A running server; it ends with the test.
#[derive(Debug)]
pub(crate) struct Stub {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Stub {
    /// Answers each request with what `reply` makes of it and its number, from 0.
    pub(crate) fn new(reply: impl Fn(&Asked, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
        let (heard, reply) = (Arc::clone(&asked), Arc::new(reply));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (heard, reply) = (Arc::clone(&heard), Arc::clone(&reply));
                std::thread::spawn(move || serve(stream, &heard, reply.as_ref()));
            }
        });
        Self { url, asked }
    }

    /// Everything that came in.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn serve(mut stream: TcpStream, heard: &Mutex<Vec<Asked>>, reply: &dyn Fn(&Asked, usize) -> Reply) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if let Some(n) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = n.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
        head.push_str(&line);
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() {
        return;
    }
    let asked = Asked { head, body: serde_json::from_slice(&body).unwrap_or_default() };
    let number = {
        let mut all = heard.lock().unwrap();
        all.push(asked.clone());
        all.len() - 1
    };
    let send = |stream: &mut TcpStream, status: u16, headers: &str, length: usize, body: &str| {
        let head = format!(
            "HTTP/1.1 {status} X\r\ncontent-type: application/json\r\ncontent-length: {length}\r\nconnection: close\r\n{headers}\r\n"
        );
        drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())));
    };
    match reply(&asked, number) {
        Reply::Says(words) => {
            let body = completion(&words);
            send(&mut stream, 200, "", body.len(), &body);
        }
        Reply::Status(status, headers, body) => send(&mut stream, status, headers, body.len(), &body),
        Reply::Breaks(words) => {
            let body = completion(&words);
            send(&mut stream, 200, "", body.len(), &body[..body.len() / 2]);
        }
        Reply::Silence => drop(reader.read(&mut [0])),
    }
}

fn completion(words: &str) -> String {
    let choice =
        json!({"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": words}});
    json!({"choices": [choice], "usage": {"prompt_tokens": 100, "completion_tokens": 20}}).to_string()
}
