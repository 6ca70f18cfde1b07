//! The press corpus keeps its own form, and the corpus commands say so.
#![allow(clippy::unwrap_used)] // a test may fail by panicking

use claimbook_eval::corpus::{Counts, Page, Split, convert, read};
use claimbook_eval::press::pair::Told;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/press")
}

fn eval(args: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_claimbook-eval")).args(args).arg(folder).output().unwrap()
}

#[test]
fn no_page_of_the_corpus_has_mistakes() {
    let pages = read(&[corpus()]).unwrap();
    let mistakes: Vec<String> = pages.iter().flat_map(Page::told).collect();
    assert!(mistakes.is_empty(), "\n{}", mistakes.join("\n"));
    let counts = Counts::of(&pages);
    assert!(counts.articles >= 1303, "{counts}");
    let documents: Vec<_> = pages.iter().filter_map(Page::sound).collect();
    let ids: BTreeSet<&str> = documents.iter().map(|d| d.id.as_str()).collect();
    assert_eq!(ids.len(), documents.len(), "an id stands twice");
    let dev = documents.iter().filter(|d| Split::Dev.has(d)).count();
    assert!(dev * 20 > documents.len() && dev * 4 < documents.len(), "{dev} of {} are dev", documents.len());
}

#[test]
fn gold_of_the_corpus_finds_its_words_in_the_articles() {
    for page in read(&[corpus()]).unwrap() {
        let document = page.sound().unwrap();
        let (article, gold) = (convert::article(document), convert::gold(document));
        for (act, incident) in document.acts.iter().zip(&gold.incidents) {
            let only_headline = act.tellings.iter().all(|t| t.sentence == 0);
            let found = Told::find(incident, &article.body).is_some();
            assert!(found || only_headline, "{}: {:?}", document.id, incident.trigger);
        }
    }
}

#[test]
fn mistakes_end_the_check_with_4_and_leave_a_page_out() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("x-1.md", "published: unknown\n---\n1 | Rain fell.\n---\n");
    assert_eq!(eval(&["corpus", "check"], folder.path()).status.code(), Some(0));
    write("x-2.md", "published: unknown\n---\n1 | Rain fell.\n---\nnot 1 \"snow\" metaphor\n");
    let checked = eval(&["corpus", "check"], folder.path());
    assert_eq!(checked.status.code(), Some(4));
    let told = String::from_utf8(checked.stdout).unwrap();
    assert!(told.contains("x-2.md:5: \"snow\" does not stand in sentence 1   << not 1 \"snow\" metaphor\n"));
    assert!(told.ends_with(
        "2 articles, 1 with mistakes; 0 incidents (0 news), 0 sayings, 2 articles without news\n"
    ));
    let written = eval(&["corpus", "jsonl"], folder.path());
    assert_eq!(written.status.code(), Some(3));
    assert_eq!(String::from_utf8(written.stdout).unwrap().lines().count(), 1);
}
