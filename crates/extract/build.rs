//! Unpacks the embedded gazetteer, so that the program carries it as plain pages that are loaded when touched.

use std::error::Error;
use std::path::Path;
use std::{env, fs, io};

const PACKED: &str = "data/gazetteer.bin.zst";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed={PACKED}");
    println!("cargo:rerun-if-changed=build.rs");
    let packed = fs::File::open(PACKED)?;
    let mut unpack = ruzstd::decoding::StreamingDecoder::new(io::BufReader::new(packed))?;
    let mut table = Vec::new();
    io::Read::read_to_end(&mut unpack, &mut table)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("gazetteer.bin"), table)?;
    Ok(())
}
