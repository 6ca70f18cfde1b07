//! One self-contained page: articles with their words marked, and the record beside them.
//!
//! Owns: the page around text and record. In: reports. Out: HTML that loads nothing from anywhere. Refuses: anything
//! that is not in the report.

pub mod html;
mod record;
mod words;

use crate::phrase;
use claimbook_ledger::marks::marks;
use claimbook_records::Report;
use html::Html;

const STYLE: &str = include_str!("../../assets/page.css");
const SCRIPT: &str = include_str!("../../assets/page.js");

/// What the colours mean: class and label.
const LEGEND: &[(&str, &str)] = &[
    ("date", "when"),
    ("place", "where"),
    ("perpetrator", "by"),
    ("target", "target"),
    ("weapon", "weapon"),
    ("outcome", "result"),
    ("actor", "other actor"),
    ("warning", "look at"),
    ("incident", "tells an incident"),
    ("claim", "tells a claim"),
    ("reference", "refers back"),
];

/// A page under construction: add the articles, then finish it.
#[derive(Debug, Default)]
pub struct Page {
    list: Html,
    sections: Html,
    articles: usize,
    engine: String,
}

impl Page {
    /// Adds an article with its record.
    pub fn add(&mut self, report: &Report) {
        self.articles += 1;
        let n = self.articles;
        let prefix = format!("a{n}-");
        self.engine = format!("engine {}", report.engine.version);
        self.list_row(report, n);
        let article = &report.article;
        let html = &mut self.sections;
        html.markup("<section class=\"reading\"")
            .attribute("id", format_args!("a{n}"))
            .markup("><header><h2>");
        html.text(title(report)).markup("</h2><p class=\"imprint\">");
        let mut facts = Vec::new();
        facts.extend(article.publisher.as_ref().map(|p| p.name.clone()));
        facts.push(match &article.published {
            Some(p) => format!(
                "published {}{}",
                p.value,
                if p.basis == claimbook_records::Basis::Given {
                    String::new()
                } else {
                    format!(" ({})", basis(p.basis))
                }
            ),
            None => "publication date unknown".to_owned(),
        });
        facts.extend((!article.bylines.is_empty()).then(|| format!("by {}", article.bylines.join(", "))));
        facts.push(format!("language {}", article.language));
        facts.push(article.input.clone());
        html.text(facts.join(" · ")).markup("</p></header><div class=\"columns\"><div class=\"text\"><p");
        html.attribute("lang", &article.language).markup(">");
        words::write(html, &article.body, &marks(report, &prefix));
        html.markup("</p></div><div class=\"record\">");
        record::write(html, report, &prefix);
        html.markup("</div></div></section>");
    }

    fn list_row(&mut self, report: &Report, n: usize) {
        let html = &mut self.list;
        html.markup("<tr><td><a").attribute("href", format_args!("#a{n}")).markup(">").text(title(report));
        html.markup("</a></td><td>").text(report.article.publisher.as_ref().map_or("", |p| p.name.as_str()));
        html.markup("</td><td>").text(report.article.published.as_ref().map_or("", |p| day(&p.value)));
        for count in
            [report.incidents.len(), report.claims.len(), report.tallies.len(), report.warnings.len()]
        {
            html.markup("</td><td class=\"n\">").text(count);
        }
        html.markup("</td></tr>");
    }

    /// The whole page.
    pub fn finish(self) -> String {
        let mut html = Html::default();
        html.markup("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
            .markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .markup("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
            .markup("style-src 'unsafe-inline'; script-src 'unsafe-inline'\"><title>Claimbook</title><style>")
            .markup(STYLE)
            .markup("</style></head><body><header class=\"top\"><h1>Claimbook</h1><p>What ");
        let many = if self.articles == 1 {
            "one article says".to_owned()
        } else {
            format!("{} articles say", self.articles)
        };
        html.text(many).markup(". Machine output, not reviewed by a person. <span>").text(&self.engine);
        html.markup("</span></p><p class=\"legend\" aria-label=\"What the colours mean\">");
        for (class, label) in LEGEND {
            html.markup("<span").attribute("class", class).markup(">").markup(label).markup("</span> ");
        }
        html.markup("</p></header><main>");
        if self.articles > 1 {
            html.markup(
                "<table class=\"list\"><thead><tr><th>Article</th><th>Publisher</th><th>Published</th>",
            )
            .markup("<th>Incidents</th><th>Claims</th><th>Totals</th><th>Look at</th></tr></thead><tbody>")
            .append(self.list)
            .markup("</tbody></table>");
        }
        html.append(self.sections)
            .markup("</main><script>")
            .markup(SCRIPT)
            .markup("</script></body></html>\n");
        html.into_string()
    }
}

fn title(report: &Report) -> String {
    let article = &report.article;
    article.headline.clone().unwrap_or_else(|| {
        let line = article.body.lines().map(str::trim).find(|l| !l.is_empty()).unwrap_or(&article.input);
        phrase::clipped(line, 90)
    })
}

/// The day of "2024-03-06T08:15:00+03:00".
fn day(value: &str) -> &str {
    value.get(..10).unwrap_or(value)
}

fn basis(basis: claimbook_records::Basis) -> &'static str {
    match basis {
        claimbook_records::Basis::Given => "given",
        claimbook_records::Basis::Metadata => "from the page's data",
        claimbook_records::Basis::Text => "printed in the text",
        claimbook_records::Basis::Inferred => "worked out from the text",
    }
}
