//! Names of invented people from many languages through every format, looked for in every byte.

use super::*;
use crate::clock::FixedClock;
use crate::decide::Ruling;
use crate::ledger::Reading;
use crate::review::{Act, State};
use crate::sample::Telling;
use crate::store::SqliteStore;
use claimbook_records::Codebook;
use claimbook_records::report::{
    ActorKind, IncidentType, PerpetratorBasis, PlaceRole, SpeakerKind, SpeechAct, TargetClass,
};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Given names and family names of one region; nobody bears them together.
const REGIONS: [(&[&str], &[&str]); 9] = [
    (
        &["Samer", "Nidal", "Rania", "Wafaa", "Yazan", "Hanin", "Qusay", "Lamia"],
        &[
            "Qandoura",
            "al-Tamirat",
            "Odehim",
            "Shahwanou",
            "el-Masrawin",
            "Barghoun",
            "bin Sabbarou",
            "Tolvanim",
        ],
    ),
    (
        &["Petro", "Oksana", "Taras", "Nadiya", "Yevhen", "Halyna", "Ostap", "Lesia"],
        &[
            "Lysenkiv",
            "Bila-Morozko",
            "Kovalchyn",
            "Tkachiv",
            "Shevchyna",
            "Horobets",
            "Zaporozhko",
            "Hnatyshak",
        ],
    ),
    (
        &["Þórdís", "Søren", "Åsa", "Jürgen", "Günther", "Zoë", "Łukasz", "Björk"],
        &[
            "Guðrúnsdótt",
            "Kjærsgard",
            "Mülleberg",
            "Ångstrand",
            "Wójcickim",
            "Øvregard",
            "Schäfermann",
            "Dvořáček",
        ],
    ),
    (
        &["José", "Íñigo", "Lucía", "Ángel", "Ximena", "Nicolás", "Belén", "Yolanda"],
        &[
            "Núñezor",
            "Ibáñezel",
            "de la Fuentesa",
            "Zúñigal",
            "Peñalosar",
            "Güemesin",
            "del Riosar",
            "Quiñonezar",
        ],
    ),
    (
        &["Nguyen Thi", "Tran Van", "Pham Ngoc", "Le Duc", "Do Van", "Bui Thi", "Dang Minh", "Ho Xuan"],
        &["Tronghe", "Huongan", "Vranhel", "Phucsan", "Anhqui", "Diemora", "Khanhlu", "Thuyvan"],
    ),
    (
        &["Oluwaseun", "Chinedu", "Amina", "Kwabena", "Thandiwe", "Mamadou", "Fatou", "Prince"],
        &[
            "Adeyemiwa",
            "Okaforeze",
            "N'Diayele",
            "Mbekilezi",
            "Traoréla",
            "Nkrumaha",
            "Dlaminiwe",
            "Ouédraogol",
        ],
    ),
    (
        &["Jong-su", "Min-ji", "Ravi", "Lakshmi", "Suresh", "Priya", "Wei", "Haruto"],
        &[
            "Kimurado",
            "Parkhelo",
            "Venkataramanu",
            "Selvadurain",
            "Thapaliyal",
            "Myintola",
            "Zhanglio",
            "Perindela",
        ],
    ),
    (
        &["Shirin", "Kaveh", "Nasrin", "Babak", "Golnar", "Farhad", "Mahsa", "Siavash"],
        &[
            "Tehranipur",
            "Moghadamfar",
            "Rostampouran",
            "Yazdaniani",
            "Esfahanizad",
            "Karimlouz",
            "Baraheniz",
            "Golshirim",
        ],
    ),
    (
        &["Emma", "Olivia", "Liam", "Noah", "Aoife", "Rhys", "Fiona", "Callum"],
        &[
            "O'Mallorin",
            "McAlistairn",
            "Fitzgibbonsel",
            "Thistlewick",
            "Pemberlyn",
            "Ashcrofton",
            "Llewelloch",
            "Strathmorlin",
        ],
    ),
];

/// The places the articles are about.
const TOWNS: [&str; 9] =
    ["Harirab", "Qasramin", "Marsalira", "Talwadi", "Dalbrin", "Portamal", "Wadirumm", "Bahrasul", "Zarqish"];

/// How an article may name somebody: `{n}` is the name, `{f}` the family name.
const SENTENCES: [&str; 8] = [
    "The blast killed {n}, 41, a florist.",
    "{n} was wounded as well.",
    "A porter named {n} lost a leg; the {f} family buried two.",
    "\u{201c}They took my son,\u{201d} said {n}, a witness.",
    "Relatives of {n} wept: {f}\u{2019}s house had burnt.",
    "Medics named the child as {n} Jr. on Tuesday.",
    "Doctors treated {n} and her mother.",
    "Mourners carried {n} through the town.",
];

struct Person {
    given: &'static str,
    family: &'static str,
}

fn people() -> Vec<Person> {
    let all = REGIONS.iter().flat_map(|(given, families)| {
        families.iter().flat_map(move |family| given.iter().map(move |given| Person { given, family }))
    });
    all.collect()
}

/// Each article names some people in its sentences, its headline, its address, its file name; what it tells quotes all of it.
fn told(people: &[Person], number: usize) -> Telling {
    let town = TOWNS[number % TOWNS.len()];
    let day = format!("2024-{:02}-{:02}", 1 + number % 12, 1 + number % 28);
    let mut body =
        format!("A car bomb went off at a market in {town} on {day}, and the River Guard claimed it.");
    for (n, person) in people.iter().enumerate() {
        let name = format!("{} {}", person.given, person.family);
        let sentence =
            SENTENCES[(n + number) % SENTENCES.len()].replace("{n}", &name).replace("{f}", person.family);
        body.push(' ');
        body.push_str(&sentence);
    }
    let (first, second) = (&people[0], &people[1]);
    let name = format!("{} {}", first.given, first.family);
    let slug = format!("{}-{}", second.given, second.family).replace(' ', "-");
    let encoded: String = slug
        .bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect();
    let handle = format!("{}{}", first.given, first.family).replace([' ', '-', '\''], "").to_lowercase();
    body.push_str(&format!(
        " See https://post.example/{encoded} or write to {handle}@mail.example, @{handle}."
    ));
    let accused = format!("{} {}", people[2].given, people[2].family);
    Telling::new(&format!("press/{}-{number}.txt", slug.to_lowercase()), &body)
        .publisher("Valley Post", "post.example")
        .url(&format!("https://post.example/2024/{encoded}"))
        .headline(&format!("{name} among the dead of {town}"))
        .published("2024-12-30")
        .actor("River Guard", ActorKind::ArmedGroup, None, &["the River Guard"])
        // As form alone may misread a name.
        .actor(&accused, ActorKind::Other, None, &[people[2].family])
        .incident(IncidentType::Bombing, &body)
        .dated(Some(&day), Some(&day), &day)
        .place(town, "IQ", Some((30.0 + number as f64 / 10.0, 44.0)), PlaceRole::Target)
        .perpetrator("River Guard", PerpetratorBasis::Claimed)
        .target(&name, TargetClass::Organisation, Some("other"), None)
        .killed(2, &body)
        .claim(
            "River Guard",
            SpeakerKind::ArmedGroup,
            SpeechAct::ClaimsResponsibility,
            "the River Guard claimed it",
        )
        .claim(&accused, SpeakerKind::Person, SpeechAct::Accuses, &body)
        // The same people in another row.
        .incident(IncidentType::Shelling, &body)
        .place(town, "IQ", None, PlaceRole::Target)
        .with(|i| i.motives = i.evidence.clone())
}

/// Without case, accents, and whatever prints nothing.
fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        'ø' => 'o',
        'ł' => 'l',
        'ð' | 'đ' => 'd',
        c => c,
    };
    let marks = |c: &char| !is_combining_mark(*c) && !matches!(c, '\'' | '’' | '\u{ad}' | '\u{200b}');
    text.nfkd()
        .filter(marks)
        .flat_map(char::to_lowercase)
        .map(plain)
        .collect::<String>()
        .replace('æ', "ae")
        .replace('þ', "th")
}

/// Every file of an export, its names too, as it is, folded and decoded.
fn every_byte(package: &Package) -> [String; 2] {
    let files = std::iter::once(&package.main).chain(package.beside.iter().map(|f| &f.bytes));
    let mut text = files.map(|b| String::from_utf8_lossy(b).into_owned()).collect::<Vec<_>>().join("\n");
    package.beside.iter().for_each(|f| text.push_str(&f.name));
    let decoded = percent_encoding::percent_decode_str(&text).decode_utf8_lossy().into_owned();
    [folded(&text), folded(&decoded)]
}

#[test]
fn no_name_of_a_private_person_leaves_in_any_byte_of_any_format() {
    let people = people();
    assert!(people.len() >= 500, "{}", people.len());
    let clock = FixedClock("2025-01-05T08:00:00Z".parse().unwrap());
    let mut ledger = Ledger::over(Box::new(SqliteStore::temporary().unwrap()), Box::new(clock)).unwrap();
    // Eight to an article, no two of one family.
    let mut articles = 0;
    for (number, group) in
        (0..people.len() / 8).map(|n| (n, (0..8).map(move |k| k * (people_count() / 8) + n)))
    {
        let group: Vec<Person> = group.map(|i| Person { ..people[i] }).collect();
        let (article, report) = told(&group, number).build();
        ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
        articles += 1;
    }
    let all: Vec<String> =
        ledger.incidents(&IncidentFilter::default()).unwrap().into_iter().map(|i| i.id).collect();
    assert_eq!(all.len(), articles * 2);
    for act in [Act::Accept, Act::Approve, Act::Publish] {
        ledger
            .decide(&Ruling::new("a reader", act, &all.iter().map(String::as_str).collect::<Vec<_>>()))
            .unwrap();
    }
    ledger.link(&claimbook_link::Settings::embedded(), &|_, _| {}).unwrap();
    let codebook = Codebook::builtin();
    let knowledge = Knowledge { codebook: &codebook, places: &|_| 0 };
    // Words of names long enough to stand in no other word.
    let mut words: BTreeSet<String> = BTreeSet::new();
    for part in people.iter().flat_map(|p| p.given.split([' ', '-']).chain(p.family.split([' ', '-']))) {
        words.extend(Some(folded(part)).filter(|w| w.chars().count() > 4));
    }
    assert!(words.len() > 100 && words.contains("qandoura") && words.contains("oluwaseun"));
    for published_only in [false, true] {
        let options = ExportOptions { published_only, keep_denied: true, ..ExportOptions::default() };
        for format in Format::ALL {
            let package = package(&ledger, &IncidentFilter::default(), format, options, knowledge).unwrap();
            assert!(package.exported.incidents > 0, "{format:?}");
            assert_eq!(package.exported.masked, package.exported.incidents, "{format:?}");
            for text in every_byte(&package) {
                let leaked: Vec<&String> = words.iter().filter(|w| text.contains(w.as_str())).collect();
                assert!(leaked.is_empty(), "{format:?} {published_only}: {leaked:?}");
            }
        }
    }
    let open = ExportOptions { audience: Audience::Private, ..ExportOptions::default() };
    let private = package(&ledger, &IncidentFilter::default(), Format::Jsonl, open, knowledge).unwrap();
    let [text, _] = every_byte(&private);
    assert!(words.iter().all(|w| text.contains(w.as_str())) && private.exported.masked == 0);
}

fn people_count() -> usize {
    REGIONS.iter().map(|(given, families)| given.len() * families.len()).sum()
}

#[test]
fn who_was_struck_is_withheld_as_a_speaker_and_whoever_has_an_office_is_not() {
    let telling = Telling::new(
        "a.txt",
        "Gunmen shot Petro Lysenkiv in Dalbrin on Monday, killing him. Lysenkiv accused nobody. Governor Ostap Tkachiv \
         blamed the River Guard, whose commander Taras Horobets denied it.",
    )
    .actor("Petro Lysenkiv", ActorKind::Person, None, &["Lysenkiv"])
    .incident(IncidentType::ArmedAssault, "Gunmen shot Petro Lysenkiv in Dalbrin on Monday")
    // A victim read as the one who did it.
    .perpetrator("Petro Lysenkiv", PerpetratorBasis::Accused)
    .target("Petro Lysenkiv", TargetClass::Person, None, Some("Petro Lysenkiv"))
    .claim("Petro Lysenkiv", SpeakerKind::Person, SpeechAct::Accuses, "Lysenkiv accused nobody")
    .claim("Ostap Tkachiv", SpeakerKind::Official, SpeechAct::Accuses, "Governor Ostap Tkachiv blamed the River Guard")
    .claim("Taras Horobets", SpeakerKind::ArmedGroup, SpeechAct::Denies, "Taras Horobets denied it");
    let clock = FixedClock("2025-01-05T08:00:00Z".parse().unwrap());
    let mut ledger = Ledger::over(Box::new(SqliteStore::temporary().unwrap()), Box::new(clock)).unwrap();
    let (article, report) = telling.build();
    ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
    let codebook = Codebook::builtin();
    let knowledge = Knowledge { codebook: &codebook, places: &|_| 0 };
    let lines =
        package(&ledger, &IncidentFilter::default(), Format::Jsonl, ExportOptions::default(), knowledge)
            .unwrap();
    let [text, _] = every_byte(&lines);
    assert!(!text.contains("lysenkiv") && !text.contains("petro"), "{text}");
    assert!(
        text.contains("ostap tkachiv") && text.contains("taras horobets") && text.contains("river guard"),
        "{text}"
    );
    assert_eq!(lines.exported.masked, 1);
    let review = ledger.incidents(&IncidentFilter::default()).unwrap()[0].review.state;
    assert_eq!(review, State::Unreviewed);
}
