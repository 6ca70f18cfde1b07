//! From a file to its uncompressed bytes, under limits.
//!
//! Owns: opening, gzip and zstd (told by their first bytes), counting, the guard against data that swells. In: an
//! [`Input`]. Out: a reader and the first bytes of what it holds. Refuses: to hold more than a head in memory.

use crate::error::Problem;
use crate::inputs::{Input, Place, io_problem};
use crate::options::Limits;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes looked at to tell what an input is.
pub(crate) const HEAD: usize = 16 << 10;
const BUFFER: usize = 64 << 10;

/// An opened input.
pub(crate) struct Stream {
    /// The first bytes, at most [`HEAD`]; `reader` gives them again.
    pub(crate) head: Vec<u8>,
    pub(crate) reader: Box<dyn BufRead>,
    /// `gzip` or `zstd`.
    pub(crate) packing: Option<&'static str>,
}

/// Opens an input and undoes its compression. `read` counts bytes as they leave the disk.
pub(crate) fn open(input: &Input, limits: &Limits, read: &Arc<AtomicU64>) -> Result<Stream, Problem> {
    let raw: Box<dyn Read> = match &input.place {
        Place::File(path) => Box::new(File::open(path).map_err(|e| io_problem(&e))?),
        Place::StandardInput => Box::new(io::stdin()),
        Place::Memory { bytes, .. } => Box::new(Cursor::new(Arc::clone(bytes))),
    };
    stream(raw, limits, read)
}

/// The same over any reader.
pub(crate) fn stream(raw: Box<dyn Read>, limits: &Limits, read: &Arc<AtomicU64>) -> Result<Stream, Problem> {
    let own = Arc::new(AtomicU64::new(0));
    let counted = Counted { inner: raw, all: Arc::clone(read), own: Arc::clone(&own) };
    let (magic, raw) = peek(BufReader::with_capacity(BUFFER, counted), 4).map_err(|e| io_problem(&e))?;
    let packing = packing(&magic);
    let unpacked: Box<dyn Read> = match packing {
        Some("gzip") => Box::new(flate2::bufread::MultiGzDecoder::new(raw)),
        Some(_) => Box::new(zstd::stream::read::Decoder::with_buffer(raw).map_err(|e| io_problem(&e))?),
        None => Box::new(raw),
    };
    let guarded: Box<dyn Read> = match packing {
        Some(_) => Box::new(Guarded { inner: unpacked, packed: own, unpacked: 0, limits: *limits }),
        None => unpacked,
    };
    let (head, reader) =
        peek(BufReader::with_capacity(BUFFER, guarded), HEAD).map_err(|e| read_problem(&e, packing))?;
    Ok(Stream { head, reader: Box::new(reader), packing })
}

/// The same over data packed with deflate.
pub(crate) fn inflated(
    raw: Box<dyn Read>,
    limits: &Limits,
    read: &Arc<AtomicU64>,
) -> Result<Stream, Problem> {
    let own = Arc::new(AtomicU64::new(0));
    let counted = Counted { inner: raw, all: Arc::clone(read), own: Arc::clone(&own) };
    let inner = flate2::read::DeflateDecoder::new(counted);
    let guarded = Guarded { inner, packed: own, unpacked: 0, limits: *limits };
    // What comes out was counted when it was packed.
    let mut stream = stream(Box::new(guarded), limits, &Arc::default())?;
    stream.packing = stream.packing.or(Some("deflate"));
    Ok(stream)
}

fn packing(magic: &[u8]) -> Option<&'static str> {
    match magic {
        [0x1f, 0x8b, ..] => Some("gzip"),
        [0x28, 0xb5, 0x2f, 0xfd] => Some("zstd"),
        _ => None,
    }
}

/// A failure while reading, told apart: too much data, damaged compression, or the system.
pub(crate) fn read_problem(error: &io::Error, packing: Option<&'static str>) -> Problem {
    if let Some(Swollen(mib)) = error.get_ref().and_then(|e| e.downcast_ref()) {
        return Problem::Bomb(*mib);
    }
    match packing {
        Some(packing) => Problem::Damaged { packing, reason: plain(error) },
        None => io_problem(error),
    }
}

fn plain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::UnexpectedEof => "it ends too early".to_owned(),
        _ => error.to_string(),
    }
}

/// Reads up to `n` bytes and gives them with a reader that gives them again.
fn peek<R: BufRead>(mut reader: R, n: usize) -> io::Result<(Vec<u8>, impl BufRead)> {
    let mut head = Vec::with_capacity(n);
    reader.by_ref().take(n as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Cursor::new(head).chain(reader)))
}

struct Counted<R> {
    inner: R,
    all: Arc<AtomicU64>,
    own: Arc<AtomicU64>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.all.fetch_add(n as u64, Ordering::Relaxed);
        self.own.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// Stops reading when the data swells beyond the limits.
struct Guarded<R> {
    inner: R,
    packed: Arc<AtomicU64>,
    unpacked: u64,
    limits: Limits,
}

#[derive(Debug, thiserror::Error)]
#[error("unpacks to more than {0} MiB")]
struct Swollen(u64);

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.unpacked = self.unpacked.saturating_add(n as u64);
        let packed = self.packed.load(Ordering::Relaxed).max(1);
        let swollen = self.unpacked > self.limits.ratio_from && self.unpacked / packed > self.limits.ratio;
        if self.unpacked > self.limits.unpacked || swollen {
            return Err(io::Error::other(Swollen(self.unpacked.min(self.limits.unpacked) >> 20)));
        }
        Ok(n)
    }
}

/// What [`next_line`] found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    End,
    Read,
    TooLong,
}

/// Reads one line without its `\n` into `line` (emptied first). A line above `limit` is read past, not kept.
pub(crate) fn next_line(reader: &mut dyn BufRead, line: &mut Vec<u8>, limit: usize) -> io::Result<Line> {
    line.clear();
    let mut any = false;
    let mut long = false;
    loop {
        let buffer = match reader.fill_buf() {
            Ok(buffer) => buffer,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if buffer.is_empty() {
            return Ok(match (any, long) {
                (false, _) => Line::End,
                (_, true) => Line::TooLong,
                (true, false) => Line::Read,
            });
        }
        any = true;
        let end = buffer.iter().position(|b| *b == b'\n');
        let piece = end.map_or(buffer, |end| &buffer[..end]);
        if long || line.len() + piece.len() > limit {
            long = true;
            *line = Vec::new();
        } else {
            line.extend_from_slice(piece);
        }
        let used = end.map_or(buffer.len(), |end| end + 1);
        reader.consume(used);
        if end.is_some() {
            return Ok(if long { Line::TooLong } else { Line::Read });
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::io::Write;

    pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
        let mut packer = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
        packer.include_checksum(true).unwrap();
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    fn unpack(bytes: Vec<u8>, limits: &Limits) -> Result<Vec<u8>, Problem> {
        let mut stream = stream(Box::new(Cursor::new(bytes)), limits, &Arc::default())?;
        let mut out = Vec::new();
        stream.reader.read_to_end(&mut out).map_err(|e| read_problem(&e, stream.packing))?;
        Ok(out)
    }

    #[test]
    fn compression_is_told_by_the_first_bytes() {
        let text = "Two rockets hit the port of Varnal.\n".repeat(2000).into_bytes();
        let twice = [gzip(&text), gzip(&text)].concat();
        for (packed, want) in [
            (text.clone(), text.clone()),
            (gzip(&text), text.clone()),
            (zst(&text), text.clone()),
            (twice, text.repeat(2)),
            (vec![0x1f], vec![0x1f]),
            (Vec::new(), Vec::new()),
        ] {
            assert_eq!(unpack(packed, &Limits::default()).unwrap(), want);
        }
    }

    #[test]
    fn damaged_compression_says_so() {
        let text = "Two rockets hit the port of Varnal.\n".repeat(2000).into_bytes();
        for packed in [gzip(&text), zst(&text)] {
            let cut = packed[..packed.len() - 9].to_vec();
            assert!(matches!(unpack(cut, &Limits::default()), Err(Problem::Damaged { .. })));
            let mut bent = packed.clone();
            let middle = bent.len() / 2;
            bent[middle..middle + 8].fill(0xff);
            assert!(matches!(unpack(bent, &Limits::default()), Err(Problem::Damaged { .. })));
        }
        assert!(matches!(unpack(vec![0x1f, 0x8b], &Limits::default()), Err(Problem::Damaged { .. })));
    }

    #[test]
    fn data_that_swells_is_stopped() {
        let zeros = vec![b' '; 8 << 20];
        let by_size = Limits { unpacked: 1 << 20, ..Limits::default() };
        let by_ratio = Limits { ratio_from: 1 << 20, ..Limits::default() };
        for packed in [gzip(&zeros), zst(&zeros)] {
            assert_eq!(unpack(packed.clone(), &by_size), Err(Problem::Bomb(1)));
            assert!(matches!(unpack(packed.clone(), &by_ratio), Err(Problem::Bomb(1..=3))));
            assert_eq!(unpack(packed, &Limits::default()).unwrap().len(), zeros.len());
        }
    }

    #[test]
    fn a_long_line_is_passed_over_without_being_held() {
        let text = [b"one\n".to_vec(), vec![b'x'; 300_000], b"\n\nlast".to_vec()].concat();
        let mut reader = BufReader::with_capacity(1000, Cursor::new(text));
        let mut line = Vec::new();
        let mut got = Vec::new();
        loop {
            match next_line(&mut reader, &mut line, 1000).unwrap() {
                Line::End => break,
                Line::TooLong => got.push("(long)".to_owned()),
                Line::Read => got.push(String::from_utf8(line.clone()).unwrap()),
            }
            assert!(line.capacity() <= 2000);
        }
        assert_eq!(got, ["one", "(long)", "", "last"]);
    }
}
