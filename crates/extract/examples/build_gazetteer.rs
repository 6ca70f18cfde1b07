//! Packs the rows of `scripts/gazetteer/build.py` (standard input) into the embedded gazetteer (standard output).

use claimbook_extract::place::gazetteer::{Builder, Feature, Row, WordKind};
use std::error::Error;
use std::io::{self, BufRead, Write};

fn main() -> Result<(), Box<dyn Error>> {
    let mut builder = Builder::default();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let f: Vec<&str> = line.split('\t').collect();
        let list = |s: &str| s.split('|').filter(|n| !n.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        let mut row =
            |feature, id: &str, name: &str, at: [&str; 2], places: [&str; 3], population: &str, names| {
                builder.add(Row {
                    id: id.to_owned(),
                    feature,
                    name: name.to_owned(),
                    lat: at[0].parse()?,
                    lon: at[1].parse()?,
                    country: places[0].to_owned(),
                    administered_by: String::new(),
                    division1: places[1].to_owned(),
                    division2: places[2].to_owned(),
                    population: population.parse()?,
                    names,
                });
                Ok::<(), Box<dyn Error>>(())
            };
        match f.as_slice() {
            ["country", id, code, name, lat, lon, population, _, _, names] => {
                row(Feature::Country, id, name, [lat, lon], [code, "", ""], population, list(names))?;
            }
            ["division1", id, name, lat, lon, country, population, names] => {
                row(Feature::Division1, id, name, [lat, lon], [country, "", ""], population, list(names))?;
            }
            ["division2", id, name, lat, lon, country, d1, population, names] => {
                row(Feature::Division2, id, name, [lat, lon], [country, d1, ""], population, list(names))?;
            }
            [kind @ ("town" | "capital"), id, name, lat, lon, country, d1, d2, population, names] => {
                let feature = if *kind == "town" { Feature::Town } else { Feature::Capital };
                row(feature, id, name, [lat, lon], [country, d1, d2], population, list(names))?;
            }
            ["word", word, flags] => {
                let bit = |c| match c {
                    'c' => WordKind::COMMON,
                    'g' => WordKind::GIVEN_NAME,
                    _ => WordKind::SURNAME,
                };
                builder.word(word, flags.chars().map(bit).fold(0, |a, b| a | b));
            }
            _ => return Err(format!("unknown row: {line}").into()),
        }
    }
    let table = builder.finish()?;
    io::stdout().write_all(&zstd::encode_all(table.as_slice(), 22)?)?;
    Ok(())
}
