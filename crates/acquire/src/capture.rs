//! The bytes as received, kept by their SHA-256.
//!
//! Owns: the [`CaptureStore`] trait and its folder. In: bytes. Out: their address, and the same bytes again. Refuses:
//! to change or lose a capture: it is written beside its place, synced and renamed; and to hold more of a damaged one
//! than a capture can have.

use claimbook_records::ids;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Most bytes of one capture, four times the largest article that is read by default.
pub const LARGEST_CAPTURE: u64 = 256 << 20;
/// Bytes of a capture looked at together.
const PIECE: usize = 64 << 10;

/// Why a capture could not be kept or given.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// The address is not 64 lower-case hexadecimal digits.
    #[error("'{0}' is no SHA-256 address")]
    BadAddress(String),
    /// Nothing is kept under the address.
    #[error("no capture {0}; add the article again from its file")]
    Missing(String),
    /// The bytes kept are not those of the address.
    #[error("capture {0} is damaged; restore it from a backup or add the article again")]
    Damaged(String),
    /// More bytes than are kept as one.
    #[error("{} bytes are too many for one capture; split the input", .0)]
    TooLarge(u64),
    /// The file system refused.
    #[error("captures in {folder}: {error}; check that the folder can be written and has room")]
    Io { folder: PathBuf, error: io::Error },
}

/// What became of bytes that were put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// 64 hexadecimal digits.
    pub address: String,
    /// They lay there damaged and were put back.
    pub mended: bool,
}

/// A place that keeps bytes by their SHA-256.
pub trait CaptureStore {
    /// Keeps the bytes, once, and gives their address. When it returns they are on disk, as they are: what lies there
    /// damaged is replaced.
    fn put(&self, bytes: &[u8]) -> Result<Kept, CaptureError>;

    /// The bytes of an address, checked against it.
    fn get(&self, address: &str) -> Result<Vec<u8>, CaptureError>;

    /// Whether the bytes of an address are there and its own, without holding them.
    fn check(&self, address: &str) -> Result<(), CaptureError>;

    /// True when the address is kept (its bytes are not checked).
    fn contains(&self, address: &str) -> bool;

    /// Every address, sorted.
    fn addresses(&self) -> Result<Vec<String>, CaptureError>;
}

/// A folder of zstd files, `ab/cdef...zst` for the address `abcdef...`.
#[derive(Debug, Clone)]
pub struct FolderStore {
    folder: PathBuf,
}

impl FolderStore {
    /// A store in a folder, which is made when the first capture is put.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn path(&self, address: &str) -> Result<PathBuf, CaptureError> {
        let bad = || CaptureError::BadAddress(address.to_owned());
        if address.len() != 64 || !address.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(bad());
        }
        let (shelf, rest) = address.split_at_checked(2).ok_or_else(bad)?;
        Ok(self.folder.join(shelf).join(format!("{rest}.zst")))
    }

    fn io(&self, error: io::Error) -> CaptureError {
        CaptureError::Io { folder: self.folder.clone(), error }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let shelf = path.parent().unwrap_or(&self.folder);
        if !shelf.is_dir() {
            make_private(shelf)?;
            sync_folder(&self.folder)?;
        }
        let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(shelf)?;
        file.write_all(&zstd::bulk::compress(bytes, 0)?)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|e| e.error)?;
        sync_folder(shelf)
    }

    /// Gives the bytes of an address piece by piece, and an error at the end where they are not its own.
    fn pieces(&self, address: &str, mut each: impl FnMut(&[u8])) -> Result<(), CaptureError> {
        let file = match File::open(self.path(address)?) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(CaptureError::Missing(address.to_owned()));
            }
            Err(e) => return Err(self.io(e)),
        };
        let damaged = |_| CaptureError::Damaged(address.to_owned());
        let mut bytes = zstd::stream::read::Decoder::new(file).map_err(damaged)?.take(LARGEST_CAPTURE + 1);
        let mut sum = Sha256::new();
        let mut piece = vec![0; PIECE];
        loop {
            let piece = match bytes.read(&mut piece).map_err(damaged)? {
                0 => break,
                n => piece.get(..n).unwrap_or_default(),
            };
            sum.update(piece);
            each(piece);
        }
        if ids::hex(&sum.finalize()) == address {
            Ok(())
        } else {
            Err(CaptureError::Damaged(address.to_owned()))
        }
    }
}

/// Makes a folder that its owner alone may enter.
fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Makes a rename or a new entry last; only Unix lets a folder be opened for it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

impl CaptureStore for FolderStore {
    fn put(&self, bytes: &[u8]) -> Result<Kept, CaptureError> {
        if bytes.len() as u64 > LARGEST_CAPTURE {
            return Err(CaptureError::TooLarge(bytes.len() as u64));
        }
        let address = ids::sha256(bytes);
        let mended = match self.check(&address) {
            Ok(()) => return Ok(Kept { address, mended: false }),
            Err(CaptureError::Damaged(_)) => true,
            Err(CaptureError::Missing(_)) => false,
            Err(other) => return Err(other),
        };
        self.write(&self.path(&address)?, bytes).map_err(|e| self.io(e))?;
        Ok(Kept { address, mended })
    }

    fn get(&self, address: &str) -> Result<Vec<u8>, CaptureError> {
        let mut bytes = Vec::new();
        self.pieces(address, |piece| bytes.extend_from_slice(piece))?;
        Ok(bytes)
    }

    fn check(&self, address: &str) -> Result<(), CaptureError> {
        self.pieces(address, |_| ())
    }

    fn contains(&self, address: &str) -> bool {
        self.path(address).is_ok_and(|path| path.exists())
    }

    fn addresses(&self) -> Result<Vec<String>, CaptureError> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for entry in walkdir::WalkDir::new(&self.folder).min_depth(2).max_depth(2) {
            let entry = entry.map_err(|e| self.io(e.into()))?;
            let shelf = entry.path().parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy();
            let name = entry.file_name().to_string_lossy();
            let address = format!("{shelf}{}", name.strip_suffix(".zst").unwrap_or_default());
            if self.path(&address).is_ok() {
                found.push(address);
            }
        }
        found.sort();
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, FolderStore) {
        let root = tempfile::tempdir().unwrap();
        let store = FolderStore::new(root.path().join("captures"));
        (root, store)
    }

    fn files(store: &FolderStore) -> Vec<PathBuf> {
        let walk = walkdir::WalkDir::new(store.folder()).into_iter().map(Result::unwrap);
        walk.filter(|e| e.file_type().is_file()).map(|e| e.into_path()).collect()
    }

    #[test]
    fn bytes_come_back_and_are_kept_once() {
        let (_root, store) = store();
        assert!(store.addresses().unwrap().is_empty());
        let mut addresses = Vec::new();
        for bytes in [&b"Shells fell."[..], b"", b"\0\xff", &[b'a'; 100_000]] {
            let kept = store.put(bytes).unwrap();
            assert_eq!(store.put(bytes).unwrap(), kept);
            let Kept { address, mended } = kept;
            assert!(!mended);
            assert_eq!(address, ids::sha256(bytes));
            assert!(store.contains(&address));
            assert_eq!(store.get(&address).unwrap(), bytes);
            addresses.push(address);
        }
        addresses.sort();
        assert_eq!(store.addresses().unwrap(), addresses);
        assert_eq!(files(&store).len(), 4);
    }

    #[test]
    fn damage_and_absence_are_told_apart() {
        let (_root, store) = store();
        let address = store.put(b"Shells fell.").unwrap().address;
        let path = files(&store).remove(0);
        fs::write(&path, zstd::bulk::compress(b"Shells rose.", 0).unwrap()).unwrap();
        assert!(matches!(store.get(&address), Err(CaptureError::Damaged(_))));
        fs::write(&path, b"junk").unwrap();
        assert!(matches!(store.get(&address), Err(CaptureError::Damaged(_))));
        assert!(matches!(store.get(&ids::sha256(b"other")), Err(CaptureError::Missing(_))));
        for bad in ["", "abc", "../../../../etc/passwd", &"A".repeat(64), &"é".repeat(32)] {
            assert!(matches!(store.get(bad), Err(CaptureError::BadAddress(_))), "{bad}");
        }
    }

    #[test]
    fn a_damaged_capture_is_put_back_when_its_bytes_come_again() {
        let (_root, store) = store();
        let bytes = b"Shells fell on the quay of Varnal.";
        let address = store.put(bytes).unwrap().address;
        let path = files(&store).remove(0);
        let whole = fs::read(&path).unwrap();
        for damage in [b"junk".to_vec(), Vec::new(), whole[..whole.len() - 1].to_vec()] {
            fs::write(&path, damage).unwrap();
            assert!(store.check(&address).is_err());
            assert!(store.put(bytes).unwrap().mended);
            assert_eq!(store.get(&address).unwrap(), bytes);
        }
        fs::remove_file(&path).unwrap();
        assert!(!store.put(bytes).unwrap().mended, "what was missing is not called damaged");
    }

    #[test]
    fn a_capture_that_swells_is_damaged_and_not_held() {
        let (_root, store) = store();
        let address = store.put(b"Shells fell.").unwrap().address;
        let mut bomb = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
        let zeros = vec![0; 1 << 20];
        (0..=LARGEST_CAPTURE >> 20).for_each(|_| bomb.write_all(&zeros).unwrap());
        fs::write(&files(&store)[0], bomb.finish().unwrap()).unwrap();
        assert!(matches!(store.check(&address), Err(CaptureError::Damaged(_))));
    }

    #[cfg(unix)]
    #[test]
    fn captures_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (_root, store) = store();
        store.put(b"Shells fell.").unwrap();
        for entry in walkdir::WalkDir::new(store.folder()) {
            assert_eq!(entry.unwrap().metadata().unwrap().permissions().mode() & 0o077, 0);
        }
    }

    #[test]
    fn a_leftover_of_a_broken_write_is_not_a_capture() {
        let (_root, store) = store();
        let address = store.put(b"Shells fell.").unwrap().address;
        let shelf = files(&store).remove(0).parent().unwrap().to_owned();
        fs::write(shelf.join(".new-x"), b"half").unwrap();
        assert_eq!(store.addresses().unwrap(), [address]);
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_named() {
        let root = tempfile::tempdir().unwrap();
        let file = root.path().join("taken");
        fs::write(&file, "x").unwrap();
        let message = FolderStore::new(&file).put(b"x").unwrap_err().to_string();
        assert!(message.contains("taken"), "{message}");
    }
}
