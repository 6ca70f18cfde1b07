//! People who sign in: a server with accounts of every role, on a clock of the tests.

mod entering;
mod public;
mod roles;

use super::{Got, Served, tellings};
use claimbook_web::accounts::{Accounts, Role};
use claimbook_web::{Door, TOKEN};
use jiff::Timestamp;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

const PASSWORD: &str = "correct horse battery";
/// A day on which incidents of the samples are weeks old: 2024-06-01.
const BEGIN: i64 = 1_717_200_000;

/// A server with an account of each role, named as the role, and its clock.
struct Signed {
    served: Served,
    clock: Arc<AtomicI64>,
}

/// What a browser has after signing in.
#[derive(Clone)]
struct Browser {
    cookie: String,
    token: String,
}

impl Signed {
    fn new(public: Option<u32>) -> Self {
        let clock = Arc::new(AtomicI64::new(BEGIN));
        let told = Arc::clone(&clock);
        let now = Arc::new(move || Timestamp::from_second(told.load(Ordering::Relaxed)).unwrap());
        let served = Served::behind(
            tellings(),
            |folder| {
                let accounts = Accounts::create_or_open(&folder.join("book.users")).unwrap();
                for role in Role::ALL {
                    let at = Timestamp::from_second(BEGIN).unwrap();
                    accounts.add(role.as_str(), role, PASSWORD, at).unwrap();
                }
                Door::Accounts { accounts, hosts: vec!["book.example".to_owned()], public }
            },
            now,
        );
        Self { served, clock }
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.clock.load(Ordering::Relaxed)).unwrap()
    }

    fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Tries to sign in.
    fn knock(&self, name: &str, password: &str, headers: &[(&str, &str)]) -> Got {
        let headers = [&[("content-type", "application/json")], headers].concat();
        let body = json!({"name": name, "password": password});
        self.served.send("POST", "/api/session", &headers, &body.to_string())
    }

    /// Signs in.
    fn enter(&self, name: &str) -> Browser {
        let got = self.knock(name, PASSWORD, &[]);
        assert_eq!(got.status, 201, "{}", got.body);
        let cookie = got.header("set-cookie").split(';').next().unwrap().to_owned();
        Browser { cookie, token: got.json()["token"].as_str().unwrap().to_owned() }
    }

    fn get(&self, browser: &Browser, path: &str) -> Got {
        self.served.send("GET", path, &[("cookie", &browser.cookie)], "")
    }

    fn post(&self, browser: &Browser, path: &str, body: &Value) -> Got {
        let headers = [
            ("content-type", "application/json"),
            ("cookie", browser.cookie.as_str()),
            (TOKEN, browser.token.as_str()),
        ];
        self.served.send("POST", path, &headers, &body.to_string())
    }

    fn decide(&self, browser: &Browser, body: &Value) -> Got {
        self.post(browser, "/api/decisions", body)
    }

    /// The id of the incident told first with these words.
    fn told(&self, browser: &Browser, words: &str) -> String {
        let items = self.get(browser, "/api/incidents").items();
        let of = |i: &Value| i["record"]["evidence"][0]["text"].as_str().unwrap().to_owned();
        let found = items.iter().find(|i| of(i).starts_with(words)).unwrap();
        found["id"].as_str().unwrap().to_owned()
    }

    /// Has an incident published by the account that may.
    fn publish(&self, words: &str) -> String {
        let publisher = self.enter("publisher");
        let id = self.told(&publisher, words);
        for act in ["accept", "approve", "publish"] {
            let got = self.decide(&publisher, &json!({"act": act, "subjects": [id], "linked": true}));
            assert_eq!(got.status, 201, "{act}: {}", got.body);
        }
        id
    }
}
