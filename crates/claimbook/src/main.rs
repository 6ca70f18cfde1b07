//! The claimbook command.
fn main() {}
