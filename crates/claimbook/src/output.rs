//! Where a command writes what it was asked for.
//!
//! Owns: files that come into being whole, and what a terminal is spared. In: a path, or nothing for standard output. Out: a
//! writer. Refuses: leaving half a file where a whole one stood: what is written stands beside it until all of it is on the disk.

use crate::failure::Failure;
use claimbook_ledger::printable::{self, Gate};
use std::fs::{self, File};
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file or standard output.
pub struct Output {
    to: To,
    /// As messages name it.
    name: String,
}

enum To {
    Beside(BufWriter<NamedTempFile>, PathBuf),
    /// A device, a pipe: nothing that could be left half.
    Direct(BufWriter<File>),
    Stdout(BufWriter<io::Stdout>),
    Terminal(Gate<BufWriter<io::Stdout>>),
}

impl Output {
    /// Begins to write a file, or to standard output where none is named.
    pub fn to(path: Option<&Path>) -> Result<Self, Failure> {
        let Some(path) = path else {
            let out = BufWriter::new(io::stdout());
            let terminal = io::stdout().is_terminal();
            let to = if terminal { To::Terminal(Gate::new(out, printable::plain)) } else { To::Stdout(out) };
            return Ok(Self { to, name: "standard output".to_owned() });
        };
        let name = path.display().to_string();
        let to = begin(path).map_err(Failure::io(name.clone()))?;
        Ok(Self { to, name })
    }

    /// Makes what was written last; a file stands under its name from here on.
    pub fn finish(self) -> Result<(), Failure> {
        let done = match self.to {
            To::Stdout(mut out) => out.flush(),
            To::Terminal(mut out) => out.flush(),
            To::Direct(mut out) => out.flush(),
            To::Beside(out, path) => {
                out.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| keep(file, &path))
            }
        };
        done.map_err(Failure::io(self.name))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Beside(out, _) => out.write(bytes),
            To::Direct(out) => out.write(bytes),
            To::Stdout(out) => out.write(bytes),
            To::Terminal(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Beside(out, _) => out.flush(),
            To::Direct(out) => out.flush(),
            To::Stdout(out) => out.flush(),
            To::Terminal(out) => out.flush(),
        }
    }
}

fn begin(path: &Path) -> io::Result<To> {
    // A link stays one: what it points to is replaced.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let known = fs::metadata(&path).ok();
    if known.as_ref().is_some_and(|m| !m.is_file()) {
        return Ok(To::Direct(BufWriter::new(File::create(&path)?)));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".claimbook-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: less what the user's mask takes away.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder_of(&path))?;
    if let Some(known) = known {
        file.as_file().set_permissions(known.permissions())?;
    }
    Ok(To::Beside(BufWriter::new(file), path))
}

/// The folder that a file stands in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Gives a file that was written beside its place its name, once all of it is on the disk.
pub(crate) fn keep(file: NamedTempFile, path: &Path) -> io::Result<()> {
    file.as_file().sync_all()?;
    file.persist(path).map_err(|e| e.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_old_file_stands_until_the_new_one_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        fs::write(&path, "old").unwrap();
        let mut out = Output::to(Some(&path)).unwrap();
        out.write_all(b"new").unwrap();
        out.flush().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        drop(out);
        assert_eq!(fs::read(&path).unwrap(), b"old", "what is not finished is not there");
        let mut out = Output::to(Some(&path)).unwrap();
        out.write_all(b"new").unwrap();
        out.finish().unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }
}
