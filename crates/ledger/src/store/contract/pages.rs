//! Promises about what pages ask: cursors, counts by property, days, maps, articles, relations.

use super::*;
use crate::filter::{ArticleFilter, Bounds, Position, RelationFilter};
use crate::linked::LinkedFilter;
use crate::store::By;
use claimbook_link::Settings;

fn related(ledger: &mut Ledger) {
    let told = sample::depot().engine("0.2.0", "c0de");
    add(ledger, told.relation("Sons of the Marsh", RelationType::AlliedWith, "Qasri army", "the attack"));
}

pub(crate) fn a_cursor_goes_on_where_a_page_ended(open: Open, at: &Path) {
    let ledger = book(open, at);
    for filter in [
        IncidentFilter::default(),
        IncidentFilter { from: Some("2024-01".into()), ..Default::default() },
        IncidentFilter { countries: vec!["qs".into()], ..Default::default() },
    ] {
        let whole = ledger.incidents(&filter).unwrap();
        let mut joined = Vec::new();
        let mut after = None;
        while let [next] =
            &ledger.incidents(&IncidentFilter { limit: Some(1), after, ..filter.clone() }).unwrap()[..]
        {
            after = Some(Position::of(next));
            joined.push(next.clone());
        }
        assert_eq!(joined, whole);
        let past = IncidentFilter { after: whole.first().map(Position::of), ..filter };
        assert_eq!(ledger.count_incidents(&past).unwrap() as usize, whole.len(), "counts do not regard it");
    }
}

pub(crate) fn overviews_count_what_lists_find(open: Open, at: &Path) {
    let ledger = book(open, at);
    let settings = Settings::embedded();
    let filters = [
        IncidentFilter::default(),
        IncidentFilter { publishers: vec!["Valley Post".into()], ..Default::default() },
        IncidentFilter { publishers: vec!["courier.example".into()], ..Default::default() },
        IncidentFilter { from: Some("2024-03".into()), to: Some("2024-05".into()), ..Default::default() },
        IncidentFilter { bounds: Some("40,30,50,40".parse().unwrap()), ..Default::default() },
        IncidentFilter { bounds: Some("44,-90,35.5,90".parse().unwrap()), ..Default::default() },
    ];
    let found: Vec<Vec<String>> = filters.iter().map(|f| told(&ledger, f.clone())).collect();
    assert_eq!(found, [&ALL[..], &["Gunmen"], &["In", "Two"], &["In", "Two"], &["Two"], &["Gunmen", "Two"]]);
    for filter in filters {
        let total = ledger.count_incidents(&filter).unwrap();
        let timeline = ledger.timeline(&filter, None).unwrap();
        assert_eq!(
            (timeline.total, timeline.bins.iter().map(|b| b.count).sum::<u64>() + timeline.undated),
            (total, total)
        );
        for by in [By::Type, By::Stage, By::Standing] {
            let facet = ledger.facet(by, &filter, 10).unwrap();
            assert_eq!(facet.iter().map(|f| f.count).sum::<u64>(), total, "{by:?}");
        }
        let map = ledger.map(&filter, 3, 100, &settings).unwrap();
        let anywhere = IncidentFilter { bounds: None, ..filter.clone() };
        let located = ledger.map(&anywhere, 3, 100, &settings).unwrap().total;
        assert_eq!(located + map.without_point, ledger.count_incidents(&anywhere).unwrap());
        for zoom in 0..=20 {
            let cells = ledger.map(&filter, zoom, 1, &settings).unwrap();
            let inside = cells.pins.len() as u64 + cells.clusters.iter().map(|c| c.count).sum::<u64>();
            assert_eq!((inside, cells.total), (map.total, map.total), "zoom {zoom}");
        }
    }
    let value = |by| {
        let facet = ledger.facet(by, &IncidentFilter::default(), 10).unwrap();
        facet.into_iter().map(|f| (f.value, f.label, f.count)).collect::<Vec<_>>()
    };
    let one = |value: &str, label: Option<&str>, count| (value.to_owned(), label.map(str::to_owned), count);
    assert_eq!(value(By::Country), [one("QS", None, 2), one("RM", None, 1)]);
    assert_eq!(value(By::Publisher), [one("Harbour Courier", None, 2), one("Valley Post", None, 1)]);
    assert_eq!(
        value(By::Actor),
        [
            one("id:sons-of-the-marsh", Some("Sons of the Marsh"), 1),
            one("name:lantern front", Some("Lantern Front"), 1),
            one("name:river guard", Some("River Guard"), 1),
        ]
    );
    assert_eq!("170,0,-170,10".parse::<Bounds>().unwrap().west, 170.0, "over the line of date");
}

pub(crate) fn articles_and_relations_are_listed(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    related(&mut ledger);
    let articles = |filter: ArticleFilter| {
        let found = ledger.articles(&filter).unwrap();
        let total = ledger.count_articles(&ArticleFilter { limit: None, offset: 0, ..filter }).unwrap();
        (found.into_iter().map(|a| (a.row.input, a.incidents)).collect::<Vec<_>>(), total)
    };
    let (all, total) = articles(ArticleFilter::default());
    let latest = [("teacher.html", 1), ("depot.txt", 2), ("boast.txt", 1)].map(|(i, n)| (i.to_owned(), n));
    assert_eq!((all.as_slice(), total), (&latest[..], 3), "latest recorded first");
    let page = articles(ArticleFilter { limit: Some(1), offset: 1, ..Default::default() });
    assert_eq!(page, (vec![latest[1].clone()], 3));
    let dated =
        ArticleFilter { from: Some("2024-05".into()), to: Some("2024-05-04".into()), ..Default::default() };
    assert_eq!(articles(dated).0, [latest[1].clone()]);
    let by = ArticleFilter { publishers: vec!["post.example".into()], ..Default::default() };
    assert_eq!(articles(by).0, [latest[0].clone()]);
    let gone = ArticleFilter { withdrawn: Some(true), ..Default::default() };
    assert_eq!(articles(gone).1, 0);
    let headline = |text: &str| articles(ArticleFilter { text: Some(text.into()), ..Default::default() }).1;
    assert_eq!(
        [headline("strike"), headline("strik"), headline("%"), headline("")],
        [0; 4],
        "it came without one"
    );

    let relations = ledger.relations(&RelationFilter::default()).unwrap();
    let [relation] = &relations[..] else { panic!("{relations:?}") };
    assert_eq!(
        (relation.subject_key.as_str(), relation.object_key.as_str()),
        ("id:sons-of-the-marsh", "name:qasri army")
    );
    let count = |actor: &str| {
        let filter = RelationFilter { actors: vec![actor.into()], ..Default::default() };
        (ledger.relations(&filter).unwrap().len(), ledger.count_relations(&filter).unwrap())
    };
    assert_eq!([count("Qasri Army"), count("sons-of-the-marsh"), count("Qasri")], [(1, 1), (1, 1), (0, 0)]);
    let publishers = ledger.publishers().unwrap();
    let names: Vec<(&str, u64)> = publishers.iter().map(|p| (p.name.as_str(), p.articles)).collect();
    assert_eq!(names, [("Harbour Courier", 1), ("Valley Post", 1)]);
}

pub(crate) fn headlines_are_found_by_their_words(open: Open, at: &Path) {
    let mut ledger = ledger(open, at);
    add(&mut ledger, sample::depot().headline("Drones strike Depot, Kata'ib say"));
    for (text, found) in [("depot DRONES", 1), ("kata ib", 1), ("dron", 0), ("%", 0), ("_", 0)] {
        let filter = ArticleFilter { text: Some(text.to_owned()), ..Default::default() };
        assert_eq!(ledger.count_articles(&filter).unwrap(), found, "{text}");
    }
}

pub(crate) fn linked_pages_join(open: Open, at: &Path) {
    let mut ledger = book(open, at);
    let again = Telling::new("again.txt", "Two drones struck the fuel depot at Tel Qasr on Friday.")
        .publisher("Harbour Gazette", "gazette.example")
        .published("2024-05-05")
        .incident(IncidentType::DroneAttack, "Two drones struck the fuel depot at Tel Qasr on Friday")
        .dated(Some("2024-05-03"), Some("2024-05-03"), "Friday")
        .place("Tel Qasr", "QS", Some((33.12345, 44.98765)), PlaceRole::Target);
    add(&mut ledger, again);
    let settings = Settings::embedded();
    let ids: Vec<String> = ledger
        .incidents(&IncidentFilter { text: Some("depot".into()), ..Default::default() })
        .unwrap()
        .into_iter()
        .map(|i| i.id)
        .collect();
    assert_eq!(ids.len(), 2);
    ledger.decide(&Ruling::new("Ana", Act::Same, &[&ids[0], &ids[1]])).unwrap();
    ledger.link(&settings, &|_, _| {}).unwrap();
    let page = |filter: &LinkedFilter, limit, after| {
        let reports = IncidentFilter { limit, after, ..filter.reports.clone() };
        ledger.linked_page(&LinkedFilter { reports, ..filter.clone() }, &settings).unwrap()
    };
    let all = LinkedFilter::default();
    let whole = page(&all, None, None).incidents;
    let mut known = ledger.linked(&settings).unwrap();
    assert_eq!(whole.len(), known.len());
    known.sort_by(|a, b| a.id.cmp(&b.id));
    let mut sorted = whole.clone();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(sorted, known, "each once, as the whole list has it");
    for filter in [
        all.clone(),
        LinkedFilter { several: true, ..all.clone() },
        LinkedFilter {
            reports: IncidentFilter { publishers: vec!["Harbour Gazette".into()], ..Default::default() },
            ..all
        },
    ] {
        let whole = page(&filter, None, None).incidents;
        assert_eq!(ledger.count_linked(&filter).unwrap(), Some(whole.len() as u64));
        let (mut joined, mut after) = (Vec::new(), None);
        loop {
            let one = page(&filter, Some(1), after);
            joined.extend(one.incidents);
            match one.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
        assert_eq!(joined, whole);
    }
}
