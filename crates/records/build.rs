//! Lists the codebook's files so that `codebook::builtin` can embed them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../codebook");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &root, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    for (name, path) in &files {
        println!("cargo:rerun-if-changed={}", path.display());
        let _ = writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string());
    }
    code.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").unwrap_or_default()).join("codebook_files.rs");
    fs::write(out, code)
}

/// TOML files in the folders of the codebook; files at its root and `places/` belong to other rooms.
fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if folder == root && path.file_name().is_some_and(|n| n == "places") {
                continue;
            }
            println!("cargo:rerun-if-changed={}", path.display());
            collect(root, &path, files)?;
        } else if folder != root && path.extension().is_some_and(|e| e == "toml") {
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string().replace('\\', "/");
            files.push((name, path.canonicalize()?));
        }
    }
    Ok(())
}
