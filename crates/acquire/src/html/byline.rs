//! Who signed a page.
//!
//! Owns: cleaning bylines. In: what a page says of its authors. Out: names. Refuses: addresses, the bare word "By",
//! and lines that are no names.

use super::facts::Facts;
use super::linked::Linked;
use crate::date;

/// Longest name, in bytes.
const LONGEST: usize = 80;

/// The authors a page names, in its order, each once.
pub(crate) fn of(facts: &Facts, linked: &Linked) -> Vec<String> {
    let stated: [Vec<String>; 3] = [
        linked.authors.iter().flat_map(|line| names(line)).collect(),
        facts.meta("author").flat_map(names).collect(),
        facts.bylines.iter().take(1).flat_map(|line| names(line)).collect(),
    ];
    let mut found: Vec<String> = Vec::new();
    for name in stated.into_iter().find(|names| !names.is_empty()).unwrap_or_default() {
        if !found.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
            found.push(name);
        }
    }
    found
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
