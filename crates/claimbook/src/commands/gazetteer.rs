//! `claimbook gazetteer`: the table of places.
//!
//! Owns: arguments and columns. In: a name, or the GeoNames dumps. Out: what a name may mean and why one reading comes
//! first; a table for `--gazetteer`. Refuses: places finer than the locality.

use crate::failure::Failure;
use crate::geonames::{self, Choice};
use crate::output::Output;
use crate::table;
use crate::table::Column::{Number, Words};
use claimbook_extract::place::Gazetteer;
use claimbook_overlay::Data;
use claimbook_records::report::Level;
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Ask the table of places
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show what a name may mean, best first, and why
    #[command(after_help = "Example:
  claimbook gazetteer lookup Tripoli")]
    Lookup {
        /// A place's name in any of its spellings; case and accents do not matter
        name: String,
        /// At most so many
        #[arg(long, value_name = "N", default_value_t = 10)]
        limit: usize,
        /// Print one JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Make a table from the official GeoNames dumps, for `--gazetteer`
    #[command(after_help = "Example:
  claimbook gazetteer import allCountries.zip alternateNamesV2.zip --out geonames.table
  claimbook --gazetteer geonames.table add reports/

The dumps are published by GeoNames under CC BY 4.0. The whole of them needs several GiB of memory while importing;
--min-population and --language make the table smaller.")]
    Import {
        /// allCountries.zip or one country's dump (zip or txt)
        places: PathBuf,
        /// alternateNamesV2.zip (or txt); without it the names in the first file are taken
        names: Option<PathBuf>,
        /// The table to write
        #[arg(long, value_name = "FILE", default_value = "geonames.table")]
        out: PathBuf,
        /// Leave out towns with fewer people; 0 takes those of unknown size too
        #[arg(long, value_name = "N", default_value_t = 0)]
        min_population: u64,
        /// Take only names in this language (repeat it) and those without one; all without
        #[arg(long = "language", value_name = "CODE")]
        languages: Vec<String>,
    },
}

#[derive(Serialize)]
struct Line {
    id: String,
    name: String,
    feature: Option<String>,
    level: Level,
    country: Option<String>,
    administered_by: Option<String>,
    admin1: Option<String>,
    within: Vec<String>,
    lat: f64,
    lon: f64,
    population: u64,
    reason: String,
}

/// Runs the command.
pub fn run(arguments: &Arguments, data: &Data) -> Result<(), Failure> {
    match &arguments.command {
        Command::Lookup { name, limit, json } => lookup(&data.gazetteer()?, name, *limit, *json),
        Command::Import { places, names, out, min_population, languages } => {
            let choice = Choice { min_population: *min_population, languages: languages.clone() };
            let (table, taken) = geonames::table(places, names.as_deref(), &choice)?;
            let mut file = Output::to(Some(out))?;
            file.write_all(&table).map_err(Failure::io(out.display().to_string()))?;
            file.finish()?;
            table::text(&format!(
                "{}: {} places with {} names; {} lines left out\n",
                out.display(),
                taken.places,
                taken.names,
                taken.left_out
            ))
        }
    }
}

fn lookup(gazetteer: &Gazetteer, name: &str, limit: usize, json: bool) -> Result<(), Failure> {
    let found = gazetteer.lookup(name).into_iter().take(limit).map(|found| {
        let c = found.candidate;
        Line {
            id: c.id,
            name: c.name,
            feature: c.feature,
            level: c.level,
            country: c.country,
            administered_by: c.administered_by,
            admin1: c.admin1,
            within: found.within,
            lat: c.lat,
            lon: c.lon,
            population: c.population,
            reason: found.reason,
        }
    });
    if json {
        return table::json(found);
    }
    let rows = found
        .map(|line| {
            vec![
                line.name,
                line.feature.unwrap_or_else(|| line.level.to_string()).replace('_', " "),
                line.within.join(", "),
                line.country.unwrap_or_default(),
                format!("{:.2}, {:.2}", line.lat, line.lon),
                if line.population > 0 { line.population.to_string() } else { String::new() },
                line.id,
                line.reason,
            ]
        })
        .collect();
    let columns = [
        Words("place"),
        Words("kind"),
        Words("within"),
        Words("country"),
        Words("point"),
        Number("population"),
        Words("id"),
        Words("why"),
    ];
    table::print(&columns, rows, &format!("the gazetteer does not know '{name}'"))
}
