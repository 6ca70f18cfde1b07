//! What the address of a request asks.
//!
//! Owns: reading parameters, and the filters that lists share. In: the query of an address. Out: typed values, filters of
//! the ledger. Refuses: parameters a question does not know, values that mean nothing, and endless ones.

use crate::problem::Problem;
use claimbook_ledger::{IncidentFilter, Position, Undated, with_register_ids};
use claimbook_records::Codebook;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::str::FromStr;

/// Most parameters of one request.
const MOST: usize = 400;
/// Entries of a page, unless the request says otherwise, and at most.
pub(crate) const PAGE: usize = 50;
pub(crate) const LARGEST_PAGE: usize = 500;

/// The parameters of a request.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    pairs: Vec<(String, String)>,
    /// Names somebody looked for.
    known: RefCell<BTreeSet<&'static str>>,
}

impl Asked {
    /// Reads the query of an address. A parameter without a value is none.
    pub(crate) fn read(query: &str) -> Result<Self, Problem> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes())
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.into_owned(), value.into_owned()))
            .take(MOST + 1)
            .collect();
        if pairs.len() > MOST {
            return Err(Problem::bad(format!("more than {MOST} parameters")));
        }
        Ok(Self { pairs, known: RefCell::default() })
    }

    /// Every value of a parameter.
    pub(crate) fn all(&self, name: &'static str) -> Vec<String> {
        self.known.borrow_mut().insert(name);
        self.pairs.iter().filter(|(n, _)| n == name).map(|(_, value)| value.clone()).collect()
    }

    /// The value of a parameter that stands once at most.
    pub(crate) fn one(&self, name: &'static str) -> Result<Option<String>, Problem> {
        let mut all = self.all(name);
        match all.len() {
            0 | 1 => Ok(all.pop()),
            _ => Err(Problem::bad(format!("{name} stands more than once"))),
        }
    }

    /// The same as a value of a kind.
    pub(crate) fn value<T: FromStr<Err: ToString>>(&self, name: &'static str) -> Result<Option<T>, Problem> {
        self.one(name)?.map(|text| parsed(name, &text)).transpose()
    }

    /// Every value of a parameter as one of a kind.
    pub(crate) fn values<T: FromStr<Err: ToString>>(&self, name: &'static str) -> Result<Vec<T>, Problem> {
        self.all(name).iter().map(|text| parsed(name, text)).collect()
    }

    /// A flag that is off unless it is said.
    pub(crate) fn flag(&self, name: &'static str) -> Result<bool, Problem> {
        Ok(self.value(name)?.unwrap_or(false))
    }

    /// A number from 1 to a most, where it is said.
    fn up_to(&self, name: &'static str, most: usize) -> Result<Option<usize>, Problem> {
        let asked = self.value::<usize>(name)?;
        match asked.is_none_or(|n| (1..=most).contains(&n)) {
            true => Ok(asked),
            false => Err(Problem::bad(format!("{name} goes from 1 to {most}"))),
        }
    }

    /// The same, or what is usual.
    pub(crate) fn within(&self, name: &'static str, usual: usize, most: usize) -> Result<usize, Problem> {
        Ok(self.up_to(name, most)?.unwrap_or(usual))
    }

    /// How many entries a page is to have; none where nobody says so and everything is wanted.
    pub(crate) fn limit(&self, whole: bool) -> Result<Option<usize>, Problem> {
        Ok(self.up_to("limit", LARGEST_PAGE)?.or(Some(PAGE).filter(|_| !whole)))
    }

    /// Where a page begins that is counted by entries.
    pub(crate) fn offset(&self) -> Result<usize, Problem> {
        match self.one("cursor")? {
            None => Ok(0),
            Some(text) => {
                let number = text.strip_prefix('o').and_then(|n| n.parse().ok());
                number.filter(|n| *n < 1 << 40).ok_or_else(|| wrong_cursor(&text))
            }
        }
    }

    /// Where a page of incidents begins.
    pub(crate) fn after(&self) -> Result<Option<Position>, Problem> {
        self.one("cursor")?.map(|text| position(&text).ok_or_else(|| wrong_cursor(&text))).transpose()
    }

    /// The filter over incident reports, as the command's options have it.
    pub(crate) fn incidents(&self, codebook: &Codebook) -> Result<IncidentFilter, Problem> {
        let only = self.flag("only_undated")?;
        let undated = self.flag("undated")?;
        if only && undated {
            return Err(Problem::bad("undated and only_undated exclude each other"));
        }
        let filter = IncidentFilter {
            from: self.one("from")?,
            to: self.one("to")?,
            undated: match (only, undated) {
                (true, _) => Undated::Only,
                (_, true) => Undated::Include,
                _ => Undated::Exclude,
            },
            places: self.all("place"),
            place_role: self.value("place_role")?,
            actors: with_register_ids(&self.all("actor"), codebook),
            actor_role: self.value("actor_role")?,
            types: self.values("type")?,
            stages: self.values("stage")?,
            standings: self.values("standing")?,
            reviews: self.values("review")?,
            aggregate: self.value("aggregate")?,
            background: self.value("background")?,
            min_confidence: self.value("min_confidence")?,
            text: self.one("text")?,
            articles: self.all("article"),
            publishers: self.all("publisher"),
            countries: self.all("country"),
            bounds: self.value("bbox")?,
            after: None,
            limit: None,
            offset: 0,
        };
        for (role, needs, given) in [
            ("place_role", "place", filter.place_role.is_none() || !filter.places.is_empty()),
            ("actor_role", "actor", filter.actor_role.is_none() || !filter.actors.is_empty()),
        ] {
            if !given {
                return Err(Problem::bad(format!("{role} needs {needs}")));
            }
        }
        Ok(filter)
    }

    /// Refuses what nobody looked for.
    pub(crate) fn done(&self) -> Result<(), Problem> {
        let known = self.known.borrow();
        match self.pairs.iter().find(|(name, _)| !known.contains(name.as_str())) {
            None => Ok(()),
            Some((name, _)) => {
                let names: Vec<&str> = known.iter().copied().collect();
                Err(Problem::bad(format!(
                    "there is no parameter '{name}' here; there are: {}",
                    names.join(", ")
                )))
            }
        }
    }
}

/// Where the next page begins that is counted by entries.
pub(crate) fn cursor(offset: usize) -> String {
    format!("o{offset}")
}

/// A place in the list of incidents as a cursor has it.
pub(crate) fn cursor_after(at: &Position) -> String {
    format!("{}.{}.{}", at.day, at.article, at.incident)
}

fn position(text: &str) -> Option<Position> {
    let mut parts = text.split('.').map(str::to_owned);
    let at = Position { day: parts.next()?, article: parts.next()?, incident: parts.next()? };
    let known = at.day.len() == 10 && at.article.starts_with("art_") && at.incident.starts_with("inc_");
    (known && parts.next().is_none()).then_some(at)
}

fn wrong_cursor(text: &str) -> Problem {
    Problem::bad(format!("'{text}' is no cursor of this list; take the 'next' of a page before"))
}

fn parsed<T: FromStr<Err: ToString>>(name: &str, text: &str) -> Result<T, Problem> {
    text.parse().map_err(|e: T::Err| Problem::bad(format!("{name}: {}", e.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_knows_is_refused_by_name() {
        let asked = Asked::read("from=2024&tpye=bombing&empty=").unwrap();
        asked.incidents(&Codebook::builtin()).unwrap();
        let refused = asked.done().unwrap_err();
        assert!(refused.detail.contains("'tpye'") && refused.detail.contains("type"), "{}", refused.detail);
        let twice = Asked::read("from=2024&from=2023").unwrap();
        assert!(twice.incidents(&Codebook::builtin()).is_err());
        for wrong in ["type=raid", "bbox=1,2,3", "min_confidence=x", "actor_role=target", "undated=1"] {
            assert!(Asked::read(wrong).unwrap().incidents(&Codebook::builtin()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn cursors_come_back_as_they_went() {
        let at = Position {
            day: "2024-03-01".to_owned(),
            article: "art_1".to_owned(),
            incident: "inc_2".to_owned(),
        };
        assert_eq!(position(&cursor_after(&at)), Some(at));
        for wrong in ["", "x", "2024-03-01.art_1", "2024-03-01.art_1.inc_2.x", "o5"] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
        let asked = Asked::read("cursor=o120").unwrap();
        assert_eq!(asked.offset().unwrap(), 120);
        assert!(asked.after().is_err());
    }
}
