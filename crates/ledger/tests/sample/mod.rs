//! Invented readings for tests and benches: an article and the report an engine could give, built from the words.
//!
//! Owns: a builder that finds every quote in the body, so that a test states only what matters. In: text. Out: an
//! article with its report. Refuses: words that are not in the text.

#![allow(dead_code, unreachable_pub)] // each test binary uses its own part

use claimbook_records::report::*;
use claimbook_records::{Article, Basis, Published, Publisher, Report, Span};

/// A reading in the making.
#[derive(Debug, Clone)]
pub struct Telling {
    article: Article,
    report: Report,
}

/// A drone attack that is claimed and confirmed, an earlier one told for background and a tally.
pub fn depot() -> Telling {
    Telling::new(
        "depot.txt",
        "TEL QASR (Harbour Courier) — Two drones struck the fuel depot at Tel Qasr on Friday, killing three guards.\n\
         The Sons of the Marsh said on Telegram they carried out the attack. \
         “A hostile drone hit the depot,” the Qasri army confirmed.\n\
         In March rockets fell on Port Amal. The group has claimed 106 attacks since October 17.",
    )
    .publisher("Harbour Courier", "courier.example")
    .published("2024-05-04")
    .actor("Sons of the Marsh", ActorKind::ArmedGroup, Some("sons-of-the-marsh"), &["The Sons of the Marsh"])
    .actor("Qasri army", ActorKind::Military, None, &[])
    .incident(IncidentType::DroneAttack, "Two drones struck the fuel depot at Tel Qasr on Friday")
    .dated(Some("2024-05-03"), Some("2024-05-03"), "Friday")
    .place("Tel Qasr", "QS", Some((33.12345, 44.98765)), PlaceRole::Target)
    .perpetrator("Sons of the Marsh", PerpetratorBasis::Claimed)
    .target("fuel depot", TargetClass::Object, Some("energy"), None)
    .target("guards", TargetClass::Person, Some("guard"), None)
    .weapon("drones", "drone")
    .killed(3, "killing three guards")
    .claim("Sons of the Marsh", SpeakerKind::ArmedGroup, SpeechAct::ClaimsResponsibility, "they carried out the attack")
    .claim("Qasri army", SpeakerKind::Military, SpeechAct::Confirms, "the Qasri army confirmed")
    .incident(IncidentType::RocketMissileAttack, "In March rockets fell on Port Amal")
    .dated(Some("2024-03-01"), Some("2024-03-31"), "In March")
    .place("Port Amal", "QS", None, PlaceRole::Target)
    .with(|i| i.background = true)
    .tally("106 attacks since October 17", 106, Some("2023-10-17"), Some("2024-05-04"), "Sons of the Marsh")
}

/// Another paper's account of a kidnapping, with a named private victim and a denial.
pub fn teacher() -> Telling {
    Telling::new(
        "teacher.html",
        "Gunmen seized the teacher Mira Dallan near Wadi Rumm in February 2024. Villagers blame the River Guard. \
         The River Guard denied it had taken Dallan.",
    )
    .publisher("Valley Post", "post.example")
    .published("2024-02-20")
    .actor("River Guard", ActorKind::ArmedGroup, None, &["The River Guard"])
    .incident(IncidentType::Kidnapping, "Gunmen seized the teacher Mira Dallan near Wadi Rumm in February 2024")
    .dated(Some("2024-02-01"), Some("2024-02-20"), "February 2024")
    .place("Wadi Rumm", "RM", Some((29.5321, 35.4211)), PlaceRole::Target)
    .perpetrator("River Guard", PerpetratorBasis::Accused)
    .target("teacher Mira Dallan", TargetClass::Person, Some("civilian"), Some("Mira Dallan"))
    .claim("Villagers", SpeakerKind::Witness, SpeechAct::Accuses, "Villagers blame the River Guard")
    .claim("River Guard", SpeakerKind::ArmedGroup, SpeechAct::Denies, "The River Guard denied it had taken Dallan")
}

/// An undated claim that nobody else tells.
pub fn boast() -> Telling {
    Telling::new("boast.txt", "The Lantern Front says it shelled the ridge. It gave no day.")
        .actor("Lantern Front", ActorKind::ArmedGroup, None, &["The Lantern Front"])
        .incident(IncidentType::Shelling, "it shelled the ridge")
        .perpetrator("Lantern Front", PerpetratorBasis::Claimed)
        .claim(
            "Lantern Front",
            SpeakerKind::ArmedGroup,
            SpeechAct::ClaimsResponsibility,
            "The Lantern Front says it shelled the ridge",
        )
        .with(|i| i.confidence = 0.4)
}

impl Telling {
    pub fn new(input: &str, body: &str) -> Self {
        let article = Article::new(input, body);
        let report = Report {
            schema: SCHEMA.to_owned(),
            engine: EngineInfo { version: "0.1.0".to_owned(), codebook: "c0de".to_owned(), model: None },
            article: article.record(),
            incidents: Vec::new(),
            claims: Vec::new(),
            tallies: Vec::new(),
            actors: Vec::new(),
            relations: Vec::new(),
            warnings: Vec::new(),
            mentions: None,
            x_unsure: Vec::new(),
            x_unsure_claims: Vec::new(),
            x_asked: None,
        };
        Self { article, report }
    }

    /// The first place the words stand at.
    pub fn quote(&self, words: &str) -> Quote {
        let body = self.article.body.as_str();
        let at = body.find(words).unwrap_or_else(|| panic!("'{words}' is not in '{body}'"));
        self.article.body.quote(Span::new(at, at + words.len()))
    }

    pub fn publisher(mut self, name: &str, domain: &str) -> Self {
        self.article.publisher = Some(Publisher { name: name.to_owned(), domain: Some(domain.to_owned()) });
        self.article.url = Some(format!("https://{domain}/{}", self.article.input));
        self
    }

    pub fn headline(mut self, headline: &str) -> Self {
        self.article.headline = Some(headline.to_owned());
        self
    }

    pub fn url(mut self, url: &str) -> Self {
        self.article.url = Some(url.to_owned());
        self
    }

    pub fn published(mut self, day: &str) -> Self {
        self.article.published = Some(Published { value: day.to_owned(), basis: Basis::Given });
        self
    }

    pub fn capture(mut self, hash: &str) -> Self {
        self.article.capture = Some(hash.to_owned());
        self
    }

    pub fn engine(mut self, version: &str, codebook: &str) -> Self {
        self.report.engine.version = version.to_owned();
        self.report.engine.codebook = codebook.to_owned();
        self
    }

    pub fn actor(mut self, name: &str, kind: ActorKind, register: Option<&str>, aliases: &[&str]) -> Self {
        let id = format!("a{}", self.report.actors.len() + 1);
        let mentions = vec![self.quote(name)];
        self.report.actors.push(Actor {
            id,
            name: name.to_owned(),
            register_id: register.map(str::to_owned),
            kind,
            collective: false,
            aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
            mentions,
        });
        self
    }

    fn actor_id(&self, name: &str) -> Option<String> {
        self.report.actors.iter().find(|a| a.name == name).map(|a| a.id.clone())
    }

    pub fn incident(mut self, kind: IncidentType, clause: &str) -> Self {
        let evidence = vec![self.quote(clause)];
        self.report.incidents.push(Incident {
            id: format!("i{}", self.report.incidents.len() + 1),
            kind,
            types_also: Vec::new(),
            stage: Stage::Accomplished,
            aggregate: false,
            count: None,
            background: false,
            date: None,
            places: Vec::new(),
            perpetrators: Vec::new(),
            targets: Vec::new(),
            weapons: Vec::new(),
            outcome: Outcome::default(),
            evidence,
            references: Vec::new(),
            motives: Vec::new(),
            confidence: 0.9,
            x_category: None,
            x_signs: None,
        });
        self
    }

    /// Changes the incident last added.
    pub fn with(mut self, change: impl FnOnce(&mut Incident)) -> Self {
        change(self.report.incidents.last_mut().unwrap());
        self
    }

    /// Changes every incident.
    pub fn with_all(mut self, change: impl FnMut(&mut Incident)) -> Self {
        self.report.incidents.iter_mut().for_each(change);
        self
    }

    /// Changes the claim last added.
    pub fn with_claim(mut self, change: impl FnOnce(&mut Claim)) -> Self {
        change(self.report.claims.last_mut().unwrap());
        self
    }

    pub fn dated(self, earliest: Option<&str>, latest: Option<&str>, words: &str) -> Self {
        let evidence = vec![self.quote(words)];
        let precision = if earliest == latest { Precision::Day } else { Precision::Range };
        let [earliest, latest] = [earliest, latest].map(|d| d.map(str::to_owned));
        self.with(|i| i.date = Some(DateRange { earliest, latest, precision, evidence }))
    }

    pub fn place(self, name: &str, country: &str, at: Option<(f64, f64)>, role: PlaceRole) -> Self {
        let evidence = vec![self.quote(name)];
        let place = Place {
            name: name.to_owned(),
            country: Some(country.to_owned()),
            administered_by: None,
            admin1: Some(format!("{name} Province")),
            within: vec!["Marshland".to_owned()],
            feature: None,
            lat: at.map(|p| p.0),
            lon: at.map(|p| p.1),
            gazetteer_id: Some(format!("gn:{name}")),
            level: Level::Locality,
            role,
            evidence,
            x_reason: Some("the only place of this name".to_owned()),
        };
        self.with(|i| i.places.push(place))
    }

    pub fn perpetrator(self, name: &str, basis: PerpetratorBasis) -> Self {
        let perpetrator = Perpetrator {
            name: name.to_owned(),
            actor: self.actor_id(name),
            text: Some(name.to_owned()),
            kind: PerpetratorKind::Organisation,
            category: Some(PerpetratorCategory::ArmedGroup),
            basis,
            evidence: vec![self.quote(name)],
        };
        self.with(|i| i.perpetrators.push(perpetrator))
    }

    pub fn target(self, text: &str, class: TargetClass, kind: Option<&str>, name: Option<&str>) -> Self {
        let target = Target {
            text: text.to_owned(),
            class,
            kind: kind.map(str::to_owned),
            name: name.map(str::to_owned),
            description: None,
            actor: self.actor_id(text),
            nationality: None,
            count: None,
            effects: Vec::new(),
            evidence: vec![self.quote(text)],
        };
        self.with(|i| i.targets.push(target))
    }

    pub fn weapon(self, text: &str, kind: &str) -> Self {
        let weapon = Weapon {
            text: Some(text.to_owned()),
            kind: kind.to_owned(),
            name: None,
            used: Some(true),
            count: None,
            evidence: vec![self.quote(text)],
        };
        self.with(|i| i.weapons.push(weapon))
    }

    pub fn killed(self, n: u64, words: &str) -> Self {
        let quote = self.quote(words);
        self.with(|i| {
            i.outcome.killed = Some(Count::exact(n));
            i.outcome.evidence.push(quote);
        })
    }

    /// A claim about the incident last added.
    pub fn claim(mut self, speaker: &str, kind: SpeakerKind, act: SpeechAct, words: &str) -> Self {
        let claim = Claim {
            id: format!("c{}", self.report.claims.len() + 1),
            speaker: Speaker { name: speaker.to_owned(), actor: self.actor_id(speaker), kind },
            via: Vec::new(),
            act,
            about: self.report.incidents.last().map(|i| i.id.clone()),
            property: Some(Property::Whole),
            firmness: Firmness::Asserted,
            date: None,
            channel: None,
            evidence: vec![self.quote(words)],
            x_signs: None,
        };
        self.report.claims.push(claim);
        self
    }

    /// A relation that the article words between two of its names.
    pub fn relation(mut self, subject: &str, kind: RelationType, object: &str, words: &str) -> Self {
        let party = |name: &str| Party { name: name.to_owned(), actor: self.actor_id(name) };
        let (subject, object) = (party(subject), party(object));
        let evidence = vec![self.quote(words)];
        let (since, until, speaker) = (None, None, None);
        self.report.relations.push(Relation { subject, kind, object, since, until, speaker, evidence });
        self
    }

    pub fn tally(mut self, text: &str, n: u64, since: Option<&str>, until: Option<&str>, by: &str) -> Self {
        let party = Party { name: by.to_owned(), actor: self.actor_id(by) };
        let tally = Tally {
            text: text.to_owned(),
            what: TallyWhat::Attacks,
            count: Some(Count::exact(n)),
            since: since.map(str::to_owned),
            until: until.map(str::to_owned),
            speaker: None,
            by: Some(party),
            against: None,
            place: None,
            about: None,
            evidence: vec![self.quote(text)],
        };
        self.report.tallies.push(tally);
        self
    }

    /// The sealed article and its report.
    pub fn build(mut self) -> (Article, Report) {
        self.article.seal();
        self.report.article = self.article.record();
        (self.article, self.report)
    }
}
