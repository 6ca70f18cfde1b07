//! Has the crate built anew where the pages were: what is embedded is not known before.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
