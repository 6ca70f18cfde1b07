//! The official GeoNames dumps as a table of places.
//!
//! Owns: the columns of `allCountries` and `alternateNamesV2` (text or zip). In: those files. Out: the bytes of a
//! table for [`claimbook_extract::place::Gazetteer::from_bytes`]. Refuses: kinds of places a report cannot use (spots
//! finer than the locality), and lines that are not of the format.

use crate::failure::Failure;
use claimbook_extract::place::gazetteer::{Builder, Feature, Row};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// Codes in the language column that are no languages.
const NO_LANGUAGES: &[&str] =
    &["link", "wkdt", "post", "iata", "icao", "faac", "unlc", "tcid", "phon", "piny", "fr_1793"];

/// What to take from the dumps.
#[derive(Debug, Clone, Default)]
pub struct Choice {
    /// Leave out towns with fewer people; 0 takes those of unknown size too.
    pub min_population: u64,
    /// Take only names in these languages (and those without a language); empty takes all.
    pub languages: Vec<String>,
}

/// What was taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Taken {
    pub places: usize,
    pub names: usize,
    /// Lines of the dump whose kind or size is left out.
    pub left_out: usize,
}

/// Reads the dumps into a table.
pub fn table(places: &Path, names: Option<&Path>, choice: &Choice) -> Result<(Vec<u8>, Taken), Failure> {
    let mut taken = Taken::default();
    let divisions = divisions(places)?;
    let mut rows: Vec<Row> = Vec::new();
    let mut at: HashMap<String, usize> = HashMap::new();
    each_line(places, |line| {
        match row(line, &divisions, choice, names.is_none()) {
            Some(row) => {
                at.insert(row.id.clone(), rows.len());
                rows.push(row);
            }
            None => taken.left_out += 1,
        }
        Ok(())
    })?;
    if let Some(names) = names {
        each_line(names, |line| {
            if let Some((id, name)) = alternate(line, choice)
                && let Some(row) = at.get(&id).and_then(|at| rows.get_mut(*at))
                && row.name != name
            {
                row.names.push(name);
            }
            Ok(())
        })?;
    }
    taken.places = rows.len();
    taken.names = rows.iter().map(|r| r.names.len() + 1).sum();
    if rows.is_empty() {
        return Err(Failure::Usage(format!("{}: no places; is it the allCountries dump?", places.display())));
    }
    let mut builder = Builder::default();
    rows.into_iter().for_each(|row| builder.add(row));
    let bytes = builder.finish().map_err(|e| Failure::Usage(format!("{}: {e}", places.display())))?;
    Ok((bytes, taken))
}

/// Columns of `allCountries`.
struct Columns<'l> {
    id: &'l str,
    name: &'l str,
    alternates: &'l str,
    lat: f64,
    lon: f64,
    feature: Feature,
    country: &'l str,
    admin1: &'l str,
    admin2: &'l str,
    population: u64,
}

impl<'l> Columns<'l> {
    fn of(line: &'l str) -> Option<Self> {
        let mut c = line.split('\t');
        let (id, name, _ascii, alternates) = (c.next()?, c.next()?, c.next()?, c.next()?);
        let (lat, lon) = (c.next()?.parse().ok()?, c.next()?.parse().ok()?);
        let (_class, code, country, _cc2) = (c.next()?, c.next()?, c.next()?, c.next()?);
        let (admin1, admin2, _admin3, _admin4) = (c.next()?, c.next()?, c.next()?, c.next()?);
        let population = c.next()?.parse().unwrap_or(0);
        let feature = Feature::of_geonames(code)?;
        Some(Self { id, name, alternates, lat, lon, feature, country, admin1, admin2, population })
    }

    /// Key of the first-level division it lies in, or is.
    fn first(&self) -> String {
        format!("{}.{}", self.country, self.admin1)
    }

    fn second(&self) -> String {
        format!("{}.{}.{}", self.country, self.admin1, self.admin2)
    }
}

/// Ids of first- and second-level divisions by their codes.
fn divisions(places: &Path) -> Result<HashMap<String, String>, Failure> {
    let mut found = HashMap::new();
    each_line(places, |line| {
        if let Some(c) = Columns::of(line) {
            match c.feature {
                Feature::Division1 => drop(found.insert(c.first(), address(c.id))),
                Feature::Division2 => drop(found.insert(c.second(), address(c.id))),
                _ => {}
            }
        }
        Ok(())
    })?;
    Ok(found)
}

fn address(id: &str) -> String {
    format!("geonames:{id}")
}

fn row(line: &str, divisions: &HashMap<String, String>, choice: &Choice, with_names: bool) -> Option<Row> {
    let c = Columns::of(line)?;
    if matches!(c.feature, Feature::Town | Feature::District) && c.population < choice.min_population {
        return None;
    }
    let id = address(c.id);
    let division = |key: String| divisions.get(&key).filter(|d| **d != id).cloned().unwrap_or_default();
    let names = if with_names {
        c.alternates.split(',').filter(|n| !n.is_empty()).map(str::to_owned).collect()
    } else {
        Vec::new()
    };
    Some(Row {
        feature: c.feature,
        name: c.name.to_owned(),
        lat: c.lat,
        lon: c.lon,
        country: c.country.to_owned(),
        administered_by: String::new(),
        division1: division(c.first()),
        division2: division(c.second()),
        population: u32::try_from(c.population).unwrap_or(u32::MAX),
        names,
        id,
    })
}

/// Id and name of a line of `alternateNamesV2`, if it is a name people use.
fn alternate(line: &str, choice: &Choice) -> Option<(String, String)> {
    let mut c = line.split('\t');
    let (_number, id, language, name) = (c.next()?, c.next()?, c.next()?, c.next()?);
    let asked =
        choice.languages.is_empty() || language.is_empty() || choice.languages.iter().any(|l| l == language);
    (asked && !name.is_empty() && !NO_LANGUAGES.contains(&language)).then(|| (address(id), name.to_owned()))
}

/// Hands over the lines of a text file, or of the text file of the same name inside a zip.
fn each_line(path: &Path, mut each: impl FnMut(&str) -> Result<(), Failure>) -> Result<(), Failure> {
    let fail = || Failure::io(path.display().to_string());
    let file = File::open(path).map_err(fail())?;
    let mut read = |mut reader: Box<dyn BufRead + '_>| {
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).map_err(fail())? > 0 {
            each(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']))?;
            line.clear();
        }
        Ok(())
    };
    if path.extension().is_some_and(|e| e == "zip") {
        let zipped = |error| Failure::Usage(format!("{}: {error}", path.display()));
        let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(zipped)?;
        let stem = path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default();
        let entry = archive.by_name(&format!("{stem}.txt")).map_err(zipped)?;
        read(Box::new(BufReader::new(entry)))
    } else {
        read(Box::new(BufReader::new(file)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use claimbook_extract::place::Gazetteer;
    use std::io::Write;

    fn line(id: u32, name: &str, alternates: &str, code: &str, admin1: &str, population: u32) -> String {
        format!(
            "{id}\t{name}\t{name}\t{alternates}\t36.5\t44.3\tP\t{code}\tIQ\t\t{admin1}\t\t\t\t{population}\t\t700\tAsia/Baghdad\t2024-01-01\n"
        )
    }

    fn dump(folder: &Path) {
        let text = [
            line(9001, "Tal Province", "", "ADM1", "77", 900_000),
            line(9002, "Tal Noorabad", "", "PPL", "77", 4_000),
            line(9003, "Hamlet of Selma", "", "PPL", "77", 0),
            line(9004, "Well of Selma", "", "WLL", "77", 0),
        ]
        .concat();
        let mut zip = zip::ZipWriter::new(File::create(folder.join("allCountries.zip")).unwrap());
        zip.start_file("allCountries.txt", zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
        zip.finish().unwrap();
        let names = "1\t9002\ten\tNoor Hill\t\t\t\t\n2\t9002\tlink\thttps://example.org\t\t\t\t\n3\t9002\tfr\tColline Noor\t\t\t\t\n";
        std::fs::write(folder.join("alternateNamesV2.txt"), names).unwrap();
    }

    #[test]
    fn a_dump_becomes_a_table_that_knows_its_names() {
        let folder = tempfile::tempdir().unwrap();
        dump(folder.path());
        let choice = Choice { min_population: 1, languages: vec!["en".to_owned()] };
        let (bytes, taken) = table(
            &folder.path().join("allCountries.zip"),
            Some(&folder.path().join("alternateNamesV2.txt")),
            &choice,
        )
        .unwrap();
        assert_eq!(taken, Taken { places: 2, names: 3, left_out: 2 });
        let gazetteer = Gazetteer::from_bytes_with(bytes, &[]).unwrap();
        let found = gazetteer.lookup("Noor Hill");
        assert_eq!(found[0].candidate.id, "geonames:9002");
        assert_eq!(found[0].candidate.admin1.as_deref(), Some("Tal Province"));
        assert!(gazetteer.lookup("Colline Noor").is_empty());
        assert!(gazetteer.lookup("Hamlet of Selma").is_empty());
    }

    #[test]
    fn another_file_is_told_from_a_dump() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "nothing\nto see\n").unwrap();
        let error = table(&path, None, &Choice::default()).unwrap_err().to_string();
        assert!(error.contains("notes.txt") && error.contains("allCountries"), "{error}");
    }
}
