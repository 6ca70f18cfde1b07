//! Every question of the API, in one table.
//!
//! Owns: paths, parameters and forms, from which both the router and the document are made, so that they cannot disagree. In:
//! requests. Out: answers of the handlers beside this file. Refuses: rules of the book; a handler asks the function that the
//! command asks.

mod articles;
mod book;
mod decide;
mod exports;
mod feed;
mod incidents;
mod linked;
mod log;
mod overview;
mod people;
mod public;
mod review;
mod session;

pub(crate) use session::SIGN_IN;

use crate::accounts::Role;
use crate::answer::{Answer, Form, Page};
use crate::app::App;
use crate::asked::Asked;
use crate::problem::Problem;
use crate::visitor::Visitor;
use axum::http::StatusCode;
use claimbook_ledger::{Head, IncidentFilter, Ledger, with_register_ids};
use serde::{Deserialize, Serialize};

/// A request at work.
pub(crate) struct Request<'r> {
    pub ledger: &'r Ledger,
    pub app: &'r App,
    pub visitor: &'r Visitor,
    pub asked: &'r Asked,
    /// Values of the parts of the path in braces.
    pub path: &'r [String],
    /// Path and query.
    pub address: &'r str,
    pub form: Form,
    /// The book as this request sees it.
    pub head: &'r Head,
}

impl Request<'_> {
    /// The value of the first part of the path in braces.
    fn name(&self) -> &str {
        self.path.first().map_or("", String::as_str)
    }

    /// The filter that lists share.
    fn filter(&self) -> Result<IncidentFilter, Problem> {
        self.asked.incidents(&self.app.codebook)
    }

    /// Actors asked for by name, with those whom the register knows by it.
    fn named(&self, name: &'static str) -> Vec<String> {
        with_register_ids(&self.asked.all(name), &self.app.codebook)
    }

    /// Size and beginning of a page of a list that is counted by entries.
    fn cut(&self) -> Result<(Option<usize>, usize), Problem> {
        Ok((self.limit()?, self.asked.offset()?))
    }

    /// A page in the form that is wanted.
    fn page<T: Serialize>(&self, page: &Page<T>) -> Result<Answer, Problem> {
        Answer::page(self.form, page, self.address)
    }

    /// Size of a page; everything where lines are wanted and nobody says how many.
    fn limit(&self) -> Result<Option<usize>, Problem> {
        self.asked.limit(self.form != Form::Json)
    }
}

/// Something posted, at work.
pub(crate) struct Posted<'p> {
    pub app: &'p App,
    pub visitor: &'p Visitor,
    pub body: &'p [u8],
    /// Whether the page that sends it came over TLS.
    pub tls: bool,
}

impl Posted<'_> {
    /// The body.
    fn read<'b, T: Deserialize<'b>>(&'b self) -> Result<T, Problem> {
        serde_json::from_slice(self.body)
            .map_err(|e| Problem::bad(format!("the body is not what this takes: {e}")))
    }

    /// The name that what is recorded carries.
    fn name(&self) -> Result<String, Problem> {
        self.visitor.name.clone().ok_or_else(|| Problem::new("forbidden", "nobody decides without a name"))
    }
}

/// A question that writes.
#[derive(Clone, Copy)]
pub(crate) struct Writing {
    pub path: &'static str,
    pub title: &'static str,
    /// The least role of who may ask; which decision it is may take a higher one.
    pub role: Role,
    /// Names of the schemas of its body and its answer.
    pub body: &'static str,
    pub schema: &'static str,
    pub status: StatusCode,
    pub handler: fn(&Posted<'_>) -> Result<Answer, Problem>,
}

/// Every question that writes.
pub(crate) const WRITINGS: &[Writing] =
    &[decide::DECISIONS, decide::UNDO, session::SIGN_IN, session::SIGN_OUT];

/// One question.
#[derive(Clone, Copy)]
pub(crate) struct Question {
    pub path: &'static str,
    pub title: &'static str,
    /// The least role of who may ask; a visitor may where there is a public view.
    pub role: Role,
    /// Names of parameters, see [`crate::document`].
    pub parameters: &'static [&'static [&'static str]],
    /// Name of the schema of the answer, or of an item where the answer is a page.
    pub schema: &'static str,
    pub page: bool,
    pub forms: &'static [Form],
    /// Whether what waits is linked first.
    pub linked: bool,
    /// Whether the answer follows from the book alone, so that it has its tag and may be kept.
    pub tagged: bool,
    /// Whether it is kept for the next who asks: it is dear, and small.
    pub kept: bool,
    pub handler: fn(&Request<'_>) -> Result<Answer, Problem>,
}

/// JSON alone.
const JSON: &[Form] = &[Form::Json];
/// JSON, or a line an item.
const LIST: &[Form] = &[Form::Json, Form::Lines];

/// A question with the usual answer: JSON with the tag of the book. None is made without a role.
const fn question(
    path: &'static str,
    role: Role,
    title: &'static str,
    schema: &'static str,
    parameters: &'static [&'static [&'static str]],
    handler: fn(&Request<'_>) -> Result<Answer, Problem>,
) -> Question {
    Question {
        path,
        title,
        role,
        parameters,
        schema,
        page: false,
        forms: JSON,
        linked: false,
        tagged: true,
        kept: false,
        handler,
    }
}

impl Question {
    /// A page of a list.
    const fn list(self) -> Self {
        Self { page: true, forms: LIST, ..self }
    }

    /// What waits is linked first.
    const fn linked(self) -> Self {
        Self { linked: true, ..self }
    }

    /// The answer is kept.
    const fn kept(self) -> Self {
        Self { kept: true, ..self }
    }

    /// In further forms.
    const fn forms(self, forms: &'static [Form]) -> Self {
        Self { forms, ..self }
    }

    /// The answer does not follow from the book alone.
    const fn untagged(self) -> Self {
        Self { tagged: false, ..self }
    }
}

/// The filters that lists, overviews and exports share.
pub(crate) const FILTER: &[&str] = &[
    "from",
    "to",
    "undated",
    "only_undated",
    "place",
    "place_role",
    "country",
    "bbox",
    "actor",
    "actor_role",
    "publisher",
    "type",
    "stage",
    "standing",
    "review",
    "aggregate",
    "background",
    "min_confidence",
    "text",
    "article",
];
/// Pages.
pub(crate) const PAGES: &[&str] = &["limit", "cursor"];

const READER: Role = Role::Reader;

/// Every question that reads.
pub(crate) const QUESTIONS: &[Question] = &[
    question("/api", READER, "The book, the server and you", "Index", &[], book::index).untagged(),
    question("/api/words", READER, "Closed lists of words", "Words", &[], book::words),
    question(
        "/api/incidents",
        READER,
        "Incident reports, earliest first",
        "Incident",
        &[FILTER, PAGES],
        incidents::list,
    )
    .list()
    .forms(&Form::ALL),
    question("/api/incidents/{id}", READER, "One incident report", "Incident", &[], incidents::one),
    question(
        "/api/incidents/{id}/explain",
        READER,
        "Value, claims, words, article, capture",
        "Explanation",
        &[&["field"]],
        incidents::explain,
    ),
    question(
        "/api/linked",
        READER,
        "Incidents over all articles that tell them",
        "Linked",
        &[FILTER, &["several", "conflicts"], PAGES],
        linked::list,
    )
    .list()
    .linked(),
    question("/api/linked/{id}", READER, "One incident with all its accounts", "Linked", &[], linked::one)
        .linked(),
    question(
        "/api/linked/{id}/reports",
        READER,
        "The incident report of each account",
        "Incident",
        &[],
        linked::reports,
    )
    .list()
    .linked(),
    question(
        "/api/facets",
        READER,
        "How often each value occurs",
        "Facets",
        &[FILTER, &["facet", "top"]],
        overview::facets,
    )
    .kept(),
    question(
        "/api/timeline",
        READER,
        "Incident reports over time",
        "Timeline",
        &[FILTER, &["step"]],
        overview::timeline,
    )
    .kept(),
    question(
        "/api/map",
        READER,
        "Incident reports on a map",
        "Map",
        &[FILTER, &["zoom", "most"]],
        overview::map,
    )
    .linked()
    .kept(),
    question(
        "/api/articles",
        READER,
        "Articles, latest recorded first",
        "ArticleItem",
        &[&["publisher", "language", "from", "to", "text", "withdrawn"], PAGES],
        articles::list,
    )
    .list(),
    question(
        "/api/articles/{id}",
        READER,
        "One article with everything read in it",
        "Article",
        &[],
        articles::one,
    ),
    question(
        "/api/claims",
        READER,
        "Who asserts what",
        "ClaimView",
        &[&["incident", "speaker", "speaker_kind", "act", "article", "from", "to"], PAGES],
        people::claims,
    )
    .list(),
    question(
        "/api/tallies",
        READER,
        "Running totals, beside our own count with reconcile",
        "TallyView",
        &[&["what", "actor", "article", "from", "to", "reconcile"], PAGES],
        people::tallies,
    )
    .list()
    .linked(),
    question(
        "/api/actors",
        READER,
        "Whom the articles name",
        "Actor",
        &[&["name", "kind"], PAGES],
        people::actors,
    )
    .list(),
    question(
        "/api/relations",
        READER,
        "How actors hang together, in the words of articles",
        "RelationView",
        &[&["actor", "kind", "from", "to"], PAGES],
        people::relations,
    )
    .list(),
    question(
        "/api/publishers",
        READER,
        "Who prints, and how reliable people found it",
        "Publisher",
        &[PAGES],
        people::publishers,
    )
    .list(),
    question(
        "/api/judgements",
        READER,
        "Pairs that may be one incident",
        "Pair",
        &[PAGES],
        review::judgements,
    )
    .list()
    .linked(),
    question(
        "/api/review",
        READER,
        "What waits for a decision, most worth deciding first",
        "Item",
        &[FILTER, &["kind"], PAGES],
        review::queue,
    )
    .list()
    .linked(),
    question(
        "/api/decisions",
        READER,
        "What people decided",
        "Decided",
        &[&["incident", "article", "by", "act", "order", "holding"], PAGES],
        review::decisions,
    )
    .list(),
    question(
        "/api/adrift",
        READER,
        "Decisions that find their incident no more",
        "Adrift",
        &[PAGES],
        review::adrift,
    )
    .list(),
    question(
        "/api/log",
        READER,
        "Everything that was recorded",
        "Entry",
        &[&["kind", "order"], PAGES],
        log::list,
    )
    .list(),
    question("/api/log/{seq}", READER, "One entry with what it carries", "Entry", &[], log::one),
    question("/api/exports", READER, "The formats of exports", "ExportFormat", &[], exports::list).list(),
    question(
        "/api/exports/{format}",
        READER,
        "An export, names withheld unless private",
        "File",
        &[
            FILTER,
            &[
                "private",
                "public",
                "delay_days",
                "as_of",
                "since",
                "fatalities",
                "extra_columns",
                "keep_denied",
                "raw_cells",
                "bom",
                "decimals",
                "file",
                "preview",
            ],
        ],
        exports::one,
    )
    .linked(),
    question("/api/search", READER, "What words or a name find", "Finds", &[&["q", "limit"]], book::search),
    question(
        "/api/places",
        READER,
        "What words for a place may mean",
        "Places",
        &[&["q", "limit"]],
        book::places,
    )
    .untagged(),
    question("/api/users", Role::Admin, "Who has an account", "User", &[], session::users).list().untagged(),
    question(
        "/api/public/incidents",
        Role::Visitor,
        "The public view: published incident reports, delayed, with names withheld and coarser places",
        "File",
        &[],
        public::incidents,
    )
    .forms(&Form::ALL)
    .linked()
    .kept(),
    question("/api/feed.atom", Role::Visitor, "The public view as a feed", "Atom", &[], feed::atom)
        .linked()
        .kept(),
];
