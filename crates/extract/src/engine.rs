//! The engine: the one place that runs the steps in order and writes the report.
//!
//! Owns: the order of steps. In: an article. Out: a report. Refuses: any decision of its own.

use crate::actor::{self, Cast};
use crate::place::{self, Gazetteer, PlaceMention};
use crate::quantity::{self, QuantityMention};
use crate::text::Text;
use crate::time::{self, TimeMention};
use claimbook_records::report::{ArticleRecord, EngineInfo, SCHEMA};
use claimbook_records::{Article, Codebook, Published, Report, Span};

/// Everything needed to read articles; build once, share between threads.
#[derive(Debug, Default)]
pub struct Engine {
    pub codebook: Codebook,
    pub gazetteer: Gazetteer,
}

/// What to write besides the record.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Every mention found, used or not.
    pub mentions: bool,
}

/// What the finding steps know about one article; assembling reads this and nothing else.
#[derive(Debug)]
pub struct Reading<'a> {
    pub article: &'a Article,
    pub text: Text,
    pub published: Option<Published>,
    pub clutter: Vec<Span>,
    pub times: Vec<TimeMention>,
    pub places: Vec<PlaceMention>,
    pub cast: Cast,
    pub quantities: Vec<QuantityMention>,
}

impl Reading<'_> {
    /// The article's text.
    pub fn body(&self) -> &str {
        self.article.body.as_str()
    }
}

impl Engine {
    /// Engine over a codebook and the embedded gazetteer and weights.
    pub fn new(codebook: Codebook) -> Self {
        Self { codebook, gazetteer: Gazetteer::embedded() }
    }

    /// Finds and resolves everything an article mentions.
    pub fn find<'a>(&self, article: &'a Article) -> Reading<'a> {
        let body = article.body.as_str();
        let text = Text::default();
        let published = time::publication(&text, article);
        let day = published.as_ref().and_then(|p| p.value.get(..10)).and_then(|d| d.parse().ok());
        let times = time::find(&text, body, day);
        let places = place::find(&text, body, &self.gazetteer);
        let cast = actor::find(&text, body, &self.codebook);
        let quantities = quantity::find(&text, body);
        Reading { article, text, published, clutter: article.clutter.clone(), times, places, cast, quantities }
    }

    /// Reads one article.
    pub fn read(&self, article: &Article, _options: Options) -> Report {
        let reading = self.find(article);
        let quote = |s: &Span| article.body.quote(*s);
        Report {
            schema: SCHEMA.to_owned(),
            engine: EngineInfo {
                version: env!("CARGO_PKG_VERSION").to_owned(),
                codebook: String::new(),
                model: None,
            },
            article: ArticleRecord {
                id: article.id.clone(),
                input: article.input.clone(),
                publisher: article.publisher.clone(),
                url: article.url.clone(),
                headline: article.headline.clone(),
                bylines: article.bylines.clone(),
                published: reading.published.clone(),
                language: article.language.clone(),
                body: article.body.as_str().to_owned(),
                clutter: reading.clutter.iter().map(quote).collect(),
                x_capture: article.capture.clone(),
            },
            incidents: Vec::new(),
            claims: Vec::new(),
            tallies: Vec::new(),
            actors: Vec::new(),
            relations: Vec::new(),
            warnings: Vec::new(),
            mentions: None,
        }
    }
}
