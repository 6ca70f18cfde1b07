//! Who signed a page.
//!
//! Owns: cleaning bylines. In: what a page says of its authors. Out: names. Refuses: addresses, the bare word "By",
//! and lines that are no names.

use super::facts::Facts;
use super::linked::Linked;
use crate::date;

/// Longest name, in bytes.
const LONGEST: usize = 80;

/// Lines of the text that may hold a byline.
const LINES: usize = 4;

/// The authors a page names, in its order, each once.
pub(crate) fn of(facts: &Facts, linked: &Linked, body: &str) -> Vec<String> {
    let stated: [Vec<String>; 4] = [
        linked.authors.iter().flat_map(|line| names(line)).collect(),
        facts.meta("author").flat_map(names).collect(),
        facts.bylines.iter().take(1).flat_map(|line| names(line)).collect(),
        printed(body),
    ];
    let mut found: Vec<String> = Vec::new();
    for name in stated.into_iter().find(|names| !names.is_empty()).unwrap_or_default() {
        if !found.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            found.push(name);
        }
    }
    found
}

/// The names of a line "By Ana Ruiz" at the top of the text. A single word may as well be the rest of a heading.
fn printed(body: &str) -> Vec<String> {
    let mut lines = body.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES);
    let line =
        lines.find(|line| line.len() <= LONGEST && (line.starts_with("By ") || line.starts_with("BY ")));
    let capital = |word: &str| word.starts_with(char::is_uppercase);
    let full = |name: &String| name.split_whitespace().count() > 1 && name.split_whitespace().all(capital);
    line.map(names).filter(|found| found.iter().all(full)).unwrap_or_default()
}

fn names(line: &str) -> Vec<String> {
    let line = date::find(line).and_then(|(range, _)| line.get(..range.start)).unwrap_or(line);
    let line = line.split(['|', '•', '·', '\n']).next().unwrap_or_default();
    let line = without_by(line.trim());
    line.split([';', ','])
        .flat_map(|part| part.split(" and "))
        .flat_map(|part| part.split(" & "))
        .map(|part| without_by(part.trim()))
        .take_while(|part| is_name(part))
        .map(str::to_owned)
        .collect()
}

fn without_by(line: &str) -> &str {
    for word in ["written by", "posted by", "reported by", "by"] {
        let (start, rest) = line.split_at_checked(word.len()).unwrap_or(("", line));
        if start.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphanumeric) {
            return rest.trim_start_matches([':', ' ']).trim();
        }
    }
    line
}

fn is_name(part: &str) -> bool {
    let words = part.split_whitespace().count();
    (1..=6).contains(&words)
        && part.len() <= LONGEST
        && part.chars().any(char::is_alphabetic)
        && part.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || ".'’-()".contains(c))
        && !part.starts_with(|c: char| c.is_lowercase() && c.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_printed_byline_names_people_in_full() {
        for (body, want) in [
            ("Port hit\n\nBy Ana Ruiz | May 2, 2024\n\nTwo drones fell.", vec!["Ana Ruiz"]),
            ("By Land and Sea\n\nTwo drones fell.", vec![]),
            ("By Friday night the fire was out.", vec![]),
            ("Two drones fell.\nOne.\nTwo.\nThree.\nBy Ana Ruiz", vec![]),
        ] {
            assert_eq!(printed(body), want, "{body}");
        }
    }

    #[test]
    fn names_are_taken_out_of_bylines() {
        for (line, want) in [
            ("By Ana Ruiz", vec!["Ana Ruiz"]),
            ("BY: ANA RUIZ and Omar Vel", vec!["ANA RUIZ", "Omar Vel"]),
            ("Ana Ruiz, Omar Vel & Lea d'Orme", vec!["Ana Ruiz", "Omar Vel", "Lea d'Orme"]),
            ("By Ana Ruiz, senior reporter", vec!["Ana Ruiz"]),
            ("By Byron Vel May 2, 2024", vec!["Byron Vel"]),
            ("Ana Ruiz | Orbe", vec!["Ana Ruiz"]),
            ("علي حسن", vec!["علي حسن"]),
            ("By", vec![]),
            ("by ", vec![]),
            ("https://social.example/ana", vec![]),
            ("ana@orbe.example", vec![]),
            ("12:30", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(names(line), want, "{line}");
        }
    }
}
