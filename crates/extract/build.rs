//! Unpacks the embedded gazetteer, so that the program carries it as plain pages that are loaded when touched, and names
//! the embedded knowledge by a hash, so that starting need not read all of it.

use sha2::{Digest, Sha256};
use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const PACKED: &str = "data/gazetteer.bin.zst";
/// Everything embedded that the codebook's own hash does not cover.
const FOLDERS: [&str; 2] = ["data", "../../codebook/places"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    let mut files = Vec::new();
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={folder}");
        list(Path::new(folder), &mut files)?;
    }
    files.sort();
    let mut digest = Sha256::new();
    for file in &files {
        let bytes = fs::read(file)?;
        digest.update(file.to_string_lossy().as_bytes());
        digest.update(bytes.len().to_le_bytes());
        digest.update(&bytes);
    }
    let hash: String = digest.finalize().iter().take(8).map(|b| format!("{b:02x}")).collect();
    println!("cargo:rustc-env=CLAIMBOOK_DATA={hash}");

    let packed = fs::File::open(PACKED)?;
    let mut unpack = ruzstd::decoding::StreamingDecoder::new(io::BufReader::new(packed))?;
    let mut table = Vec::new();
    io::Read::read_to_end(&mut unpack, &mut table)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("gazetteer.bin"), table)?;
    Ok(())
}

/// Every file below a folder.
fn list(folder: &Path, out: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { list(&path, out)? } else { out.push(path) }
    }
    Ok(())
}
