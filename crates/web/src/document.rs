//! The API described for programs (OpenAPI 3.1) and for people.
//!
//! Owns: the words for parameters, and the document made from the table of questions. In: that table and
//! `data/schemas.json`. Out: JSON; a page. Refuses: to describe what the router does not have.

use crate::accounts::Role;
use crate::accounts::decided_words;
use crate::answer::Form;
use crate::problem::CODES;
use crate::questions::{QUESTIONS, Question, WRITINGS, Writing};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::fmt::Write;

/// Shapes of answers and bodies.
const SCHEMAS: &str = include_str!("../data/schemas.json");

/// What a parameter takes.
#[derive(Clone, Copy)]
enum Takes {
    Text,
    Flag,
    Number,
    Real,
}

/// Every parameter: name, what it takes, whether it may stand several times, what it means.
const PARAMETERS: &[(&str, Takes, bool, &str)] = &[
    ("from", Takes::Text, false, "On or after this day: 2023-10-07, 2023-10 or 2023"),
    ("to", Takes::Text, false, "On or before this day"),
    ("undated", Takes::Flag, false, "With a time window, also take incidents without a date"),
    ("only_undated", Takes::Flag, false, "Only incidents without a date"),
    ("place", Takes::Text, true, "A place, division, country code or gazetteer id"),
    ("place_role", Takes::Text, false, "What the place is: target, origin, interception, other"),
    ("country", Takes::Text, true, "Country of a place struck, by its ISO code"),
    ("bbox", Takes::Text, false, "The finest place struck lies in west,south,east,north"),
    ("actor", Takes::Text, true, "An actor, by name, alias or register id"),
    ("actor_role", Takes::Text, false, "What the actor is: perpetrator, target, speaker"),
    ("publisher", Takes::Text, true, "A publisher, by name or domain"),
    ("type", Takes::Text, true, "Type, such as drone_attack"),
    ("stage", Takes::Text, true, "accomplished, attempted, planned, threatened, hypothetical"),
    ("standing", Takes::Text, true, "claimed_only, reported, confirmed, contested, denied"),
    (
        "review",
        Takes::Text,
        true,
        "rejected, unreviewed, reviewed, approved, published; without it all but rejected ones",
    ),
    ("aggregate", Takes::Flag, false, "true: only several attacks told as one; false: only single ones"),
    ("background", Takes::Flag, false, "true: only what is told for background; false: only news"),
    ("min_confidence", Takes::Real, false, "At least this confident that the record is right, 0 to 1"),
    ("text", Takes::Text, false, "Words that all stand in what is searched"),
    ("article", Takes::Text, true, "An article, by its whole id"),
    ("limit", Takes::Number, false, "Entries of a page, 1 to 500"),
    ("cursor", Takes::Text, false, "The `next` of the page before"),
    ("field", Takes::Text, false, "date, places, places.0, killed …"),
    ("several", Takes::Flag, false, "Only incidents that more than one report tells"),
    ("conflicts", Takes::Flag, false, "Only incidents whose accounts exclude each other in some property"),
    ("facet", Takes::Text, true, "type, stage, standing, review, country, publisher, actor; all without"),
    ("top", Takes::Number, false, "Values of each facet"),
    ("step", Takes::Text, false, "day, week, month, year"),
    ("zoom", Takes::Number, false, "0 (the world) to 20; sets the grid of clusters"),
    ("most", Takes::Number, false, "Pins beyond which they are clustered"),
    ("language", Takes::Text, true, "BCP 47 code"),
    ("withdrawn", Takes::Flag, false, "true: only withdrawn ones; false: only others"),
    ("incident", Takes::Text, false, "An incident report; the beginning of its id is enough"),
    ("speaker", Takes::Text, true, "Who says it: name, alias or register id"),
    ("speaker_kind", Takes::Text, true, "Kind of who says it, such as armed_group"),
    ("act", Takes::Text, true, "What is done with words, or decided"),
    ("what", Takes::Text, true, "attacks, killed, injured, munitions, other"),
    ("reconcile", Takes::Flag, false, "Beside our own count in the same scope and window"),
    ("name", Takes::Text, true, "Name, alias or register id"),
    ("kind", Takes::Text, true, "Kind, by its word"),
    ("by", Takes::Text, true, "Who decided"),
    ("order", Takes::Text, false, "newest or oldest (first)"),
    ("holding", Takes::Flag, false, "Only decisions that were not taken back"),
    ("private", Takes::Flag, false, "Leave names of persons without a public role in"),
    ("public", Takes::Flag, false, "Only what review has published, with coarser places"),
    ("delay_days", Takes::Number, false, "Hold back what ended less than so many days before as_of"),
    ("as_of", Takes::Text, false, "The day delay_days counts from"),
    ("since", Takes::Number, false, "Only what changed since this entry"),
    ("fatalities", Takes::Text, false, "Whose rule gives one number: acled, ucdp, gtd"),
    ("extra_columns", Takes::Flag, false, "Claimbook's own columns behind those of acled, ged, gtd"),
    ("keep_denied", Takes::Flag, false, "Keep incidents in acled, ged, gtd that somebody denies took place"),
    ("raw_cells", Takes::Flag, false, "Cells that begin with = + - @ as they are"),
    ("bom", Takes::Flag, false, "Begin CSV with the byte order mark"),
    ("decimals", Takes::Number, false, "Decimals of a degree, 0 to 2"),
    ("file", Takes::Text, false, "A file beside the main one"),
    ("preview", Takes::Flag, false, "What the export would hold, and what it holds back"),
    ("q", Takes::Text, false, "Words or a name, in any script"),
    ("as", Takes::Text, false, "The form instead of Accept: json, ndjson, csv, geojson"),
];

/// What is listened to: path, title, meaning. The router lets readers to it.
const EVENTS: (&str, &str, &str) = (
    "/api/events",
    "Where the book stands, as it moves",
    "An event 'head' at once and whenever an entry is added; its id is the number of the last entry, its data \
     {\"seq\": …, \"hash\": …}. It ends with the server or the listener.",
);

/// The document.
pub(crate) async fn json() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document().to_string()).into_response()
}

/// The same for people; nothing in it runs.
pub(crate) async fn page() -> Html<String> {
    let mut page = String::from(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Claimbook API</title></head><body>\n\
         <h1>Claimbook API</h1>\n<p>For programs: <a href=\"/api/openapi.json\">/api/openapi.json</a> (OpenAPI 3.1).</p>\n",
    );
    for question in QUESTIONS {
        // Writing to a string cannot fail; everything here is text of this program.
        let _ = write!(page, "<h2><code>GET {}</code></h2>\n<p>{}", question.path, question.title);
        let forms: Vec<&str> = question.forms.iter().map(|f| f.media()).collect();
        let _ = writeln!(page, "; {}; {}.</p>", forms.join(", "), question.role);
        let names: Vec<&str> = question.parameters.iter().flat_map(|group| group.iter().copied()).collect();
        if names.is_empty() {
            continue;
        }
        page.push_str("<dl>\n");
        for (name, _, several, meaning) in names.iter().filter_map(|name| parameter(name)) {
            let several = if *several { " (may be repeated)" } else { "" };
            let _ = writeln!(page, "<dt><code>{name}</code>{several}</dt><dd>{meaning}</dd>");
        }
        page.push_str("</dl>\n");
    }
    for writing in WRITINGS {
        let _ = writeln!(
            page,
            "<h2><code>POST {}</code></h2>\n<p>{}; {}.</p>",
            writing.path, writing.title, writing.role
        );
    }
    let _ = writeln!(page, "<p>Acts: {}.</p>", decided_words().join(", "));
    let _ = writeln!(
        page,
        "<h2><code>GET {}</code></h2>\n<p>{}; {}. {}</p>",
        EVENTS.0,
        EVENTS.1,
        Role::Reader,
        EVENTS.2
    );
    page.push_str("</body></html>\n");
    Html(page)
}

fn parameter(name: &str) -> Option<&'static (&'static str, Takes, bool, &'static str)> {
    PARAMETERS.iter().find(|p| p.0 == name)
}

/// The whole document.
pub(crate) fn document() -> Value {
    let mut paths: Map<String, Value> =
        QUESTIONS.iter().map(|q| (q.path.to_owned(), json!({"get": operation(q)}))).collect();
    for writing in WRITINGS {
        let item = paths.entry(writing.path).or_insert_with(|| json!({}));
        item["post"] = posted(writing);
    }
    paths.insert(EVENTS.0.to_owned(), json!({"get": listened()}));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Claimbook",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "The book of who says who did what: read, decide, export.",
        },
        // Where the server has accounts; on one machine for one person neither is asked for.
        "security": [{"token": []}, {"session": []}, {}],
        "paths": paths,
        "components": {"schemas": schemas(), "securitySchemes": {
            "token": {"type": "http", "scheme": "bearer", "description": "From claimbook user token"},
            "session": {"type": "apiKey", "in": "cookie", "name": "claimbook_session"},
        }},
    })
}

fn schemas() -> Map<String, Value> {
    let mut all: Map<String, Value> = serde_json::from_str(SCHEMAS).unwrap_or_default();
    if let Some(act) = all.get_mut("Ruling").and_then(|r| r.pointer_mut("/properties/act")) {
        act["enum"] = json!(decided_words());
    }
    all
}

/// The stream of server-sent events.
fn listened() -> Value {
    let mut responses = problems(&[401, 403, 429]);
    let content = json!({"text/event-stream": {"schema": {"type": "string"}}});
    responses.insert("200".to_owned(), json!({"description": EVENTS.2, "content": content}));
    json!({
        "summary": EVENTS.1, "description": EVENTS.2, "parameters": [], "responses": responses,
        "x-role": Role::Reader,
    })
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

fn operation(question: &Question) -> Value {
    let parts = question.path.split('/').filter_map(|p| p.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = parts
        .map(|part| json!({"name": part, "in": "path", "required": true, "schema": {"type": "string"}}))
        .collect();
    let names = question.parameters.iter().flat_map(|group| group.iter().copied());
    let word = (question.forms.len() > 1).then_some("as");
    for (name, takes, several, meaning) in names.chain(word).filter_map(parameter) {
        let one = json!({"type": match takes {
            Takes::Text => "string",
            Takes::Flag => "boolean",
            Takes::Number => "integer",
            Takes::Real => "number",
        }});
        let schema = if *several { json!({"type": "array", "items": one}) } else { one };
        parameters.push(json!({"name": name, "in": "query", "description": meaning, "schema": schema}));
    }
    let content: Map<String, Value> = question
        .forms
        .iter()
        .map(|form| match (form, question.schema) {
            (Form::Json, "Atom") => ("application/atom+xml".to_owned(), json!({})),
            (Form::Json, "File") => ("*/*".to_owned(), json!({})),
            (Form::Json, name) => {
                let name = if question.page { format!("{name}Page") } else { name.to_owned() };
                (form.media().to_owned(), json!({"schema": reference(&name)}))
            }
            _ => (form.media().split(';').next().unwrap_or_default().to_owned(), json!({})),
        })
        .collect();
    let mut responses = problems(&[400, 401, 403, 404, 406, 409, 410, 422, 503]);
    responses.insert("200".to_owned(), json!({"description": question.title, "content": content}));
    if question.tagged {
        responses.insert("304".to_owned(), json!({"description": "As you have it"}));
    }
    json!({
        "summary": question.title, "parameters": parameters, "responses": responses,
        "x-role": question.role,
    })
}

fn posted(writing: &Writing) -> Value {
    let mut responses = problems(&[400, 401, 403, 404, 408, 409, 410, 413, 415, 422, 429, 503]);
    let answer = json!({"application/json": {"schema": reference(writing.schema)}});
    responses.insert(
        writing.status.as_u16().to_string(),
        json!({"description": writing.title, "content": answer}),
    );
    json!({
        "summary": writing.title,
        "parameters": [{
            "name": "X-Claimbook-Token", "in": "header", "required": writing.role > Role::Visitor,
            "description": "The token of GET /api; not with a token in Authorization", "schema": {"type": "string"},
        }],
        "requestBody": {"required": true, "content": {"application/json": {"schema": reference(writing.body)}}},
        "responses": responses,
        "x-role": writing.role,
    })
}

fn problems(statuses: &[u16]) -> Map<String, Value> {
    let problem = |status: &u16| {
        let codes: Vec<&str> = CODES.iter().filter(|(_, s)| s == status).map(|(code, _)| *code).collect();
        let content = json!({"application/problem+json": {"schema": reference("Problem")}});
        (status.to_string(), json!({"description": codes.join(", "), "content": content}))
    };
    statuses.iter().map(problem).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_named_is_described() {
        let schemas = schemas();
        assert!(!schemas.is_empty());
        for question in QUESTIONS {
            for name in question.parameters.iter().flat_map(|group| group.iter()) {
                assert!(parameter(name).is_some(), "{name} of {} has no words", question.path);
            }
            let name =
                if question.page { format!("{}Page", question.schema) } else { question.schema.to_owned() };
            assert!(
                matches!(question.schema, "File" | "Atom") || schemas.contains_key(&name),
                "{name} has no shape"
            );
        }
        let text = document().to_string();
        for reference in text.split("#/components/schemas/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(schemas.contains_key(name), "{name} is not there");
        }
        assert!(text.contains("\"openapi\":\"3.1"), "{}", &text[..200]);
    }
}
