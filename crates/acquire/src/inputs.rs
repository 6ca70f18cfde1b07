//! From what a user names to an ordered list of files.
//!
//! Owns: folders (recursive, sorted by name), patterns, standard input, each file once. In: paths. Out: [`Inputs`],
//! in which a path that leads nowhere stands as its error. Refuses: to open a file, to follow a link out of a folder,
//! and what it is told to pass over.

use crate::error::{InputError, Problem};
use crate::options::Options;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use walkdir::WalkDir;

/// One file to read, standard input, or bytes already at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub(crate) place: Place,
    size: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    File(PathBuf),
    StandardInput,
    Memory { name: String, bytes: Arc<[u8]> },
}

impl Input {
    /// The name as handed over; `-` for standard input.
    pub fn name(&self) -> String {
        match &self.place {
            Place::File(path) => path.to_string_lossy().into_owned(),
            Place::StandardInput => "-".to_owned(),
            Place::Memory { name, .. } => name.clone(),
        }
    }

    /// The file; `None` for standard input and bytes.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            _ => None,
        }
    }

    /// Size on disk in bytes, where there is one.
    pub fn size(&self) -> Option<u64> {
        self.size
    }
}

/// The files that paths, folders and patterns stand for, in the order they will be read.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    entries: Vec<Result<Input, InputError>>,
}

impl Inputs {
    /// Expands paths in the order given. A folder stands for every file below it, sorted by name, hidden ones only where
    /// the options say so, and links only as far as they stay below it; `*`, `?`, `[..]` and `**` work where no file has
    /// that very name; `-` is standard input. A file reached twice is listed once, where it was reached first.
    pub fn expand<P: AsRef<OsStr>>(paths: impl IntoIterator<Item = P>, options: &Options) -> Self {
        let passed_over = options.passed_over.iter().filter_map(|path| path.canonicalize().ok()).collect();
        let mut list = Expansion { all: options.hidden, passed_over, ..Expansion::default() };
        for path in paths {
            list.add(path.as_ref());
        }
        Self { entries: list.entries }
    }

    /// Bytes already at hand, treated as a file of that name.
    pub fn of_bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        let bytes = bytes.into();
        let size = Some(bytes.len() as u64);
        Self { entries: vec![Ok(Input { place: Place::Memory { name: name.into(), bytes }, size })] }
    }

    /// The list in order.
    pub fn iter(&self) -> impl Iterator<Item = &Result<Input, InputError>> {
        self.entries.iter()
    }

    /// Number of entries, failed ones included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True when nothing was named at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Bytes on disk of all files; `None` when standard input or a pipe is among them.
    pub fn total_bytes(&self) -> Option<u64> {
        self.entries.iter().filter_map(|e| e.as_ref().ok()).map(|i| i.size).sum()
    }
}

impl IntoIterator for Inputs {
    type Item = Result<Input, InputError>;
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

#[derive(Default)]
struct Expansion {
    entries: Vec<Result<Input, InputError>>,
    seen: HashSet<PathBuf>,
    stdin: bool,
    /// Hidden files too.
    all: bool,
    /// Files and folders that are nobody's article, as the system names them.
    passed_over: HashSet<PathBuf>,
}

impl Expansion {
    fn add(&mut self, given: &OsStr) {
        if given == "-" {
            if !std::mem::replace(&mut self.stdin, true) {
                self.entries.push(Ok(Input { place: Place::StandardInput, size: None }));
            }
            return;
        }
        let path = Path::new(given);
        match (path.symlink_metadata(), given.to_str()) {
            (Ok(_), _) => self.path(path),
            (Err(_), Some(url)) if url.starts_with("https://") || url.starts_with("http://") => {
                self.fail(path, Problem::Address);
            }
            (Err(_), Some(pattern)) if pattern.contains(['*', '?', '[']) => self.pattern(pattern),
            (Err(error), _) => self.fail(path, io_problem(&error)),
        }
    }

    fn path(&mut self, path: &Path) {
        match path.metadata() {
            Ok(meta) if meta.is_dir() => self.folder(path),
            Ok(meta) => self.file(path.to_owned(), &meta),
            Err(error) => self.fail(path, io_problem(&error)),
        }
    }

    fn pattern(&mut self, pattern: &str) {
        let options = glob::MatchOptions { require_literal_leading_dot: !self.all, ..Default::default() };
        let found = match glob::glob_with(pattern, options) {
            Ok(found) => found,
            Err(error) => return self.fail(Path::new(pattern), Problem::BadPattern(error.msg.to_owned())),
        };
        let before = self.entries.len();
        let mut matched = false;
        for entry in found {
            matched = true;
            match entry {
                Ok(path) if self.is_passed_over(&path) => {}
                Ok(path) => self.path(&path),
                Err(error) => self.fail(error.path(), io_problem(error.error())),
            }
        }
        if !matched && self.entries.len() == before {
            self.fail(Path::new(pattern), Problem::NoMatch);
        }
    }

    fn is_passed_over(&self, path: &Path) -> bool {
        !self.passed_over.is_empty() && path.canonicalize().is_ok_and(|path| self.passed_over.contains(&path))
    }

    fn folder(&mut self, folder: &Path) {
        let mut found = false;
        let root = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let mut walk = WalkDir::new(folder).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    found = true;
                    self.walk_error(folder, &error);
                    continue;
                }
            };
            let is_folder = entry.file_type().is_dir();
            let hidden = !self.all && entry.depth() > 0 && hidden(entry.file_name());
            let leads_out = entry.depth() > 0
                && entry.path_is_symlink()
                && !entry.path().canonicalize().is_ok_and(|target| target.starts_with(&root));
            if hidden || leads_out || self.is_passed_over(entry.path()) {
                if leads_out && !hidden {
                    found = true;
                    self.fail(entry.path(), Problem::LinkOut);
                }
                if is_folder {
                    walk.skip_current_dir();
                }
                continue;
            }
            // Folders are walked; sockets and devices inside a folder are nobody's article.
            if entry.file_type().is_file() {
                found = true;
                match entry.metadata() {
                    Ok(meta) => self.file(entry.into_path(), &meta),
                    Err(error) => self.walk_error(folder, &error),
                }
            }
        }
        if !found {
            self.fail(folder, Problem::NothingInFolder);
        }
    }

    fn walk_error(&mut self, folder: &Path, error: &walkdir::Error) {
        let path = error.path().unwrap_or(folder);
        let problem = match (error.loop_ancestor(), error.io_error()) {
            (Some(_), _) => Problem::LinkLoop,
            (None, Some(io)) => io_problem(io),
            (None, None) => Problem::Unreadable(error.to_string()),
        };
        self.fail(path, problem);
    }

    fn file(&mut self, path: PathBuf, meta: &std::fs::Metadata) {
        let size = meta.is_file().then_some(meta.len());
        let key = path.canonicalize().unwrap_or_else(|_| path.clone());
        if self.seen.insert(key) {
            self.entries.push(Ok(Input { place: Place::File(path), size }));
        }
    }

    fn fail(&mut self, path: &Path, problem: Problem) {
        self.entries.push(Err(InputError::new(path.to_string_lossy(), problem)));
    }
}

fn hidden(name: &OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

/// A system error as a problem with the input.
pub(crate) fn io_problem(error: &std::io::Error) -> Problem {
    match error.kind() {
        std::io::ErrorKind::NotFound => Problem::NotFound,
        _ => Problem::Unreadable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn names(inputs: &Inputs, root: &Path) -> Vec<String> {
        let strip =
            |name: &str| name.strip_prefix(&format!("{}/", root.display())).unwrap_or(name).to_owned();
        inputs
            .iter()
            .map(|entry| match entry {
                Ok(input) => strip(&input.name()),
                Err(error) => format!("! {}: {:?}", strip(&error.input), error.problem),
            })
            .collect()
    }

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for file in files {
            let path = root.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "Shells fell near Qasr Ward.").unwrap();
        }
        root
    }

    #[test]
    fn folders_are_read_in_name_order_and_hidden_files_passed_over() {
        let root = tree(&["b.txt", "a/2.txt", "a/10.txt", "c.txt", ".git/x.txt", "a/.swap"]);
        let inputs = Inputs::expand([root.path()], &Options::default());
        assert_eq!(names(&inputs, root.path()), ["a/10.txt", "a/2.txt", "b.txt", "c.txt"]);
        assert_eq!(inputs.total_bytes(), Some(4 * 27));
        let all = Inputs::expand([root.path()], &Options { hidden: true, ..Options::default() });
        assert_eq!(names(&all, root.path())[..2], [".git/x.txt", "a/.swap"]);
    }

    #[test]
    fn a_file_reached_twice_is_read_once() {
        let root = tree(&["a.txt", "b.txt"]);
        let all = format!("{}/*.txt", root.path().display());
        let given = [root.path().join("b.txt").into_os_string(), all.into(), root.path().into()];
        assert_eq!(names(&Inputs::expand(given, &Options::default()), root.path()), ["b.txt", "a.txt"]);
    }

    #[test]
    fn what_leads_nowhere_stands_in_its_place() {
        let root = tree(&["a.txt"]);
        fs::create_dir(root.path().join("bare")).unwrap();
        let at = |s: &str| root.path().join(s);
        let inputs = Inputs::expand(
            [
                at("gone.txt"),
                at("a.txt"),
                at("bare"),
                at("*.html"),
                at("***"),
                "https://orbe.example/?a=1".into(),
            ],
            &Options::default(),
        );
        let got = names(&inputs, root.path());
        assert_eq!(got[5], "! https://orbe.example/?a=1: Address");
        assert_eq!(
            got[..4],
            ["! gone.txt: NotFound", "a.txt", "! bare: NothingInFolder", "! *.html: NoMatch"]
        );
        assert!(got[4].starts_with("! ***: BadPattern"), "{got:?}");
    }

    #[test]
    fn a_file_whose_name_looks_like_a_pattern_is_itself() {
        let root = tree(&["note[1].txt", "note1.txt"]);
        let inputs = Inputs::expand([root.path().join("note[1].txt")], &Options::default());
        assert_eq!(names(&inputs, root.path()), ["note[1].txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_bites_its_tail_is_reported_and_the_rest_read() {
        let root = tree(&["a.txt", "sub/b.txt"]);
        std::os::unix::fs::symlink(root.path(), root.path().join("sub/again")).unwrap();
        std::os::unix::fs::symlink("self.txt", root.path().join("self.txt")).unwrap();
        let inputs = Inputs::expand([root.path()], &Options::default());
        let mut got = names(&inputs, root.path());
        let own = got.remove(1);
        assert!(own.starts_with("! self.txt: Unreadable(\"Too many levels of symbolic links"), "{own}");
        assert_eq!(got, ["a.txt", "! sub/again: LinkLoop", "sub/b.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_out_of_a_folder_is_told_and_not_followed() {
        use std::os::unix::fs::symlink;
        let root = tree(&["in/a.txt", "in/sub/b.txt", "out/secret.txt", "out/deep/c.txt"]);
        let at = |s: &str| root.path().join(s);
        symlink(at("out"), at("in/folder")).unwrap();
        symlink("../out/secret.txt", at("in/file.txt")).unwrap();
        symlink(at("in/sub"), at("in/within")).unwrap();
        symlink("/etc", at("in/.hidden")).unwrap();
        symlink(at("in"), at("door")).unwrap();
        let got = |path: &str| names(&Inputs::expand([at(path)], &Options::default()), root.path());
        let told = ["in/a.txt", "! in/file.txt: LinkOut", "! in/folder: LinkOut", "in/sub/b.txt"];
        assert_eq!(got("in"), told);
        assert_eq!(got("door").len(), 4, "a folder named by a link is the folder");
        assert_eq!(got("in/file.txt"), ["in/file.txt"], "a link that is named is followed");
    }

    #[test]
    fn what_is_passed_over_is_passed_over_in_folders_and_patterns() {
        let root = tree(&["a.txt", "b.txt", "own/1/x.txt", "sub/own/y.txt"]);
        let at = |s: &str| root.path().join(s);
        let passed_over = vec![at("own"), at("sub/../b.txt"), at("gone")];
        let options = Options { passed_over, ..Options::default() };
        let pattern = at("*");
        for given in [root.path(), &pattern] {
            let got = names(&Inputs::expand([given], &options), root.path());
            assert_eq!(got, ["a.txt", "sub/own/y.txt"]);
        }
        assert_eq!(names(&Inputs::expand([at("own")], &options), root.path()), ["! own: NothingInFolder"]);
    }

    #[test]
    fn standard_input_is_read_once_and_has_no_size() {
        let inputs = Inputs::expand(["-", "-"], &Options::default());
        assert_eq!(inputs.len(), 1);
        assert_eq!(inputs.total_bytes(), None);
    }
}
