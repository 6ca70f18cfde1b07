//! The API as a program meets it: requests through the whole router, on a ledger of its own.
#![allow(clippy::unwrap_used)] // a test may fail by panicking

mod accounts;
mod deciding;
mod guarding;
mod reading;
#[path = "../../../ledger/tests/sample/mod.rs"]
mod sample;
mod shapes;

use axum::body::Body;
use axum::http::{HeaderMap, Request};
use claimbook_ledger::{KnownPlace, Ledger, Reading};
use claimbook_records::Codebook;
use claimbook_records::report::{Level, Place, PlaceRole, RelationType};
use claimbook_web::{Access, App, Door, Now, Parts, TOKEN, router};
use http_body_util::BodyExt;
use sample::Telling;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tower::ServiceExt;

/// A server over a ledger in a folder of its own.
struct Served {
    runtime: tokio::runtime::Runtime,
    router: axum::Router,
    app: Arc<App>,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

/// What a request gave.
struct Got {
    status: u16,
    headers: HeaderMap,
    body: String,
}

impl Got {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e} in {} {}", self.status, self.body))
    }

    fn items(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.body);
        self.json()["items"].as_array().unwrap().clone()
    }

    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// The samples, with a relation and a headline that holds markup.
fn tellings() -> Vec<Telling> {
    let depot = sample::depot().headline("<script>alert(1)</script> Drones strike depot");
    vec![
        depot.relation("Sons of the Marsh", RelationType::AlliedWith, "Qasri army", "the attack"),
        sample::teacher(),
        sample::boast(),
    ]
}

/// An invented gazetteer: one Tel Marsa, and two Port Amals of one size.
fn towns(wanted: &str) -> Vec<KnownPlace> {
    let town = |id: u32, name: &str, division: &str, lat: f64| KnownPlace {
        place: Place {
            name: name.to_owned(),
            country: Some("QS".to_owned()),
            administered_by: None,
            admin1: Some(division.to_owned()),
            within: vec![division.to_owned(), "Qasr".to_owned()],
            feature: Some("town".to_owned()),
            lat: Some(lat),
            lon: Some(44.5),
            gazetteer_id: Some(format!("geonames:{id}")),
            level: Level::Locality,
            role: PlaceRole::Target,
            evidence: Vec::new(),
            x_reason: Some("set by a person".to_owned()),
        },
        people: 5_000,
    };
    let all = [
        town(11, "Tel Marsa", "Upper Qasr", 33.25),
        town(12, "Port Amal", "Upper Qasr", 33.5),
        town(13, "Port Amal", "Low Coast", 30.5),
    ];
    let is = |k: &KnownPlace| k.place.gazetteer_id.as_deref() == Some(wanted) || k.place.name == wanted;
    all.into_iter().filter(is).collect()
}

impl Served {
    fn new() -> Self {
        Self::of(Some("Ana"), tellings())
    }

    fn of(by: Option<&str>, tellings: Vec<Telling>) -> Self {
        Self::behind(tellings, |_| Door::Local { by: by.map(str::to_owned) }, Arc::new(jiff::Timestamp::now))
    }

    /// The same with a door that is made in the folder of the ledger, and a clock.
    fn behind(tellings: Vec<Telling>, door: impl FnOnce(&Path) -> Door, now: Arc<Now>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.ledger");
        let mut ledger = Ledger::create_or_open(&path).unwrap();
        for telling in tellings {
            let (article, report) = telling.build();
            ledger.add(&[Reading { article: &article, report: &report }]).unwrap();
        }
        drop(ledger);
        let at = path.clone();
        let parts = Parts {
            open: Arc::new(move |access| match access {
                Access::Read => Ledger::open_to_read(&at),
                Access::Write => Ledger::open(&at),
            }),
            written: Arc::new(|_| {}),
            codebook: Codebook::builtin(),
            people: Arc::new(|_| 0),
            places: Arc::new(towns),
            door: door(folder.path()),
            now,
        };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let app = Arc::new(App::new(parts).unwrap());
        Self { runtime, router: router(Arc::clone(&app)), app, path, _folder: folder }
    }

    fn ledger(&self) -> Ledger {
        Ledger::open(&self.path).unwrap()
    }

    /// The accounts, for what is changed beside the server.
    fn accounts(&self) -> &claimbook_web::accounts::Accounts {
        match &self.app.door {
            Door::Accounts { accounts, .. } => accounts,
            Door::Local { .. } => panic!("this server has no accounts"),
        }
    }

    /// A request with headers; `Host` is the loopback unless one is given.
    fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Got {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header("host", "127.0.0.1:8787");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.unwrap();
            let (head, body) = response.into_parts();
            let body = body.collect().await.unwrap().to_bytes();
            Got {
                status: head.status.as_u16(),
                headers: head.headers,
                body: String::from_utf8_lossy(&body).into_owned(),
            }
        })
    }

    fn get(&self, path: &str) -> Got {
        self.send("GET", path, &[], "")
    }

    fn post(&self, path: &str, body: &Value) -> Got {
        let headers = [("content-type", "application/json"), (TOKEN, self.app.token.as_str())];
        self.send("POST", path, &headers, &body.to_string())
    }

    /// The id of the incident told first with these words.
    fn told(&self, words: &str) -> String {
        let items = self.get("/api/incidents").items();
        let of = |i: &Value| i["record"]["evidence"][0]["text"].as_str().unwrap().to_owned();
        let found = items.iter().find(|i| of(i).starts_with(words)).unwrap();
        found["id"].as_str().unwrap().to_owned()
    }
}
