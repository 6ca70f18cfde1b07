//! Which language a text is written in.
//!
//! Owns: the choice between a language code and `und`. In: a text, or a code somebody gave. Out: BCP 47 codes.
//! Refuses: to call a text English without English function words in it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Bytes of a text that are looked at.
const SAMPLE: usize = 8 << 10;
/// Share of function words above which a text is English. News text has .3 to .45, capitals and Spanish names or not;
/// Dutch, Danish and Afrikaans, which share some of the words, stay below .1.
const ENGLISH: f64 = 0.18;
/// Words below which a text in Latin script is too short for a guess by letter patterns.
const FEW: usize = 12;

static CODES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    rows(include_str!("../data/languages.tsv")).filter_map(|row| row.split_once('\t')).collect()
});

static ENGLISH_WORDS: LazyLock<BTreeSet<&'static str>> =
    LazyLock::new(|| rows(include_str!("../data/english.txt")).flat_map(str::split_whitespace).collect());

/// Lines of an embedded table that are no remark.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#'))
}

/// The language of a text, `und` where the evidence is thin.
pub(crate) fn detect(text: &str) -> String {
    let sample = head(text, SAMPLE).to_lowercase();
    let (mut words, mut hits) = (0usize, 0usize);
    let mut distinct = BTreeSet::new();
    for word in sample.split(|c: char| !c.is_alphabetic() && c != '\'').filter(|w| !w.is_empty()) {
        words += 1;
        if let Some(known) = ENGLISH_WORDS.get(word) {
            hits += 1;
            distinct.insert(known);
        }
    }
    let share = hits as f64 / words.max(1) as f64;
    if share >= ENGLISH && distinct.len() >= 2 {
        return "en".to_owned();
    }
    let guess = whatlang::detect(&sample).filter(whatlang::Info::is_reliable);
    match guess {
        Some(info) if info.lang() == whatlang::Lang::Eng && share < ENGLISH / 2.0 => "und".to_owned(),
        Some(info) if info.script() != whatlang::Script::Latin || words >= FEW => short(info.lang().code()),
        _ => "und".to_owned(),
    }
}

/// A code somebody gave, in the form BCP 47 asks for; `None` where it is none ("English").
pub(crate) fn given(code: &str) -> Option<String> {
    let code = code.trim().replace('_', "-");
    let mut parts = code.split('-');
    let primary = parts.next().unwrap_or_default().to_ascii_lowercase();
    let letters = primary.bytes().all(|b| b.is_ascii_alphabetic());
    let rest: Vec<&str> = parts.collect();
    let sound =
        rest.iter().all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()));
    if !(2..=3).contains(&primary.len()) || !letters || !sound {
        return None;
    }
    Some(std::iter::once(short(&primary).as_str()).chain(rest).collect::<Vec<_>>().join("-"))
}

fn short(code: &str) -> String {
    CODES.iter().find(|(long, _)| *long == code).map_or(code, |(_, short)| short).to_owned()
}

/// At most `n` bytes of a text, cut between characters.
pub(crate) fn head(text: &str, n: usize) -> &str {
    let n = n.min(text.len());
    (0..=n).rev().find_map(|end| text.get(..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_told() {
        for (text, want) in [
            ("The army said on Friday that two drones were shot down over the port of Varnal.", "en"),
            (
                "PEÑARRUBIA, 4 FEB 90 (ORBE) -- GENERAL JUAN RAMON DE LA CRUZ MARTINEZ, COMMANDER OF THE 3D BRIGADE \
                 IN SAN MIGUEL DE LOS ALTOS, SAID THAT A BOMB EXPLODED AT THE \"EL MIRADOR\" FARM, OWNED BY JOSE \
                 MARIA FUENTES Y CARRANZA.",
                "en",
            ),
            ("Police: three hurt in blast", "und"),
            ("The bridge is closed.", "en"),
            (
                "El ejército informó de que dos drones cayeron cerca del puerto de la ciudad sin causar heridos, \
                 según un comunicado difundido el viernes por la mañana.",
                "es",
            ),
            (
                "Das Militär teilte am Freitag mit, dass zwei Drohnen über dem Hafen der Stadt abgeschossen wurden \
                 und niemand verletzt worden sei.",
                "de",
            ),
            (
                "Het leger zei vrijdag dat twee drones boven de haven van de stad zijn neergehaald en dat er niemand \
                 gewond is geraakt bij het incident.",
                "nl",
            ),
            ("قال الجيش يوم الجمعة إن طائرتين مسيرتين أسقطتا فوق ميناء المدينة", "ar"),
            ("Военные сообщили в пятницу, что два беспилотника сбиты над портом города", "ru"),
            ("צה\"ל מסר ביום שישי כי שני כטב\"מים הופלו מעל נמל העיר", "he"),
            ("Varnal", "und"),
            ("12:30 -- 14.5 -- 77", "und"),
            ("", "und"),
        ] {
            assert_eq!(detect(text), want, "{text}");
        }
    }

    #[test]
    fn codes_given_are_put_in_form() {
        for (code, want) in [
            ("en", Some("en")),
            ("EN", Some("en")),
            ("en_US", Some("en-US")),
            ("eng", Some("en")),
            ("und", Some("und")),
            ("English", None),
            ("e", None),
            ("en-", None),
            ("12", None),
            ("", None),
        ] {
            assert_eq!(given(code).as_deref(), want, "{code}");
        }
    }

    #[test]
    fn every_language_the_detector_knows_has_a_code() {
        for lang in whatlang::Lang::all() {
            assert!(CODES.iter().any(|(long, _)| *long == lang.code()), "{}", lang.code());
        }
    }
}
