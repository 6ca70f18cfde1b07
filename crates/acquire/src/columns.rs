//! Which column of a table, or key of a record, holds which field.
//!
//! Owns: the fields, the names other programs use for them (`data/columns.tsv`), the tables of other projects
//! (`data/table_kinds.tsv`), the user's own map. In: names as they stand in a header or record. Out: [`Places`].
//! Refuses: to look at values.

use crate::error::Problem;
use crate::language::{head, rows};
use std::collections::BTreeSet;
use std::str::FromStr;
use std::sync::{Arc, LazyLock, Mutex};

/// What a column or key may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Field {
    Id,
    Url,
    Publisher,
    Published,
    Headline,
    Language,
    Body,
    Author,
    Domain,
    /// Where something comes from: an address or a name.
    Source,
}

/// Every field and the word a column map uses.
const FIELDS: [(Field, &str); 10] = [
    (Field::Id, "id"),
    (Field::Url, "url"),
    (Field::Publisher, "publisher"),
    (Field::Published, "published"),
    (Field::Headline, "headline"),
    (Field::Language, "language"),
    (Field::Body, "body"),
    (Field::Author, "author"),
    (Field::Domain, "domain"),
    (Field::Source, "source"),
];

fn field(word: &str) -> Option<Field> {
    FIELDS.iter().find(|(_, known)| *known == word).map(|(field, _)| *field)
}

/// A user's word on which column or key holds what: `url=link,body=text`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ColumnMap(Vec<(Field, String)>);

impl FromStr for ColumnMap {
    type Err = String;

    fn from_str(map: &str) -> Result<Self, String> {
        let pairs = map.split(',').map(|pair| {
            let known = || FIELDS.map(|(_, word)| word).join(", ");
            let (word, column) = pair
                .split_once('=')
                .ok_or_else(|| format!("'{pair}' is no FIELD=COLUMN, such as body=text"))?;
            let field = field(word.trim())
                .ok_or_else(|| format!("'{}' is no field; use one of: {}", word.trim(), known()))?;
            match column.trim() {
                "" => Err(format!("'{pair}' names no column")),
                column => Ok((field, column.to_owned())),
            }
        });
        pairs.collect::<Result<_, _>>().map(Self)
    }
}

/// Names of fields, each with the names of columns that hold it.
type Names = Vec<(Field, Vec<&'static str>)>;

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    rows(include_str!("../data/columns.tsv"))
        .filter_map(|row| row.split_once('\t'))
        .filter_map(|(word, names)| Some((field(word)?, names.split(' ').collect())))
        .collect()
});

struct Kind {
    signs: Vec<&'static str>,
    fields: Names,
}

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let kind = |row: &'static str| {
        let mut cells = row.split('\t').skip(1);
        let signs = cells.next()?.split(' ').collect();
        let pairs = cells.next()?.split(' ').filter_map(|pair| pair.split_once('='));
        let fields = pairs.filter_map(|(word, names)| Some((field(word)?, names.split('|').collect())));
        Some(Kind { signs, fields: fields.collect() })
    };
    rows(include_str!("../data/table_kinds.tsv")).filter_map(kind).collect()
});

/// A name by its letters and digits: "Upload timestamp" and `upload_timestamp` are one.
pub(crate) fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether some program keeps a field under this name.
pub(crate) fn is_known(name: &str) -> bool {
    let name = folded(name);
    let of_kinds = || KINDS.iter().any(|kind| kind.signs.contains(&name.as_str()));
    NAMES.iter().any(|(_, names)| names.contains(&name.as_str())) || of_kinds()
}

/// Where the fields stand among some names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Places(Vec<(Field, usize)>);

impl Places {
    /// Finds the fields: the user's map first, then what the kind of table says, then names that are known.
    pub(crate) fn among(names: &[String], map: &ColumnMap) -> Result<Self, Problem> {
        let plain: Vec<String> = names.iter().map(|name| folded(name)).collect();
        let kind = KINDS.iter().find(|kind| kind.signs.iter().all(|sign| plain.iter().any(|n| n == sign)));
        let mut places = Vec::new();
        for (field, _) in FIELDS {
            if let Some((_, column)) = map.0.iter().find(|(mapped, _)| *mapped == field) {
                let place = names.iter().position(|name| name.trim() == column);
                let place = place.or_else(|| plain.iter().position(|name| *name == folded(column)));
                let missing = || Problem::NoSuchColumn { column: column.clone(), columns: names.to_vec() };
                places.push((field, place.ok_or_else(missing)?));
                continue;
            }
            let of =
                |names: &'static Names| names.iter().find(|(of, _)| *of == field).map(|(_, names)| names);
            let known = kind.and_then(|kind| of(&kind.fields)).or_else(|| of(&NAMES));
            let place = known.into_iter().flatten().find_map(|known| plain.iter().position(|n| n == known));
            places.extend(place.map(|place| (field, place)));
        }
        Ok(Self(places))
    }

    /// Where a field stands.
    pub(crate) fn of(&self, field: Field) -> Option<usize> {
        self.0.iter().find(|(of, _)| *of == field).map(|(_, place)| *place)
    }

    /// Notes the names of places from which nothing is read.
    pub(crate) fn note_others(&self, names: &[String], unread: &Unread) {
        let others =
            names.iter().enumerate().filter(|(place, _)| self.0.iter().all(|(_, held)| held != place));
        others.for_each(|(_, name)| unread.note(name));
    }
}

/// Names of columns and keys that were met and not read, for one remark a run.
#[derive(Debug, Clone, Default)]
pub(crate) struct Unread(Arc<Mutex<BTreeSet<String>>>);

/// Names kept of them; a file of objects with a key each must not fill the memory.
const KEPT: usize = 50;

impl Unread {
    /// Takes note of a name.
    pub(crate) fn note(&self, name: &str) {
        let Ok(mut names) = self.0.lock() else { return };
        if names.len() < KEPT && !names.contains(name) {
            names.insert(head(name, 60).to_owned());
        }
    }

    /// The names so far, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        self.0.lock().map(|names| names.iter().cloned().collect()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(header: &str, map: &str) -> Vec<(&'static str, String)> {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        let map = if map.is_empty() { ColumnMap::default() } else { map.parse().unwrap() };
        let places = Places::among(&names, &map).unwrap();
        let held = |(field, word): (Field, &'static str)| Some((word, names[places.of(field)?].clone()));
        FIELDS.into_iter().filter_map(held).collect()
    }

    #[test]
    fn columns_of_other_programs_are_known() {
        for (header, map, want) in [
            (
                "Link,Archive status,Upload title,Upload timestamp,Text content",
                "",
                "url=Link published=Upload timestamp headline=Upload title body=Text content",
            ),
            (
                "event_id_cnty,event_date,source,notes,title",
                "",
                "id=event_id_cnty publisher=source body=notes source=source",
            ),
            (
                "id,source_office,source_date,source_headline",
                "",
                "id=id publisher=source_office published=source_date body=source_headline",
            ),
            ("Title,Date added,Template,Description", "", "headline=Title body=Description"),
            (
                "title,text,date,source-hostname,hostname",
                "",
                "publisher=source-hostname published=date headline=title body=text domain=hostname",
            ),
            ("Story,Day,text", "body=story,published= Day", "published=Day body=Story"),
            ("a,b", "", ""),
        ] {
            let got: Vec<String> = found(header, map).iter().map(|(w, n)| format!("{w}={n}")).collect();
            assert_eq!(got.join(" "), want, "{header}");
        }
    }

    #[test]
    fn a_map_is_checked() {
        for (map, want) in
            [("body", "no FIELD=COLUMN"), ("text=body", "'text' is no field"), ("body=", "names no column")]
        {
            let message = map.parse::<ColumnMap>().unwrap_err();
            assert!(message.contains(want), "{message}");
        }
        let map = "body=story".parse().unwrap();
        let problem = Places::among(&["a".to_owned(), "b".to_owned()], &map).unwrap_err();
        assert!(problem.to_string().contains("no column 'story'") && problem.to_string().contains("a, b"));
    }

    #[test]
    fn names_that_were_not_read_are_bounded() {
        let unread = Unread::default();
        (0..1000).for_each(|n| unread.note(&format!("k{n}")));
        assert_eq!(unread.names().len(), KEPT);
    }

    #[test]
    fn the_tables_name_fields_that_exist() {
        assert_eq!(NAMES.len(), rows(include_str!("../data/columns.tsv")).count());
        assert_eq!(KINDS.len(), rows(include_str!("../data/table_kinds.tsv")).count());
    }
}
