//! Texts of hard shapes, as long as is asked for.
//!
//! Owns: the table of shapes that reading must take in its stride. In: a length in bytes. Out: an invented text. Refuses: chance:
//! the same length gives the same text.

use std::fmt::Write;

/// A shape by its name, and the unit that is repeated, which may use its number.
pub(crate) type Shape = (&'static str, fn(&mut String, usize));

const GIVEN: [&str; 12] =
    ["Omar", "Samir", "Hassan", "Yusuf", "Anna", "Maria", "John", "Peter", "Paul", "Laura", "Emma", "Pablo"];
const TOWNS: [&str; 20] = [
    "Erbil",
    "Baghdad",
    "Kabul",
    "Mosul",
    "Aden",
    "Gaza",
    "Beirut",
    "Haifa",
    "Kyiv",
    "Lagos",
    "Lima",
    "Bogota",
    "Quito",
    "Paris",
    "Rome",
    "Madrid",
    "Leeds",
    "Oslo",
    "San Jose",
    "Springfield",
];
const NEWS: &str = "Gunmen of the Qarn Brigades attacked a checkpoint near the river on Tuesday, April 27, killing at least 14 \
    soldiers and wounding dozens, officials said on Wednesday. The raid began shortly after 5:30 a.m. local time and lasted \
    more than three hours. It was the third such attack since October 2023, when the group first claimed responsibility for \
    firing rockets at the base near Erbil, Iraq.\n\n“Our brothers struck the enemy's depot,” the group said in a statement on \
    its channel. The Defence Ministry confirmed that one drone had been intercepted over the sea, and said that no one was \
    hurt.\n\nGen. Idris Noor, a spokesman for the northern command, told reporters that a second drone had fallen near the \
    village of Beit Saham, where it damaged a warehouse and wounded at least three workers.\n\n";

/// A word that hardly any other number gives.
fn word(mut i: usize) -> String {
    const FIRST: &[u8] = b"bcdfghklmnprstvz";
    const SECOND: &[u8] = b"aeiou";
    let mut out = String::new();
    i += 1;
    while i > 0 {
        out.push(FIRST[i % FIRST.len()] as char);
        out.push(SECOND[i / FIRST.len() % SECOND.len()] as char);
        i /= FIRST.len() * SECOND.len();
    }
    out
}

fn name(i: usize) -> String {
    let word = word(i * 7 + 300);
    format!("{} {}{}", GIVEN[i % GIVEN.len()], word[..1].to_uppercase(), &word[1..])
}

fn town(i: usize) -> &'static str {
    TOWNS[i * 7 % TOWNS.len()]
}

macro_rules! put {
    ($out:ident, $($words:tt)+) => {{ let _ = write!($out, $($words)+); }};
}

/// All shapes.
#[rustfmt::skip]
pub(crate) const ALL: &[Shape] = &[
    ("long sentence", |o, _| put!(o, "and the men of the town near the river said that they had seen a drone over the port ")),
    ("commas", |o, _| put!(o, "attack, bomb, ")),
    ("names", |o, i| put!(o, "{} was killed by {}. ", name(i), name(i * 3 + 1))),
    ("list of names", |o, i| put!(o, "{}, ", name(i))),
    ("places", |o, i| put!(o, "A bomb exploded in {} and in {}. ", town(i), town(i * 3 + 1))),
    ("list of places", |o, i| put!(o, "{}, ", town(i))),
    ("numbers", |o, _| put!(o, "12 killed and 30 wounded, ")),
    ("figures", |o, i| put!(o, "{} ", i * 37 % 10007)),
    ("quotes", |o, _| put!(o, "“We fired at the base,” he said. \"It was us,\" they said. ")),
    ("open quotes", |o, _| put!(o, "\"a \" ")),
    ("triggers", |o, _| put!(o, "bombed attacked killed ")),
    ("attacks", |o, _| put!(o, "The attack on the base killed two soldiers. ")),
    ("relative clauses", |o, _| put!(o, "the man who shot the guard who killed the boy that ")),
    ("parentheses", |o, _| put!(o, "the (army (said (that ")),
    ("of chains", |o, _| put!(o, "the killing of the brother of the head of ")),
    ("plain news", |o, _| o.push_str(NEWS)),
    ("news in capitals", |o, _| o.push_str(&NEWS.to_uppercase())),
    ("no hyphens", |o, _| put!(o, "word and another word of the town. ")),
    ("junk words", |o, i| put!(o, "{} ", word(i * 13))),
    ("one long word", |o, _| put!(o, "abcdefgh")),
    ("hyphens", |o, _| put!(o, "1-a-2-b-")),
    ("dots", |o, _| put!(o, "a.b.c.")),
    ("addresses", |o, _| put!(o, "a+b.c_d-")),
    ("abbreviations", |o, _| put!(o, "U.S. \" ")),
    ("sayings", |o, _| put!(o, "Police said that the army said that ")),
    ("claims", |o, i| put!(o, "The Qarn Front claimed responsibility for the attack on {}. ", town(i))),
    ("groups", |o, i| put!(o, "The {} Brigades attacked the {} Front. ", name(i), name(i * 5 + 2))),
    ("furniture", |o, _| put!(o, "Advertisement\nRead more\n")),
    ("captions", |o, _| put!(o, "(credit: M. Arno) ")),
    ("dates", |o, _| put!(o, "on May 5, 2019, and on Tuesday, ")),
];

/// A shape repeated to a length in bytes.
pub(crate) fn text(shape: &Shape, bytes: usize) -> String {
    let mut out = String::with_capacity(bytes + NEWS.len());
    let mut i = 0;
    while out.len() < bytes {
        (shape.1)(&mut out, i);
        i += 1;
    }
    let end = (0..=bytes).rev().find(|at| out.is_char_boundary(*at)).unwrap_or(0);
    out.truncate(end);
    out
}
