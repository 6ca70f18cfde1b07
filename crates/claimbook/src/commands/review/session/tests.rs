//! Sittings over the sample book, key by key.

use super::super::screen::draw;
use super::*;
use claimbook_ledger::Reading;
use claimbook_records::report::Asked;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

#[path = "../../../../../ledger/tests/sample/mod.rs"]
mod sample;

fn book() -> (tempfile::TempDir, Ledger) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = Ledger::create_or_open(folder.path().join("book.ledger")).unwrap();
    for telling in [sample::depot(), sample::teacher()] {
        let (article, report) = telling.build();
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    }
    (folder, ledger)
}

fn records() -> (tempfile::TempDir, Session) {
    let (folder, ledger) = book();
    (
        folder,
        Session::open(
            ledger,
            "Ana",
            Queue::Records,
            IncidentFilter::default(),
            &Codebook::builtin(),
            Box::new(|_| Vec::new()),
        )
        .unwrap(),
    )
}

fn type_in(session: &mut Session, text: &str) {
    text.chars().for_each(|c| assert!(session.press(Key::Char(c))));
    session.press(Key::Enter);
}

fn screen(session: &Session) -> String {
    let mut terminal = Terminal::new(TestBackend::new(120, 30)).unwrap();
    terminal.draw(|frame| draw(frame, &session.shown())).unwrap();
    let buffer = terminal.backend().buffer();
    let rows = buffer.content().chunks(120).map(|row| row.iter().map(|c| c.symbol()).collect::<String>());
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_annotators_read_differently_comes_first() {
    let (_folder, mut ledger) = book();
    let (article, mut report) = sample::teacher().engine("9.0.0", "c").build();
    report.x_asked = Some(Asked { model: "qwen".to_owned(), answers: String::new() });
    report.incidents[0].background ^= true;
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    let (filter, register) = (IncidentFilter::default(), Codebook::builtin());
    let session =
        Session::open(ledger, "Ana", Queue::Records, filter, &register, Box::new(|_| Vec::new())).unwrap();
    let screen = screen(&session);
    assert!(screen.contains("1 of 3, 3 left, by Ana  annotators differ"), "{screen}");
    let shown = session.shown();
    assert!(shown.record.contains("differs    background no by the built-in reader"), "{}", shown.record);
}

#[test]
fn the_text_stands_beside_the_record() {
    let (_folder, session) = records();
    let screen = screen(&session);
    for wanted in ["1 of 3, 3 left, by Ana", "Gunmen seized the teacher", "kidnapping", "a accept"] {
        assert!(screen.contains(wanted), "{wanted} in\n{screen}");
    }
    let shown = session.shown();
    let (start, end) = shown.marks[0];
    let marked: String = shown.text.chars().skip(start).take(end - start).collect();
    assert!(marked.starts_with("Gunmen seized"), "{marked}");
}

#[test]
fn keys_decide_go_on_and_undo() {
    let (_folder, mut session) = records();
    session.press(Key::Char('a'));
    assert!(session.shown().title.starts_with("2 of 3, 2 left"), "{}", session.shown().title);
    session.press(Key::Char('c'));
    type_in(&mut session, "date 2024-03-09");
    assert!(session.shown().line.starts_with("reason"), "{}", session.shown().line);
    type_in(&mut session, "\"In March\"");
    assert!(session.shown().line.contains("date corrected to 2024-03-09"), "{}", session.shown().line);
    assert!(session.shown().record.contains("2024-03-09"), "the correction is shown at once");
    session.press(Key::Char('r'));
    type_in(&mut session, "an exercise");
    assert!(session.shown().title.starts_with("3 of 3, 1 left"), "{}", session.shown().title);
    session.press(Key::Char('u'));
    assert!(session.shown().title.starts_with("2 of 3, 2 left"), "{}", session.shown().title);
    assert_eq!(session.made(), 2);
    assert!(!session.press(Key::Char('q')));
}

#[test]
fn what_cannot_be_decided_is_said_and_nothing_is_recorded() {
    let (_folder, mut session) = records();
    session.press(Key::Char('u'));
    assert!(session.shown().line.contains("nothing was decided"));
    session.press(Key::Char('c'));
    type_in(&mut session, "killed many");
    type_in(&mut session, "they say so");
    assert!(session.shown().line.contains("no value for killed"), "{}", session.shown().line);
    session.press(Key::Char('g'));
    session.press(Key::Escape);
    assert_eq!((session.made(), session.shown().line.as_str()), (0, ""));
}

#[test]
fn approving_waits_for_review_and_publishing_for_approval() {
    let (folder, mut session) = records();
    session.press(Key::Char('a'));
    let path = folder.path().join("book.ledger");
    let open = |queue| {
        Session::open(
            Ledger::open(&path).unwrap(),
            "Ben",
            queue,
            IncidentFilter::default(),
            &Codebook::builtin(),
            Box::new(|_| Vec::new()),
        )
        .unwrap()
    };
    assert!(open(Queue::Publish).shown().text.contains("Nothing waits"));
    let mut approving = open(Queue::Approve);
    assert!(approving.shown().title.starts_with("1 of 1"), "{}", approving.shown().title);
    approving.press(Key::Char('a'));
    let mut publishing = open(Queue::Publish);
    publishing.press(Key::Char('p'));
    assert!(publishing.shown().text.contains("end of the queue"), "{:?}", publishing.shown());
    let published = IncidentFilter { reviews: vec![State::Published], ..Default::default() };
    assert_eq!(Ledger::open(&path).unwrap().count_incidents(&published).unwrap(), 1);
}
