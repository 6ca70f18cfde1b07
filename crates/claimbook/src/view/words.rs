//! The article's text with its words marked.
//!
//! Owns: cutting a body at the ends of all marks. In: a body and marks. Out: markup in which every piece of text
//! stands once, in order. Refuses: changing the text.

use super::html::Html;
use claimbook_ledger::marks::{Mark, Role};
use std::collections::BTreeSet;

/// One quote of one mark.
struct Piece {
    start: usize,
    end: usize,
    mark: usize,
}

/// Writes the body; each marked run is a link to its part of the record.
pub(super) fn write(html: &mut Html, body: &str, marks: &[Mark]) {
    let offsets: Vec<usize> = body.char_indices().map(|(i, _)| i).chain([body.len()]).collect();
    let last = offsets.len() - 1;
    let mut pieces = Vec::new();
    let mut cuts = BTreeSet::from([0, last]);
    for (mark, quotes) in marks.iter().enumerate().map(|(i, m)| (i, m.quotes)) {
        for quote in quotes.iter().filter(|q| q.start < q.end && q.end <= last) {
            pieces.push(Piece { start: quote.start, end: quote.end, mark });
            cuts.extend([quote.start, quote.end]);
        }
    }
    pieces.sort_by_key(|p| (p.start, p.end, p.mark));
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let mut open: Vec<&Piece> = Vec::new();
    let mut coming = pieces.iter().peekable();
    let mut seen = BTreeSet::new();
    for ends in cuts.windows(2) {
        let (start, end) = (ends[0], ends[1]);
        open.retain(|p| p.end > start);
        while let Some(piece) = coming.next_if(|p| p.start <= start) {
            open.push(piece);
        }
        let text = body.get(offsets[start]..offsets[end]).unwrap_or_default();
        if open.is_empty() {
            html.text(text);
        } else {
            run(html, text, &open, marks, &mut seen);
        }
    }
}

fn run<'m>(
    html: &mut Html,
    text: &str,
    open: &[&Piece],
    marks: &'m [Mark<'m>],
    seen: &mut BTreeSet<&'m str>,
) {
    let mut covering: Vec<&Piece> = open.to_vec();
    // The shortest words say the most; slots say more than clauses, and an actor's name less than the slot it fills.
    let rank = |p: &Piece| {
        let role = marks[p.mark].role;
        (role.is_clause(), role == Role::Actor, p.end - p.start, p.mark)
    };
    covering.sort_by_key(|p| rank(p));
    covering.dedup_by_key(|p| p.mark);
    for piece in &covering {
        let key = marks[piece.mark].key.as_str();
        if seen.insert(key) {
            html.markup("<i").attribute("id", format_args!("words-{key}")).markup("></i>");
        }
    }
    let mut classes = BTreeSet::new();
    if let Some(slot) = covering.iter().map(|p| marks[p.mark].role).find(|r| !r.is_clause()) {
        classes.insert(slot.class());
    }
    classes.extend(covering.iter().map(|p| marks[p.mark].role).filter(|r| r.is_clause()).map(Role::class));
    let keys: Vec<&str> = covering.iter().map(|p| marks[p.mark].key.as_str()).collect();
    let titles: Vec<&str> = covering.iter().map(|p| marks[p.mark].title.as_str()).collect();
    if let Some(first) = keys.first() {
        html.markup("<a")
            .attribute("class", classes.into_iter().collect::<Vec<_>>().join(" "))
            .attribute("href", format_args!("#{first}"))
            .attribute("data-keys", keys.join(" "))
            .attribute("title", titles.join("\n"))
            .markup(">")
            .text(text)
            .markup("</a>");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimbook_records::report::Quote;

    fn quote(start: usize, end: usize) -> Quote {
        Quote { start, end, text: String::new() }
    }

    fn plain(markup: &str) -> String {
        let mut text = String::new();
        let mut inside = false;
        for c in markup.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        text
    }

    #[test]
    fn overlapping_marks_keep_every_character_once() {
        let body = "«Tal Noor» was hit; two died.";
        let (a, b, c) = ([quote(0, 18)], [quote(1, 9), quote(15, 18)], [quote(5, 24)]);
        let mark = |key: &str, role, quotes| Mark { key: key.to_owned(), role, title: String::new(), quotes };
        let marks = [
            mark("i1", Role::Incident, &a[..]),
            mark("i1-place0", Role::Place, &b),
            mark("c1", Role::Claim, &c),
        ];
        let mut html = Html::default();
        write(&mut html, body, &marks);
        let markup = html.into_string();
        assert_eq!(plain(&markup), body);
        assert_eq!(markup.matches("id=\"words-i1-place0\"").count(), 1);
        assert!(
            markup.contains("class=\"incident place\" href=\"#i1-place0\" data-keys=\"i1-place0 i1\""),
            "{markup}"
        );
    }

    #[test]
    fn a_span_outside_the_body_is_left_out() {
        let quotes = [quote(2, 99)];
        let marks = [Mark { key: "x".to_owned(), role: Role::Date, title: String::new(), quotes: &quotes }];
        let mut html = Html::default();
        write(&mut html, "short", &marks);
        assert_eq!(html.into_string(), "short");
    }
}
