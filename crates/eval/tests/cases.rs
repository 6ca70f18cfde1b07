//! The literate cases hold, and those marked as known gaps still do not.

use claimbook_eval::cases;
use claimbook_extract::Engine;
use claimbook_records::Codebook;
use std::fmt::Write as _;
use std::path::Path;

#[test]
fn every_case_says_the_truth_about_the_engine() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cases");
    let (outcomes, _) = cases::outcomes(&Engine::new(Codebook::builtin()), &folder).unwrap();
    assert!(outcomes.len() >= 32, "only {} cases", outcomes.len());
    let mut told = String::new();
    for outcome in outcomes.iter().filter(|o| !o.state().is_sound()) {
        let _ = writeln!(told, "{} {}: {}", outcome.state().as_str(), outcome.path.display(), outcome.title);
        for line in &outcome.wrong {
            let _ = writeln!(told, "    {line}");
        }
    }
    assert!(told.is_empty(), "\n{told}");
}
