//! The bytes as received, kept by their SHA-256.
//!
//! Owns: the [`CaptureStore`] trait and its folder. In: bytes. Out: their address, and the same bytes again. Refuses:
//! to change or lose a capture: it is written beside its place, synced and renamed.

use claimbook_records::ids;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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
    /// The file system refused.
    #[error("captures in {folder}: {error}; check that the folder can be written and has room")]
    Io { folder: PathBuf, error: io::Error },
}

/// A place that keeps bytes by their SHA-256.
pub trait CaptureStore {
    /// Keeps the bytes, once, and gives their address: 64 hexadecimal digits. When it returns they are on disk.
    fn put(&self, bytes: &[u8]) -> Result<String, CaptureError>;

    /// The bytes of an address, checked against it.
    fn get(&self, address: &str) -> Result<Vec<u8>, CaptureError>;

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
            fs::create_dir_all(shelf)?;
            sync_folder(&self.folder)?;
        }
        let mut file = tempfile::Builder::new().prefix(".new-").tempfile_in(shelf)?;
        file.write_all(&zstd::bulk::compress(bytes, 0)?)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|e| e.error)?;
        sync_folder(shelf)
    }
}

/// Makes a rename or a new entry last; only Unix lets a folder be opened for it.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

impl CaptureStore for FolderStore {
    fn put(&self, bytes: &[u8]) -> Result<String, CaptureError> {
        let address = ids::sha256(bytes);
        let path = self.path(&address)?;
        if !path.exists() {
            self.write(&path, bytes).map_err(|e| self.io(e))?;
        }
        Ok(address)
    }

    fn get(&self, address: &str) -> Result<Vec<u8>, CaptureError> {
        let file = match File::open(self.path(address)?) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Err(CaptureError::Missing(address.to_owned()));
            }
            Err(e) => return Err(self.io(e)),
        };
        let bytes = zstd::decode_all(file).map_err(|_| CaptureError::Damaged(address.to_owned()))?;
        if ids::sha256(&bytes) == address {
            Ok(bytes)
        } else {
            Err(CaptureError::Damaged(address.to_owned()))
        }
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
            let address = store.put(bytes).unwrap();
            assert_eq!(store.put(bytes).unwrap(), address);
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
        let address = store.put(b"Shells fell.").unwrap();
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
    fn a_leftover_of_a_broken_write_is_not_a_capture() {
        let (_root, store) = store();
        let address = store.put(b"Shells fell.").unwrap();
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
