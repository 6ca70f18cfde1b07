//! The record beside the text.
//!
//! Owns: how each part of a report reads. In: a report. Out: markup whose parts carry the keys of
//! [`super::marks`]. Refuses: words of judgement; what is shown is what the article says.

use super::html::Html;
use crate::phrase;
use claimbook_ledger::marks::words;
use claimbook_records::Report;
use claimbook_records::report::{Claim, Incident, Outcome, Place, Quote, Tally};

/// Longest quotation shown; the rest is a click away in the text.
const QUOTE_CHARS: usize = 160;

/// Writes the record of one article; `prefix` as in [`claimbook_ledger::marks::marks`].
pub(super) fn write(html: &mut Html, report: &Report, prefix: &str) {
    Record { html, prefix }.all(report);
}

struct Record<'h> {
    html: &'h mut Html,
    prefix: &'h str,
}

impl Record<'_> {
    fn all(&mut self, report: &Report) {
        if !report.warnings.is_empty() {
            self.heading("Look at", report.warnings.len());
            self.html.markup("<ul class=\"warnings\">");
            for (n, warning) in report.warnings.iter().enumerate() {
                self.html.markup("<li");
                self.anchor(&format!("w{n}"));
                self.html
                    .markup("><b>")
                    .text(words(warning.kind.as_str()))
                    .markup("</b> ")
                    .text(&warning.message);
                self.quotes(&format!("w{n}"), &warning.evidence);
                self.html.markup("</li>");
            }
            self.html.markup("</ul>");
        }
        self.heading("Incidents", report.incidents.len());
        report.incidents.iter().for_each(|incident| self.incident(incident));
        if !report.x_unsure.is_empty() {
            self.heading("Unsure, kept out of lists and exports", report.x_unsure.len());
            report.x_unsure.iter().for_each(|incident| self.incident(incident));
        }
        self.heading("Claims", report.claims.len());
        self.claims(&report.claims);
        if !report.x_unsure_claims.is_empty() {
            self.heading("Unsure claims, kept out likewise", report.x_unsure_claims.len());
            self.claims(&report.x_unsure_claims);
        }
        if !report.tallies.is_empty() {
            self.heading("Running totals", report.tallies.len());
            self.html.markup("<ul class=\"tallies\">");
            for (n, tally) in report.tallies.iter().enumerate() {
                self.tally(n, tally);
            }
            self.html.markup("</ul>");
        }
        self.actors(report);
    }

    fn heading(&mut self, title: &'static str, count: usize) {
        self.html.markup("<h3>").markup(title).markup(" <small>").text(count).markup("</small></h3>");
    }

    /// The attributes that make an element the part of the record with a key.
    fn anchor(&mut self, key: &str) {
        self.html.attribute("id", format_args!("{}{key}", self.prefix));
        self.html.attribute("data-key", format_args!("{}{key}", self.prefix));
    }

    fn incident(&mut self, incident: &Incident) {
        let id = incident.id.as_str();
        self.html.markup("<article class=\"card\"");
        self.anchor(id);
        self.html
            .markup("><h4><span class=\"id\">")
            .text(id)
            .markup("</span> ")
            .text(phrase::kind(incident.kind));
        for kind in &incident.types_also {
            self.html.markup(" <span class=\"also\">+ ").text(phrase::kind(*kind)).markup("</span>");
        }
        self.html.markup("</h4><p class=\"chips\"><span");
        self.html.attribute("class", format_args!("chip stage-{}", incident.stage));
        self.html.markup(">").text(incident.stage).markup("</span>");
        if incident.aggregate {
            self.html.markup("<span class=\"chip\">several attacks told as one");
            if let Some(count) = &incident.count {
                self.html.markup(": ").text(phrase::count(count));
            }
            self.html.markup("</span>");
        }
        if incident.background {
            self.html.markup("<span class=\"chip\">told for background</span>");
        }
        self.html.markup("<span class=\"chip quiet\" title=\"how likely the whole record of it is right\">");
        self.html.text(format_args!("{:.2}", incident.confidence)).markup("</span></p><dl>");
        self.incident_slots(incident);
        self.html.markup("<dt>Told in</dt><dd class=\"told\">");
        self.quotes(id, &incident.evidence);
        self.html.markup("</dd>");
        for (label, part, quotes) in [
            ("Referred to in", "reference", &incident.references),
            ("Stated reason", "motive", &incident.motives),
        ] {
            if !quotes.is_empty() {
                self.html.markup("<dt>").markup(label).markup("</dt>");
                self.slot("motive", &format!("{id}-{part}"));
                self.quotes(&format!("{id}-{part}"), quotes);
                self.html.markup("</dd>");
            }
        }
        self.html.markup("</dl></article>");
    }

    fn incident_slots(&mut self, incident: &Incident) {
        let id = &incident.id;
        self.html.markup("<dt>When</dt>");
        match &incident.date {
            Some(date) => {
                self.slot("date", &format!("{id}-date"));
                self.html.text(phrase::date(date));
                self.quotes(&format!("{id}-date"), &date.evidence);
            }
            None => self.nothing(),
        }
        self.html.markup("</dd><dt>Where</dt>");
        if incident.places.is_empty() {
            self.nothing();
            self.html.markup("</dd>");
        }
        for (n, place) in incident.places.iter().enumerate() {
            self.slot("place", &format!("{id}-place{n}"));
            self.place(place);
            self.quotes(&format!("{id}-place{n}"), &place.evidence);
            self.html.markup("</dd>");
        }
        self.html.markup("<dt>By</dt>");
        if incident.perpetrators.is_empty() {
            self.nothing();
            self.html.markup("</dd>");
        }
        for (n, by) in incident.perpetrators.iter().enumerate() {
            self.slot("perpetrator", &format!("{id}-by{n}"));
            self.html.text(&by.name).markup(" <em>").text(words(by.basis.as_str())).markup("</em>");
            self.quotes(&format!("{id}-by{n}"), &by.evidence);
            self.html.markup("</dd>");
        }
        if !incident.targets.is_empty() {
            self.html.markup("<dt>Target</dt>");
        }
        for (n, target) in incident.targets.iter().enumerate() {
            self.slot("target", &format!("{id}-target{n}"));
            self.html.text(phrase::target(target));
            self.quotes(&format!("{id}-target{n}"), &target.evidence);
            self.html.markup("</dd>");
        }
        if !incident.weapons.is_empty() {
            self.html.markup("<dt>Weapon</dt>");
        }
        for (n, weapon) in incident.weapons.iter().enumerate() {
            self.slot("weapon", &format!("{id}-weapon{n}"));
            self.html.text(phrase::weapon(weapon));
            self.quotes(&format!("{id}-weapon{n}"), &weapon.evidence);
            self.html.markup("</dd>");
        }
        self.html.markup("<dt>Result</dt>");
        let said = incident.outcome != Outcome::default();
        self.slot(if said { "outcome" } else { "none" }, &format!("{id}-outcome"));
        self.html.text(phrase::outcome(&incident.outcome));
        self.quotes(&format!("{id}-outcome"), &incident.outcome.evidence);
        self.html.markup("</dd>");
    }

    fn slot(&mut self, class: &'static str, key: &str) {
        self.html.markup("<dd").attribute("class", class);
        self.anchor(key);
        self.html.markup(">");
    }

    fn nothing(&mut self) {
        self.html.markup("<dd class=\"none\">nothing said");
    }

    fn place(&mut self, place: &Place) {
        self.html.text(phrase::place(place)).markup(" <em>").text(place.role).markup("</em>");
        if let (Some(lat), Some(lon)) = (place.lat, place.lon) {
            self.html
                .markup(" <span class=\"point\">")
                .text(format_args!("{lat:.2}, {lon:.2}"))
                .markup("</span>");
        }
    }

    fn claims(&mut self, claims: &[Claim]) {
        self.html.markup("<ul class=\"claims\">");
        for claim in claims {
            self.claim(claim);
        }
        self.html.markup("</ul>");
    }

    fn claim(&mut self, claim: &Claim) {
        self.html.markup("<li class=\"claim\"");
        self.anchor(&claim.id);
        self.html
            .markup("><span class=\"id\">")
            .text(&claim.id)
            .markup("</span> <b>")
            .text(&claim.speaker.name);
        self.html.markup("</b> <small>").text(words(claim.speaker.kind.as_str())).markup("</small> <em>");
        self.html.text(phrase::act(claim.act)).markup("</em>");
        if let Some(about) = &claim.about {
            self.html.markup(" about <a").attribute("href", format_args!("#{}{about}", self.prefix));
            self.html.markup(">").text(about).markup("</a>");
        }
        if let Some(property) = claim.property.filter(|p| p.as_str() != "whole") {
            self.html.markup(" (").text(property).markup(")");
        }
        for via in &claim.via {
            self.html.markup(", via ").text(&via.name);
        }
        if let Some(channel) = &claim.channel {
            self.html.markup(", ").text(channel);
        }
        if let Some(date) = &claim.date {
            self.html.markup(", said ").text(phrase::date(date));
        }
        if claim.firmness.as_str() == "hedged" {
            self.html.markup(" <span class=\"chip quiet\">hedged</span>");
        }
        self.quotes(&claim.id, &claim.evidence);
        self.html.markup("</li>");
    }

    fn tally(&mut self, n: usize, tally: &Tally) {
        let key = format!("t{n}");
        self.html.markup("<li class=\"tally\"");
        self.anchor(&key);
        self.html.markup("><b>").text(phrase::tally(tally)).markup("</b>");
        if let Some(speaker) = &tally.speaker {
            self.html.markup(", said by ").text(&speaker.name);
        }
        if let Some(about) = &tally.about {
            self.html.markup(", counts <a").attribute("href", format_args!("#{}{about}", self.prefix));
            self.html.markup(">").text(about).markup("</a>");
        }
        self.quotes(&key, &tally.evidence);
        self.html.markup("</li>");
    }

    fn actors(&mut self, report: &Report) {
        self.heading("Actors", report.actors.len());
        self.html.markup("<ul class=\"actors\">");
        for actor in &report.actors {
            self.html.markup("<li");
            self.anchor(&actor.id);
            self.html.markup("><a").attribute("href", format_args!("#words-{}{}", self.prefix, actor.id));
            self.html.markup(">").text(&actor.name).markup("</a> <small>").text(words(actor.kind.as_str()));
            if actor.register_id.is_none() {
                self.html.markup(", not in the register");
            }
            self.html.markup(", ").text(actor.mentions.len()).markup(" × named</small></li>");
        }
        self.html.markup("</ul>");
        if !report.relations.is_empty() {
            self.heading("Relations", report.relations.len());
            self.html.markup("<ul class=\"relations\">");
            for (n, relation) in report.relations.iter().enumerate() {
                self.html.markup("<li");
                self.anchor(&format!("r{n}"));
                self.html.markup(">").text(&relation.subject.name).markup(" <em>");
                self.html.text(words(relation.kind.as_str())).markup("</em> ").text(&relation.object.name);
                self.quotes(&format!("r{n}"), &relation.evidence);
                self.html.markup("</li>");
            }
            self.html.markup("</ul>");
        }
    }

    /// The words, each once, as a link to where they stand.
    fn quotes(&mut self, key: &str, quotes: &[Quote]) {
        let mut shown: Vec<&str> = Vec::new();
        for quote in quotes {
            if shown.contains(&quote.text.as_str()) {
                continue;
            }
            shown.push(&quote.text);
            self.html
                .markup("<a class=\"quote\"")
                .attribute("href", format_args!("#words-{}{key}", self.prefix));
            self.html.markup(">").text(phrase::clipped(&quote.text, QUOTE_CHARS)).markup("</a>");
        }
    }
}
