//! `claimbook compare`: where two annotators read an article differently.
//!
//! Owns: arguments and columns. In: a book in which articles were read by more than one annotator. Out: a table or JSON. Refuses: to say who is
//! right.

use crate::book::BookArguments;
use crate::failure::Failure;
use crate::table::Column::Words;
use crate::{phrase, table};
use claimbook_ledger::{Compared, Difference, short};
use std::collections::BTreeSet;

/// Show where two annotators, such as the built-in reader and a language model, read the same articles differently
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  claimbook add reports/
  claimbook add --annotator endpoint --endpoint http://127.0.0.1:8080/v1 --model qwen reports/
  claimbook compare
  claimbook review --by ana           # incidents that are read differently come first

The reading that lists show is compared with the newest one by another annotator.")]
pub struct Arguments {
    /// Only these articles (art_…); the beginning of an id is enough
    #[arg(value_name = "ARTICLE")]
    articles: Vec<String>,
    #[command(flatten)]
    book: BookArguments,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let ledger = arguments.book.read()?;
    let named = arguments.articles.iter().map(|id| Ok(ledger.article(id)?.row.id));
    let named: BTreeSet<String> = named.collect::<Result<_, Failure>>()?;
    let compared = ledger.compare(Some(&named).filter(|named| !named.is_empty()))?;
    if arguments.json {
        return table::json([compared]);
    }
    table::text(&sum(&compared))?;
    if compared.differences.is_empty() {
        return Ok(());
    }
    let columns = [
        Words("incident"),
        Words("told in"),
        Words("differs"),
        Words("as shown"),
        Words("the other"),
        Words("article"),
    ];
    let all = &compared.differences;
    let alike = all.windows(2).all(|two| two[0].models == two[1].models);
    if let Some(first) = all.first().filter(|_| alike) {
        table::text(&format!("as shown: {}; the other: {}\n\n", first.reader(0), first.reader(1)))?;
    }
    table::print(&columns, all.iter().flat_map(|d| rows(d, !alike)).collect(), "")
}

fn sum(compared: &Compared) -> String {
    if compared.articles == 0 {
        return "no article was read by two annotators; `claimbook help compare` shows how\n".to_owned();
    }
    let alone = |side: usize| compared.differences.iter().filter(|d| d.incidents[1 - side].is_none()).count();
    let articles = phrase::of(compared.articles, "article");
    format!(
        "{articles} read by two annotators: {} told by both, {} of them alike; {} only as shown, {} only by the other\n",
        phrase::of(compared.both, "incident"),
        compared.agreed,
        alone(0),
        alone(1)
    )
}

/// One row for each property that differs, or one for an incident that only one of them tells; each value with its reader, where that is
/// wanted.
fn rows(difference: &Difference, readers: bool) -> Vec<Vec<String>> {
    let id = difference.incidents.iter().flatten().next();
    let row = |what: &str, values: [&str; 2]| {
        let value = |side: usize| match readers {
            true => format!("{} ({})", values[side], difference.reader(side)),
            false => values[side].to_owned(),
        };
        let [here, there] = [0, 1].map(value);
        let told = phrase::clipped(&difference.told, 60).to_string();
        let id = id.map(|id| short(id).to_owned()).unwrap_or_default();
        vec![id, told, what.to_owned(), here, there, difference.input.clone()]
    };
    if difference.incidents.iter().any(Option::is_none) {
        let told = [0, 1].map(|side| if difference.incidents[side].is_some() { "told" } else { "not told" });
        return vec![row("told", told)];
    }
    difference.differing.iter().map(|d| row(d.property, [&d.values[0], &d.values[1]])).collect()
}
