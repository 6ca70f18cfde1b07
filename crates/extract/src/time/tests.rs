//! What words mean on which day: one row per expression, invented sentences.

use super::*;
use claimbook_records::report::Precision;
use jiff::civil::date;

/// Words, type, value of every expression; the text is written on Thursday, 2 May 2024.
fn read(body: &str) -> Vec<(String, String)> {
    let mentions = find(&Text::default(), body, Some(date(2024, 5, 2)));
    mentions
        .iter()
        .map(|m| (m.span.of(body).to_owned(), format!("{} {}", m.timex.kind, m.timex.value)))
        .collect()
}

#[track_caller]
fn check(rows: &[(&str, &[(&str, &str)])]) {
    for (body, expected) in rows {
        let expected: Vec<_> = expected.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        assert_eq!(read(body), expected, "{body}");
    }
}

#[test]
fn days_are_counted_from_the_day_of_writing() {
    check(&[
        ("It fell on Tuesday.", &[("Tuesday", "DATE 2024-04-30")]),
        ("It fell on Thursday.", &[("Thursday", "DATE 2024-05-02")]),
        ("It fell on April 27.", &[("April 27", "DATE 2024-04-27")]),
        ("It fell on 9 May.", &[("9 May", "DATE 2023-05-09")]),
        ("The bridge will open on Monday.", &[("Monday", "DATE 2024-05-06")]),
        ("It fell in the last week of January.", &[("the last week of January", "DATE 2024-01")]),
        ("Raids grew over the past week.", &[("the past week", "DURATION P1W")]),
        ("It will open on 3 May.", &[("3 May", "DATE 2024-05-03")]),
        ("It fell yesterday.", &[("yesterday", "DATE 2024-05-01")]),
        ("It fell last night.", &[("last night", "TIME 2024-05-01TNI")]),
        ("Guards fired tonight.", &[("tonight", "TIME 2024-05-02TNI")]),
        ("It fell last week.", &[("last week", "DATE 2024-W17")]),
        ("It fell last October.", &[("last October", "DATE 2023-10")]),
        ("It fell in October last year.", &[("October last year", "DATE 2023-10")]),
        ("It fell three days ago.", &[("three days ago", "DATE 2024-04-29")]),
        ("It fell last Friday.", &[("last Friday", "DATE 2024-04-26")]),
        ("It fell on Wednesday (May 1).", &[("Wednesday", "DATE 2024-05-01"), ("May 1", "DATE 2024-05-01")]),
    ]);
}

#[test]
fn dates_are_read_in_every_dress() {
    check(&[
        ("On April 27, 1989, it fell.", &[("April 27, 1989", "DATE 1989-04-27")]),
        ("On 27 April 1989 it fell.", &[("27 April 1989", "DATE 1989-04-27")]),
        ("On the 27th of April it fell.", &[("the 27th of April", "DATE 2024-04-27")]),
        ("Seen on 2024-04-09.", &[("2024-04-09", "DATE 2024-04-09")]),
        ("Seen on 9/4/2023.", &[("9/4/2023", "DATE 2023-09-04")]),
        (
            "QARN, 30 DEC 89 -- A BOMB FELL ON 27 DECEMBER.",
            &[("30 DEC 89", "DATE 1989-12-30"), ("27 DECEMBER", "DATE 2023-12-27")],
        ),
        ("It grew in early 1942.", &[("early 1942", "DATE 1942")]),
        ("It grew in the 1980s.", &[("the 1980s", "DATE 198")]),
        ("It grew in the early 20th century.", &[("the early 20th century", "DATE 19")]),
        ("It grew in the summer of 2019.", &[("the summer of 2019", "DATE 2019-SU")]),
        ("It grew in the third quarter of 2019.", &[("the third quarter of 2019", "DATE 2019-Q3")]),
        ("Troops may march on the town.", &[]),
        ("Resolution 1701 and the fall of the town.", &[]),
        ("Some 2000 soldiers came.", &[]),
        ("It opened in 480 BC.", &[("480 BC", "DATE BC0480")]),
    ]);
}

#[test]
fn house_numbers_and_page_stamps_date_nothing() {
    let stamped = read("Updated: Friday, April 26, 2024 6:44 PM\n\nThe fire began around 3 a.m.");
    let clock = stamped.last().map(|(_, value)| value.as_str());
    assert!(clock.is_some_and(|v| v.starts_with("TIME 2024-05-02T03")), "{stamped:?}");
    assert_eq!(read("The house stands in the 1800 block of Elm Street."), Vec::new());
}

#[test]
fn ranges_share_what_is_said_once() {
    check(&[
        (
            "It lasted from 18 to 24 October 2023.",
            &[("18", "DATE 2023-10-18"), ("24 October 2023", "DATE 2023-10-24")],
        ),
        ("It lasted from October 18-24.", &[("October 18", "DATE 2023-10-18"), ("24", "DATE 2023-10-24")]),
        ("The war (1939–41) ended.", &[("1939", "DATE 1939"), ("41", "DATE 1941")]),
    ]);
    let range = |body: &str| {
        let mentions = find(&Text::default(), body, Some(date(2024, 5, 2)));
        let w = mentions[0].window.unwrap();
        (w.earliest.map(|i| i.date), w.latest.map(|i| i.date), w.precision)
    };
    let days = |a, b| (Some(a), Some(b), Precision::Range);
    assert_eq!(range("It lasted from 18 to 24 October 2023."), days(date(2023, 10, 18), date(2023, 10, 24)));
    assert_eq!(range("It fell between April 5 and April 9."), days(date(2024, 4, 5), date(2024, 4, 9)));
    assert_eq!(range("Raids since October 17."), (Some(date(2023, 10, 17)), None, Precision::Range));
    assert_eq!(range("Raids until October 17."), (None, Some(date(2023, 10, 17)), Precision::Range));
    assert_eq!(range("Raids before October 17."), (None, Some(date(2023, 10, 16)), Precision::Range));
    assert_eq!(range("Raids after October 17."), (Some(date(2023, 10, 18)), None, Precision::Range));
    assert_eq!(
        range("It fell in July."),
        (Some(date(2023, 7, 1)), Some(date(2023, 7, 31)), Precision::Month)
    );
    assert_eq!(
        range("It fell last week."),
        (Some(date(2024, 4, 22)), Some(date(2024, 4, 28)), Precision::Week)
    );
    assert_eq!(range("Raids grew recently."), (None, Some(date(2024, 5, 2)), Precision::Range));
    assert_eq!(range("Raids grew in the past three weeks."), days(date(2024, 4, 11), date(2024, 5, 2)));
    assert_eq!(range("Raids grew in recent months."), (None, Some(date(2024, 5, 2)), Precision::Range));
}

#[test]
fn clock_times_keep_the_zone_the_text_gives() {
    check(&[
        (
            "It fell at 5:30 a.m. local time on Sunday.",
            &[("5:30 a.m. local time on Sunday", "TIME 2024-04-28T05:30")],
        ),
        (
            "Early Sunday at 5:30 a.m., it fell.",
            &[("Early Sunday", "DATE 2024-04-28"), ("5:30 a.m.", "TIME 2024-04-28T05:30")],
        ),
        ("It fell at 0530 GMT.", &[("0530 GMT", "TIME 2024-05-02T05:30")]),
        ("It fell on Friday evening.", &[("Friday evening", "TIME 2024-04-26TEV")]),
        (
            "It fell on the night of 8 February 2019.",
            &[("the night of 8 February 2019", "TIME 2019-02-08TNI")],
        ),
        ("It fell at noon.", &[("noon", "TIME 2024-05-02T12:00")]),
        ("They won 3:2 and left.", &[]),
    ]);
    let window =
        find(&Text::default(), "It fell at 0530 GMT on Sunday.", Some(date(2024, 5, 2)))[0].window.unwrap();
    let at = window.earliest.unwrap();
    assert_eq!(
        (at.date, at.time.map(|t| (t.hour(), t.minute())), at.offset_minutes),
        (date(2024, 4, 28), Some((5, 30)), Some(0))
    );
    assert_eq!(window.precision, Precision::Minute);
    let local =
        find(&Text::default(), "It fell at 5 a.m. on Sunday.", Some(date(2024, 5, 2)))[0].window.unwrap();
    assert_eq!((local.earliest.unwrap().offset_minutes, local.precision), (None, Precision::Hour));
}

#[test]
fn lengths_and_sets_have_no_place_on_the_calendar() {
    check(&[
        ("It lasted three months.", &[("three months", "DURATION P3M")]),
        ("It lasted more than a decade.", &[("more than a decade", "DURATION P1DE")]),
        ("A three-day siege began.", &[("three-day", "DURATION P3D")]),
        ("It took two and a half hours.", &[("two and a half hours", "DURATION PT2.5H")]),
        ("It took a few days.", &[("a few days", "DURATION PXD")]),
        ("They fire every day.", &[("every day", "SET P1D")]),
        ("They fire twice a week.", &[("twice a week", "SET P1W")]),
        ("A second raid hit three quarters of the town.", &[]),
    ]);
    assert!(find(&Text::default(), "It lasted three months.", Some(date(2024, 5, 2)))[0].window.is_none());
}

#[test]
fn a_narrative_runs_on_its_own_dates() {
    check(&[
        (
            "Rebels rose in 1936. In September 1939 rebels took Qarn. In April the army came back. Two months later it left. \
             By the end of December 1940 all was quiet. In January a truce held.",
            &[
                ("1936", "DATE 1936"),
                ("September 1939", "DATE 1939-09"),
                ("April", "DATE 1939-04"),
                ("Two months later", "DATE 1939-06"),
                ("the end of December 1940", "DATE 1940-12"),
                ("January", "DATE 1941-01"),
            ],
        ),
        (
            "On 8 May 1951 rebels took Qarn. The following day they left. That same day the mayor fled. \
             The following year the town was rebuilt; in 1960 it was sold, in 1962 burnt.",
            &[
                ("8 May 1951", "DATE 1951-05-08"),
                ("The following day", "DATE 1951-05-09"),
                ("That same day", "DATE 1951-05-09"),
                ("The following year", "DATE 1952"),
                ("1960", "DATE 1960"),
                ("1962", "DATE 1962"),
            ],
        ),
    ]);
}

#[test]
fn a_day_without_a_year_a_few_days_ahead_is_the_coming_one() {
    for (body, value) in [
        ("Shots were fired during a May 4 party.", "DATE 2024-05-04"),
        ("Shots were fired during a May 8 party.", "DATE 2023-05-08"),
        ("Shots were fired on April 29.", "DATE 2024-04-29"),
    ] {
        assert_eq!(read(body)[0].1, value, "{body}");
    }
}

#[test]
fn news_keeps_to_its_own_year_beside_old_dates() {
    check(&[(
        "The group, founded in 1989, claimed a raid on April 27. It had struck in October of the previous year.",
        &[
            ("1989", "DATE 1989"),
            ("April 27", "DATE 2024-04-27"),
            ("October of the previous year", "DATE 2023-10"),
        ],
    )]);
}

#[test]
fn a_day_of_the_month_alone_is_the_latest_one() {
    check(&[
        ("It fell on the 19th.", &[("the 19th", "DATE 2024-04-19")]),
        (
            "It fell on March 12 and again on the 19th.",
            &[("March 12", "DATE 2024-03-12"), ("the 19th", "DATE 2024-03-19")],
        ),
        ("The 12th Brigade fired on the 7th floor, the 3rd of ten.", &[]),
    ]);
}

#[test]
fn a_part_of_the_day_belongs_to_the_day_told_last() {
    check(&[
        (
            "They slept on Sunday. It fell the evening before.",
            &[("Sunday", "DATE 2024-04-28"), ("the evening before", "TIME 2024-04-27TEV")],
        ),
        (
            "It fell on Tuesday. Nobody spoke. They wept. They sang. It was quiet. It fell in the evening, too.",
            &[("Tuesday", "DATE 2024-04-30"), ("the evening", "TIME 2024-04-30TEV")],
        ),
    ]);
    let told = find(&Text::default(), "It fell before noon, on Tuesday.", Some(date(2024, 5, 2)));
    assert!(told.iter().any(|t| t.own_day));
    assert!(!find(&Text::default(), "It fell in the evening.", Some(date(2024, 5, 2)))[0].own_day);
}

#[test]
fn the_weekend_is_the_last_one_of_what_happened() {
    check(&[
        ("It fell at the weekend.", &[("the weekend", "DATE 2024-W17-WE")]),
        (
            "It fell over the weekend. They will meet on Monday.",
            &[("the weekend", "DATE 2024-W17-WE"), ("Monday", "DATE 2024-05-06")],
        ),
        ("They will meet over the weekend.", &[("the weekend", "DATE 2024-W18-WE")]),
        ("They met the weekend before.", &[("the weekend before", "DATE 2024-W17-WE")]),
    ]);
    let sunday = find(&Text::default(), "It fell during the weekend.", Some(date(2024, 5, 5)));
    assert_eq!(sunday[0].timex.value, "2024-W18-WE");
    assert_eq!(find(&Text::default(), "It fell at the weekend.", None)[0].timex.value, "XXXX-WXX-WE");
}

#[test]
fn without_an_anchor_a_date_keeps_its_gaps() {
    let body = "It fell on Tuesday, and again on April 27.";
    let mentions = find(&Text::default(), body, None);
    let values: Vec<_> = mentions.iter().map(|m| m.timex.value.as_str()).collect();
    assert_eq!(values, ["XXXX-WXX-2", "XXXX-04-27"]);
    assert!(mentions.iter().all(|m| m.window.is_none()));
}

#[test]
fn each_part_counts_from_its_own_day() {
    let body = "It fell on Tuesday.\n\nIt fell today.\n\nIt fell on Wednesday.\n\nIt fell yesterday.";
    let post = |text: &str, day| {
        let start = body.find(text).unwrap();
        (Span::new(start, start + text.len()), day)
    };
    let parts =
        vec![post("It fell today.", date(2024, 6, 5)), post("It fell on Wednesday.", date(2024, 6, 3))];
    let anchors = Anchors { whole: Some(date(2024, 6, 20)), parts };
    let values: Vec<_> =
        super::read(&Text::default(), body, &anchors).0.into_iter().map(|m| m.timex.value).collect();
    assert_eq!(values, ["2024-06-18", "2024-06-05", "2024-05-29", "2024-06-19"]);
    let at = |words: &str| anchors.at(body.find(words).unwrap()).unwrap();
    assert_eq!(at("fell on Wednesday"), date(2024, 6, 3));
    assert_eq!(at("fell yesterday"), date(2024, 6, 20), "behind the last part");
    assert_eq!(anchors.latest(), Some(date(2024, 6, 20)));
}

#[test]
fn any_text_is_read_without_panic_and_in_order() {
    let words = [
        "the",
        "31",
        "February",
        "9999",
        "-",
        "to",
        "from",
        "last",
        "next",
        "year",
        "0",
        "24:61",
        "BC",
        "1",
        "99999999999",
        "a",
        "half",
        "century",
        "every",
        "’",
        "s",
        "ago",
        "é",
        "Easter",
        "night",
        "of",
        "4/31/2024",
        "W",
        "\n",
        ".",
        "hundred",
        "million",
        "decades",
        "later",
        "early",
        "mid",
        "May",
        "the 13th",
        "1980s",
        "a.m.",
        "(",
        "999,999",
        "00",
        "Q5",
        "°",
        "—",
        "二月",
    ];
    let mut state = 7u64;
    for _ in 0..400 {
        let mut body = String::new();
        for _ in 0..40 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let n = usize::try_from(state >> 40).unwrap_or(0);
            body.push_str(words[n % words.len()]);
            if n % 3 > 0 {
                body.push(' ');
            }
        }
        for published in [None, Some(date(2024, 5, 2)), Some(Date::MAX), Some(Date::MIN)] {
            let mentions = find(&Text::default(), &body, published);
            assert!(mentions.windows(2).all(|w| w[0].span.end() <= w[1].span.start()), "{body}");
            assert!(mentions.iter().all(|m| !m.span.of(&body).is_empty()), "{body}");
            assert_eq!(mentions.len(), find(&Text::default(), &body, published).len());
        }
        publication(&Text::default(), &Article::new("x", body.as_str()));
    }
}
