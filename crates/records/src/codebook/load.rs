//! From TOML texts to a [`Codebook`], entry by entry, so that one mistake does not hide the next.
//!
//! Owns: the layout of the folder and how layers of files combine. In: layers of named texts. Out: a codebook and the
//! mistakes found. Refuses: half-read entries (an entry with a mistake is left out).

use super::merge::Absorb;
use super::{
    ActorEntry, Channel, Clutter, Codebook, CodebookError, Cues, EventType, Hedge, Lists, NameForms, Origin,
    PerpetratorNoun, PublisherEntry, RelationPattern, ReportingVerb, SpeakerNoun, TargetNoun, WeaponEntry,
    check,
};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::sync::Arc;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// Reads layers of files, later ones over earlier ones.
pub(super) fn read(layers: &[&[(&str, &str)]]) -> (Codebook, Vec<CodebookError>) {
    let mut loader = Loader::default();
    let mut digest = Vec::new();
    for (layer, files) in layers.iter().enumerate() {
        loader.layer = layer;
        for ((name, text), (hash, table)) in files.iter().zip(parsed(files)) {
            digest.push(format!("{name}\n{hash}\n"));
            loader.file(name, text, table);
        }
    }
    loader.codebook.hash = crate::ids::sha256(digest.concat().as_bytes());
    let texts = layers.iter().flat_map(|files| files.iter().copied()).collect();
    loader.errors.extend(check::references(&loader.codebook, &texts));
    loader.errors.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    (loader.codebook, loader.errors)
}

/// Hash and table of a file's text.
type Parsed<'t> = (String, Result<Spanned<DeTable<'t>>, toml::de::Error>);

/// Parses files, one half of them beside the other: start-up waits for this.
fn parsed<'t>(files: &[(&str, &'t str)]) -> Vec<Parsed<'t>> {
    let parse = |files: &[(&str, &'t str)]| -> Vec<Parsed<'t>> {
        files.iter().map(|(_, text)| (crate::ids::sha256(text.as_bytes()), DeTable::parse(text))).collect()
    };
    let (first, second) = files.split_at(files.len() / 2);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| parse(first));
        let second = parse(second);
        match first.join() {
            Ok(first) => first.into_iter().chain(second).collect(),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

#[derive(Default)]
struct Loader {
    codebook: Codebook,
    errors: Vec<CodebookError>,
    layer: usize,
    /// Layer in which an entry was last set, by part and id.
    set_in: BTreeMap<(&'static str, String), usize>,
}

/// A file being read.
struct File<'t> {
    name: Arc<str>,
    text: &'t str,
    /// Byte offsets of line starts.
    lines: Vec<usize>,
}

impl File<'_> {
    fn line(&self, byte: usize) -> usize {
        self.lines.partition_point(|start| *start <= byte)
    }
}

impl Loader {
    fn file(&mut self, name: &str, text: &str, table: Result<Spanned<DeTable<'_>>, toml::de::Error>) {
        let starts = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        let file = File { name: Arc::from(name), text, lines: std::iter::once(0).chain(starts).collect() };
        let table = match table {
            Ok(table) => table,
            Err(e) => return self.toml_error(&file, 0, &e),
        };
        let (part, rest) = name.split_once('/').unwrap_or((name, ""));
        let language = rest.split(['/', '.']).next().unwrap_or_default();
        match part {
            "event_types" => {
                let span = table.span();
                let value = Spanned::new(span, DeValue::Table(table.into_inner()));
                self.event_type(&file, value);
            }
            "actors" => self.entries(&file, table, &["actor"], Self::actor),
            "weapons" => self.entries(&file, table, &["weapon"], Self::weapon),
            "publishers" => self.entries(&file, table, &["publisher"], Self::publisher),
            "targets" => self.list(&file, table, &["target"], language, |lists, _, v| {
                push::<TargetNoun>(&mut lists.targets, v)
            }),
            "perpetrators" => self.list(&file, table, &["perpetrator"], language, |lists, _, v| {
                push::<PerpetratorNoun>(&mut lists.perpetrators, v)
            }),
            "clutter" => self.list(&file, table, &["clutter"], language, |lists, _, v| {
                push::<Clutter>(&mut lists.clutter, v)
            }),
            "relations" => self.list(&file, table, &["relation"], language, |lists, _, v| {
                push::<RelationPattern>(&mut lists.relations, v)
            }),
            "reporting_verbs" => {
                self.list(&file, table, &["verb", "channel", "hedge", "speaker"], language, |lists, key, v| {
                    match key {
                        "verb" => push::<ReportingVerb>(&mut lists.speech.verbs, v),
                        "channel" => push::<Channel>(&mut lists.speech.channels, v),
                        "hedge" => push::<Hedge>(&mut lists.speech.hedges, v),
                        _ => push::<SpeakerNoun>(&mut lists.speech.speakers, v),
                    }
                });
            }
            "cues" => match whole::<Cues>(table) {
                Ok(cues) => self.lists(language).cues.absorb(cues),
                Err(e) => self.toml_error(&file, 0, &e),
            },
            "names" => match whole::<NameForms>(table) {
                Ok(names) => self.lists(language).names.absorb(names),
                Err(e) => self.toml_error(&file, 0, &e),
            },
            _ => self.error(
                &file,
                1,
                format!(
                    "'{name}' belongs to no part of the codebook; files stand in one of the folders actors, \
                     clutter, cues, event_types, names, perpetrators, publishers, relations, reporting_verbs, targets, \
                     weapons"
                ),
            ),
        }
    }

    fn lists(&mut self, language: &str) -> &mut Lists {
        self.codebook.lists.entry(language.to_owned()).or_default()
    }

    /// Reads the arrays of tables named in `keys`; any other key is a mistake.
    fn entries(
        &mut self,
        file: &File,
        table: Spanned<DeTable<'_>>,
        keys: &[&'static str],
        mut take: impl FnMut(&mut Self, &File, &'static str, Spanned<DeValue<'_>>),
    ) {
        for (key, value) in table.into_inner() {
            let line = file.line(key.span().start);
            let Some(known) = keys.iter().find(|k| **k == key.get_ref().as_ref()) else {
                let known = keys.iter().map(|k| format!("[[{k}]]")).collect::<Vec<_>>().join(", ");
                self.error(file, line, format!("unknown key '{}'; this file holds {known}", key.get_ref()));
                continue;
            };
            match value.into_inner() {
                DeValue::Array(items) => items.into_iter().for_each(|item| take(self, file, known, item)),
                _ => self.error(file, line, format!("write [[{known}]] (two brackets): one table an entry")),
            }
        }
    }

    fn list(
        &mut self,
        file: &File,
        table: Spanned<DeTable<'_>>,
        keys: &[&'static str],
        language: &str,
        take: impl Fn(&mut Lists, &str, Spanned<DeValue<'_>>) -> Result<(), toml::de::Error>,
    ) {
        self.entries(file, table, keys, |me, file, key, value| {
            let start = value.span().start;
            if let Err(e) = take(me.lists(language), key, value) {
                me.toml_error(file, start, &e);
            }
        });
    }

    fn event_type(&mut self, file: &File, value: Spanned<DeValue<'_>>) {
        let Some(mut entry) = self.entry::<EventType>(file, value) else { return };
        entry.0.origin = entry.1;
        let entry = entry.0;
        let old = self.codebook.event_types.iter().position(|e| e.id == entry.id);
        if let Some(old) = self.admit("event type", &entry.id.clone(), entry.extend, old, &entry.origin) {
            match old {
                Some(i) if entry.extend => self.codebook.event_types[i].add(entry),
                Some(i) => self.codebook.event_types[i] = entry,
                None => self.codebook.event_types.push(entry),
            }
        }
    }

    fn actor(&mut self, file: &File, _key: &str, value: Spanned<DeValue<'_>>) {
        let Some((mut entry, origin)) = self.entry::<ActorEntry>(file, value) else { return };
        entry.origin = origin;
        let old = self.codebook.actors.iter().position(|e| e.id == entry.id);
        if let Some(old) = self.admit("actor", &entry.id.clone(), entry.extend, old, &entry.origin) {
            match old {
                Some(i) if entry.extend => self.codebook.actors[i].add(entry),
                Some(i) => self.codebook.actors[i] = entry,
                None => self.codebook.actors.push(entry),
            }
        }
    }

    fn weapon(&mut self, file: &File, _key: &str, value: Spanned<DeValue<'_>>) {
        let Some((mut entry, origin)) = self.entry::<WeaponEntry>(file, value) else { return };
        entry.origin = origin;
        let old = self.codebook.weapons.iter().position(|e| e.id == entry.id);
        if let Some(old) = self.admit("weapon", &entry.id.clone(), false, old, &entry.origin) {
            match old {
                Some(i) => self.codebook.weapons[i] = entry,
                None => self.codebook.weapons.push(entry),
            }
        }
    }

    fn publisher(&mut self, file: &File, _key: &str, value: Spanned<DeValue<'_>>) {
        let Some((mut entry, origin)) = self.entry::<PublisherEntry>(file, value) else { return };
        entry.origin = origin;
        let old = self.codebook.publishers.iter().position(|e| e.domain == entry.domain);
        if let Some(old) = self.admit("publisher", &entry.domain.clone(), false, old, &entry.origin) {
            match old {
                Some(i) => self.codebook.publishers[i] = entry,
                None => self.codebook.publishers.push(entry),
            }
        }
    }

    /// Decides whether an entry may take its place: `None` = refused (and told), `Some(old)` = over `old`.
    fn admit(
        &mut self,
        part: &'static str,
        id: &str,
        extend: bool,
        old: Option<usize>,
        origin: &Origin,
    ) -> Option<Option<usize>> {
        let layer = self.layer;
        let before = self.set_in.insert((part, id.to_owned()), layer);
        let mistake = match (before, extend, old) {
            (Some(b), _, _) if b == layer => format!("{part} '{id}' is defined twice"),
            (_, true, None) => format!("{part} '{id}' says extend = true, but there is none to extend"),
            _ => return Some(old),
        };
        self.errors.push(CodebookError {
            file: origin.file.to_string(),
            line: origin.line,
            message: mistake,
        });
        None
    }

    fn entry<T: DeserializeOwned>(
        &mut self,
        file: &File,
        value: Spanned<DeValue<'_>>,
    ) -> Option<(T, Origin)> {
        let start = value.span().start;
        let origin = Origin { file: file.name.clone(), line: file.line(start) };
        match one::<T>(value) {
            Ok(entry) => Some((entry, origin)),
            Err(e) => {
                self.toml_error(file, start, &e);
                None
            }
        }
    }

    fn toml_error(&mut self, file: &File, fallback: usize, error: &toml::de::Error) {
        let at = error.span().map_or(fallback, |s| s.start).min(file.text.len());
        self.error(file, file.line(at), error.message().trim().replace('\n', " "));
    }

    fn error(&mut self, file: &File, line: usize, message: String) {
        self.errors.push(CodebookError { file: file.name.to_string(), line, message });
    }
}

fn one<T: DeserializeOwned>(value: Spanned<DeValue<'_>>) -> Result<T, toml::de::Error> {
    T::deserialize(ValueDeserializer::from(value))
}

fn push<T: DeserializeOwned>(list: &mut Vec<T>, value: Spanned<DeValue<'_>>) -> Result<(), toml::de::Error> {
    list.push(one(value)?);
    Ok(())
}

fn whole<T: DeserializeOwned>(table: Spanned<DeTable<'_>>) -> Result<T, toml::de::Error> {
    let span = table.span();
    one(Spanned::new(span, DeValue::Table(table.into_inner())))
}
