//! The words of time expressions.
//!
//! Owns: the look-up from a lower-case word to the parts it may play. In: `data/lang/en/time.toml`. Out: [`Entry`]s
//! and [`Phrase`]s. Refuses: deciding which part a word plays where it may play several.

use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const DATA: &str = include_str!("../../data/lang/en/time.toml");

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[rustfmt::skip]
pub(crate) enum Unit { Second, Minute, Hour, Night, Day, Weekend, Week, Fortnight, Month, Quarter, Year, Decade, Century }

impl Unit {
    /// ISO 8601 duration of `amount` units ("P3D", "PT5M"); TIMEX3 writes decades and centuries as DE and CE.
    pub(crate) fn duration(self, amount: &str) -> String {
        let (time, letter) = match self {
            Self::Second => ("T", "S"),
            Self::Minute => ("T", "M"),
            Self::Hour => ("T", "H"),
            Self::Night => ("", "NI"),
            Self::Day => ("", "D"),
            Self::Weekend => ("", "WE"),
            Self::Week | Self::Fortnight => ("", "W"),
            Self::Month => ("", "M"),
            Self::Quarter => ("", "Q"),
            Self::Year => ("", "Y"),
            Self::Decade => ("", "DE"),
            Self::Century => ("", "CE"),
        };
        format!("P{time}{amount}{letter}")
    }

    /// True for units shorter than a day.
    pub(crate) fn is_clock(self) -> bool {
        self < Self::Night
    }
}

/// Part of a day as TIMEX3 names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[rustfmt::skip]
pub(crate) enum Part { Mo, Mi, Af, Ev, Ni, Dt }

impl Part {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Mo => "MO",
            Self::Mi => "MI",
            Self::Af => "AF",
            Self::Ev => "EV",
            Self::Ni => "NI",
            Self::Dt => "DT",
        }
    }
}

/// A season of the northern half of the earth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[rustfmt::skip]
pub(crate) enum Season { Sp, Su, Fa, Wi }

impl Season {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Sp => "SP",
            Self::Su => "SU",
            Self::Fa => "FA",
            Self::Wi => "WI",
        }
    }
}

/// A pointer without a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[rustfmt::skip]
pub(crate) enum Reference {
    #[serde(rename = "PRESENT_REF")]
    Present,
    #[serde(rename = "PAST_REF")]
    Past,
    #[serde(rename = "FUTURE_REF")]
    Future,
}

impl Reference {
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Present => "PRESENT_REF",
            Self::Past => "PAST_REF",
            Self::Future => "FUTURE_REF",
        }
    }
}

/// The parts closed-class words play in the patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[rustfmt::skip]
pub(crate) enum Role {
    The, A, As, Of, In, On, At, To, And, From, Between, Since, Until, By, Before, After, This, That, These, Same, Last,
    Next, Subsequent, Previous, Ago, Later, Earlier, Early, Late, Mid, Begin, End, Rest, Portion, Half, More, Less,
    Than, Over, Under, Least, Most, About, Nearly, Up, Every, Per, Few, Several, Couple, Only, Long, Old, Bc, Ad, Am,
    Pm, Oclock, Local, Time, Years, Final, Age, Entire, Will, No,
}

/// What a word may be; all fields empty for a word of no interest.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry {
    roles: u128,
    /// 1 to 12; 0 = none.
    pub(crate) month: u8,
    /// Monday 1 to Sunday 7; 0 = none.
    pub(crate) weekday: u8,
    pub(crate) unit: Option<Unit>,
    pub(crate) plural: bool,
    pub(crate) ambiguous: bool,
    pub(crate) part: Option<Part>,
    pub(crate) season: Option<Season>,
    pub(crate) number: Option<u16>,
    /// 1 to 31; 0 = none.
    pub(crate) ordinal: u8,
    /// 20 for "twenties"; 0 = none.
    pub(crate) decade: u8,
    /// Hour of "noon" and "midnight".
    pub(crate) clock: Option<u8>,
    /// Minutes east of Greenwich.
    pub(crate) zone: Option<i16>,
    pub(crate) reference: Option<Reference>,
    /// Shift in days from the day of writing.
    pub(crate) deictic: Option<i8>,
    pub(crate) repeated: Option<Unit>,
    /// 2 for "twice"; 0 = none.
    pub(crate) often: u8,
    /// Index in [`Lexicon::lengths`], plus one.
    pub(crate) length: u8,
    /// A phrase begins with this word.
    pub(crate) opens: bool,
    /// A word that a number before it never counts ("the", "was", "in").
    pub(crate) function: bool,
    /// An expression can begin with it.
    pub(crate) starts: bool,
    /// Any field is set.
    pub(crate) known: bool,
}

impl Entry {
    pub(crate) fn is(&self, role: Role) -> bool {
        self.roles >> (role as u32) & 1 == 1
    }

    pub(crate) fn any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|r| self.is(*r))
    }

    /// Sets what follows from the other fields: any word of time or number can begin an expression.
    fn complete(&mut self) {
        let named = self.month > 0 || self.weekday > 0 || self.unit.is_some() || self.season.is_some();
        let day = self.part.is_some() || self.clock.is_some() || self.deictic.is_some() || self.opens;
        let counted = self.number.is_some() || self.ordinal > 0 || self.decade > 0 || self.length > 0;
        let pointed = self.reference.is_some() || self.repeated.is_some() || self.often > 0;
        self.starts = named || day || counted || pointed || self.any(STARTERS);
    }
}

/// Words of the closed classes that an expression can begin with.
#[rustfmt::skip]
const STARTERS: &[Role] = &[
    Role::The, Role::A, Role::At, Role::After, Role::This, Role::That, Role::These, Role::Same, Role::Last, Role::Next,
    Role::Subsequent, Role::Previous, Role::Later, Role::Earlier, Role::Early, Role::Late, Role::Mid, Role::Begin,
    Role::End, Role::Rest, Role::Half, Role::More, Role::Less, Role::Over, Role::Under, Role::About, Role::Nearly,
    Role::Up, Role::Every, Role::Per, Role::Few, Role::Several, Role::Only, Role::Final, Role::Ad,
];

/// What several words mean together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Meaning {
    Reference(Reference),
    /// Month and day; `None` where the feast has no fixed day.
    Feast(Option<(u8, u8)>),
    /// Days from Easter Sunday.
    Easter(i16),
}

/// A phrase after its first word.
#[derive(Debug)]
pub(crate) struct Phrase {
    /// Words and marks as the scanner cuts them, the first word included.
    pub(crate) words: Vec<String>,
    pub(crate) meaning: Meaning,
}

/// All words and phrases of one language.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    words: FxHashMap<String, Entry>,
    phrases: FxHashMap<String, Vec<Phrase>>,
    /// Values of words like "weeklong".
    pub(crate) lengths: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
struct File {
    month: BTreeMap<String, u8>,
    weekday: BTreeMap<String, u8>,
    ambiguous: BTreeMap<String, Vec<String>>,
    unit: BTreeMap<String, Vec<String>>,
    length: BTreeMap<String, String>,
    repeated: BTreeMap<String, Unit>,
    often: BTreeMap<String, u8>,
    part: BTreeMap<String, Part>,
    clock: BTreeMap<String, u8>,
    season: BTreeMap<String, Season>,
    number: BTreeMap<String, u16>,
    ordinal: BTreeMap<String, u8>,
    decade: BTreeMap<String, u8>,
    reference: BTreeMap<String, Reference>,
    phrase: BTreeMap<String, Reference>,
    deictic: BTreeMap<String, (i8, String)>,
    feast: BTreeMap<String, String>,
    zone: BTreeMap<String, i16>,
    function: BTreeMap<String, Vec<String>>,
    role: BTreeMap<Role, Vec<String>>,
}

/// The English words.
pub(crate) fn english() -> &'static Lexicon {
    static ENGLISH: LazyLock<Lexicon> = LazyLock::new(|| read(DATA).unwrap_or_default());
    &ENGLISH
}

fn read(data: &str) -> Result<Lexicon, toml::de::Error> {
    let file: File = toml::from_str(data)?;
    let mut lexicon = Lexicon::default();
    let mut set = |word: &str, change: &dyn Fn(&mut Entry)| {
        let entry = lexicon.words.entry(word.to_owned()).or_default();
        entry.known = true;
        change(entry);
    };
    file.month.iter().for_each(|(w, v)| set(w, &|e| e.month = *v));
    file.weekday.iter().for_each(|(w, v)| {
        set(w, &|e| {
            e.weekday = *v;
            e.plural = w.ends_with("days");
        })
    });
    for (name, words) in &file.unit {
        let unit =
            Unit::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(name)).ok();
        words.iter().for_each(|w| {
            set(w, &|e| match unit {
                Some(unit) => e.unit = Some(unit),
                None => e.plural = true,
            })
        });
    }
    file.ambiguous.values().flatten().for_each(|w| set(w, &|e| e.ambiguous = true));
    file.repeated.iter().for_each(|(w, v)| set(w, &|e| e.repeated = Some(*v)));
    file.often.iter().for_each(|(w, v)| set(w, &|e| e.often = *v));
    file.part.iter().for_each(|(w, v)| set(w, &|e| e.part = Some(*v)));
    file.clock.iter().for_each(|(w, v)| set(w, &|e| e.clock = Some(*v)));
    file.season.iter().for_each(|(w, v)| set(w, &|e| e.season = Some(*v)));
    file.number.iter().for_each(|(w, v)| set(w, &|e| e.number = Some(*v)));
    file.ordinal.iter().for_each(|(w, v)| set(w, &|e| e.ordinal = *v));
    file.decade.iter().for_each(|(w, v)| set(w, &|e| e.decade = *v));
    file.reference.iter().for_each(|(w, v)| set(w, &|e| e.reference = Some(*v)));
    file.zone.iter().for_each(|(w, v)| set(w, &|e| e.zone = Some(*v)));
    file.deictic.iter().for_each(|(w, (shift, part))| {
        set(w, &|e| {
            e.deictic = Some(*shift);
            e.part = (part == "NI").then_some(Part::Ni);
        })
    });
    file.function.values().flatten().for_each(|w| set(w, &|e| e.function = true));
    for (role, words) in &file.role {
        words.iter().for_each(|w| set(w, &|e| e.roles |= 1 << (*role as u32)));
    }
    for (i, (word, value)) in file.length.iter().enumerate() {
        set(word, &|e| e.length = u8::try_from(i + 1).unwrap_or(0));
        lexicon.lengths.push(value.clone());
    }
    let feasts = file.feast.iter().filter_map(|(k, v)| Some((k, feast(v)?)));
    let references = file.phrase.iter().map(|(k, v)| (k, Meaning::Reference(*v)));
    for (text, meaning) in feasts.chain(references) {
        let words = pieces(text);
        let Some(first) = words.first().cloned() else { continue };
        let entry = lexicon.words.entry(first.clone()).or_default();
        entry.known = true;
        entry.opens = true;
        lexicon.phrases.entry(first).or_default().push(Phrase { words, meaning });
    }
    lexicon.words.values_mut().for_each(Entry::complete);
    Ok(lexicon)
}

fn feast(value: &str) -> Option<Meaning> {
    if let Some(shift) = value.strip_prefix("easter") {
        return Some(Meaning::Easter(shift.parse().ok()?));
    }
    let (month, day) = value.split_once('-')?;
    Some(Meaning::Feast(month.parse().ok().zip(day.parse().ok())))
}

/// Cuts a phrase as the scanner cuts text: runs of letters, runs of digits, single marks.
fn pieces(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut joined = false;
    for c in text.chars() {
        match (c.is_alphabetic(), joined) {
            (true, true) => {
                if let Some(last) = out.last_mut() {
                    last.push(c);
                }
            }
            (true, false) => out.push(c.into()),
            _ if c.is_whitespace() => {}
            _ => out.push(c.into()),
        }
        joined = c.is_alphabetic();
    }
    out
}

impl Lexicon {
    /// What `word` (lower case) may be.
    pub(crate) fn get(&self, word: &str) -> Entry {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// Every word of the list.
    #[cfg(test)]
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.words.keys().map(|word| &**word)
    }

    /// Phrases that begin with `word` (lower case).
    pub(crate) fn phrases(&self, word: &str) -> &[Phrase] {
        self.phrases.get(word).map(Vec::as_slice).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_words_are_read() {
        let words = read(DATA).unwrap();
        assert_eq!(words.get("october").month, 10);
        assert_eq!(words.get("tonight").part, Some(Part::Ni));
        assert_eq!(words.get("second").unit, Some(Unit::Second));
        assert_eq!(words.get("second").ordinal, 2);
        assert!(words.get("years").plural && !words.get("year").plural);
        assert!(words.get("prior").is(Role::Previous) && words.get("prior").is(Role::Before));
        assert!(!words.get("grenade").known);
        assert_eq!(words.phrases("new").iter().filter(|p| p.words.len() == 5).count(), 2);
    }

    #[test]
    fn lengths_of_time_are_written_in_iso_8601() {
        assert_eq!(Unit::Minute.duration("5"), "PT5M");
        assert_eq!(Unit::Month.duration("5"), "P5M");
        assert_eq!(Unit::Decade.duration("1"), "P1DE");
    }
}
