//! Reading numbers and phrases from tokens.
//!
//! Owns: the value of digits and number words. In: tokens. Out: a value and one past its last token. Refuses: what
//! the number counts.

use super::Reader;
use std::collections::BTreeMap;

/// The longest listed phrase that begins at token `i`.
pub(super) fn phrase<T: Copy>(
    reader: &Reader,
    list: &BTreeMap<String, Vec<(Vec<String>, T)>>,
    i: usize,
) -> Option<(T, usize)> {
    let found = list.get(reader.norm(i))?;
    let fits = |words: &[String]| words.iter().enumerate().all(|(n, w)| reader.norm(i + n) == w);
    found.iter().find(|(words, _)| fits(words)).map(|(words, value)| (*value, i + words.len()))
}

/// "14", "1,200", "2.5 million", "twenty-three", "a hundred", "two dozen", "half a dozen".
pub(super) fn number(reader: &Reader, i: usize) -> Option<(u64, usize)> {
    if reader.norm(i) == "half" && reader.norm(i + 1) == "a" && reader.norm(i + 2) == "dozen" {
        return Some((6, i + 3));
    }
    if matches!(reader.norm(i), "a" | "an") {
        let scale = scale(reader, i + 1)?;
        return Some((scale, i + 2));
    }
    let digits = reader.norm(i).starts_with(|c: char| c.is_ascii_digit());
    let (hundredths, end) = if digits { figures(reader, i)? } else { in_words(reader, i)? };
    let (hundredths, mut end) = half(reader, end).map_or((hundredths, end), |end| (hundredths + 50, end));
    let mut total = hundredths;
    while let Some(scale) = scale(reader, end) {
        total = total.checked_mul(scale)?;
        end += 1;
    }
    // What is left of a fraction counts nothing ("2.5 wounded").
    total.is_multiple_of(100).then_some((total / 100, end))
}

/// "hundred", "million", "dozen".
fn scale(reader: &Reader, i: usize) -> Option<u64> {
    reader.words.scale.get(reader.norm(i)).copied()
}

/// Index after "and a half".
fn half(reader: &Reader, i: usize) -> Option<usize> {
    (reader.norm(i) == "and" && reader.norm(i + 1) == "a" && reader.norm(i + 2) == "half").then_some(i + 3)
}

/// Digits with separators, in hundredths: "1,200", "1 200", "2.5".
fn figures(reader: &Reader, i: usize) -> Option<(u64, usize)> {
    let word = reader.norm(i);
    let (whole, fraction) = word.split_once('.').unwrap_or((word, ""));
    let plain = whole.chars().all(|c| c.is_ascii_digit() || c == ',') && whole.len() <= 15;
    let groups = whole.split(',').skip(1).all(|g| g.len() == 3);
    let short = fraction.len() <= 2 && fraction.chars().all(|c| c.is_ascii_digit());
    if !(plain && groups && short) {
        return None;
    }
    let mut value: u64 = whole.replace(',', "").parse().ok()?;
    let hundredths: u64 = format!("{fraction:0<2}").parse().ok()?;
    let mut end = i + 1;
    if whole.len() <= 3 && !whole.starts_with('0') && fraction.is_empty() {
        while let Some(group) = group(reader, end) {
            value = value.checked_mul(1000)?.checked_add(group)?;
            end += 1;
        }
    }
    Some((value.checked_mul(100)? + hundredths, end))
}

/// Three digits behind a single space.
fn group(reader: &Reader, i: usize) -> Option<u64> {
    let word = reader.norm(i);
    let digits = word.len() == 3 && word.chars().all(|c| c.is_ascii_digit());
    (digits && reader.spaced(i)).then(|| word.parse().ok())?
}

/// Number words, in hundredths: "twenty-three", "two hundred and five".
fn in_words(reader: &Reader, i: usize) -> Option<(u64, usize)> {
    let value = |i: usize| {
        reader
            .time
            .get(reader.norm(i))
            .number
            .map(u64::from)
            .filter(|n| *n < 100 && *n != 12 || reader.norm(i) == "twelve")
    };
    let mut total = value(i)?;
    let mut end = i + 1;
    if (20..100).contains(&total) {
        let at = end + usize::from(reader.norm(end) == "-");
        if let Some(ones) = value(at).filter(|n| (1..10).contains(n)) {
            total += ones;
            end = at + 1;
        }
    }
    if reader.norm(end) == "hundred" {
        total *= 100;
        end += 1;
        let at = end + usize::from(reader.norm(end) == "and");
        if let Some(rest) = value(at) {
            let ones = value(at + 2).filter(|n| rest >= 20 && *n < 10 && reader.norm(at + 1) == "-");
            total += rest + ones.unwrap_or(0);
            end = at + if ones.is_some() { 3 } else { 1 };
        }
    }
    Some((total * 100, end))
}
