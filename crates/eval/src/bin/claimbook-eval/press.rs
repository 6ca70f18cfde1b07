//! `claimbook-eval press` and `press-compare`: reports against press gold.
//!
//! Owns: the arguments and tables of these commands. In: reports and gold as JSON lines. Out: figures, causes, differences.
//! Refuses: running the engine.

use crate::failure::{Failure, about, write_lines};
use claimbook_eval::press::causes::{Cause, Finding, causes};
use claimbook_eval::press::claims::claims;
use claimbook_eval::press::compare::{Side, compare};
use claimbook_eval::press::figures::Figures;
use claimbook_eval::press::ladder::ladder;
use claimbook_eval::press::pair::Paired;
use claimbook_eval::press::pins::pins;
use claimbook_eval::press::written::report;
use claimbook_eval::press::{pair_all, read_articles, read_gold, read_reports, score, tell};
use clap::Args;
use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(crate) struct Press {
    /// What `claimbook extract` wrote
    reports: PathBuf,
    /// Gold of press kits, or of `corpus gold`
    #[arg(required = true)]
    gold: Vec<PathBuf>,
    /// Print every incident of every article, predicted beside gold
    #[arg(long)]
    details: bool,
    /// Print every pin that is not right and all missed news, by cause
    #[arg(long)]
    causes: bool,
    /// Print what the main figures would be if one part after another were as in gold
    #[arg(long)]
    ladder: bool,
    /// Also write figures and counts, and with --causes these, to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Also write every pin that counts, whether it is right, and its confidence to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    pins: Option<PathBuf>,
    /// Also write every claim and whether it is right to this file, one JSON object a line
    #[arg(long, value_name = "FILE")]
    claims: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PressReports {
    /// Articles as `claimbook extract --input-format jsonl` reads them
    articles: PathBuf,
    /// Gold of press kits, or of `corpus gold`
    #[arg(required = true)]
    gold: Vec<PathBuf>,
    /// Write to this file and not to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct PressCompare {
    /// Reports before a change
    old: PathBuf,
    /// Reports after it
    new: PathBuf,
    /// Gold of press kits, or of `corpus gold`
    #[arg(required = true)]
    gold: Vec<PathBuf>,
    /// Print this many lines of each list
    #[arg(long, default_value_t = 20, value_name = "N")]
    lines: usize,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Prints the figures of one set of reports.
pub(crate) fn run(out: &mut impl Write, args: &Press) -> Result<(), Failure> {
    let (gold, reports) = (read_gold(&args.gold)?, read_reports(&args.reports)?);
    let paired = pair_all(&gold, &reports);
    if args.details {
        for article in &paired {
            details(out, article)?;
        }
    }
    let figures = score(&gold, &paired);
    write!(out, "{figures}")?;
    let found = if args.causes { causes(&paired) } else { Vec::new() };
    if args.causes {
        print_causes(out, &found)?;
    }
    if args.ladder {
        print_ladder(out, &ladder(&gold, &paired))?;
    }
    if let Some(path) = &args.json {
        let mut json = figures.json();
        if args.causes {
            json["causes"] = serde_json::to_value(&found)?;
        }
        fs::write(path, serde_json::to_string_pretty(&json)?).map_err(|e| about(path, e))?;
    }
    if let Some(path) = &args.claims {
        write_lines(out, Some(path), claims(&paired).iter().map(serde_json::to_string))?;
    }
    if let Some(path) = &args.pins {
        write_lines(out, Some(path), pins(&paired).iter().map(serde_json::to_string))?;
    }
    Ok(())
}

/// Writes gold as reports.
pub(crate) fn run_reports(out: &mut impl Write, args: &PressReports) -> Result<(), Failure> {
    let (articles, gold) = (read_articles(&args.articles)?, read_gold(&args.gold)?);
    let told = gold.iter().filter_map(|g| articles.get(&g.id).map(|a| report(a, g)));
    write_lines(out, args.out.as_deref(), told.map(|r| serde_json::to_string(&r)))
}

fn details(out: &mut impl Write, article: &Paired<'_>) -> io::Result<()> {
    let (gold, found) = (&article.gold.incidents, &article.report.incidents);
    let (day, body) = (article.gold.published.as_deref().unwrap_or("-"), &article.report.article.body);
    writeln!(out, "== {} {day} gold {} predicted {}", article.gold.id, gold.len(), found.len())?;
    for (i, g) in gold.iter().enumerate().filter(|(i, _)| article.found_for(*i).is_none()) {
        writeln!(out, "   missed  {}", tell::gold(g))?;
        writeln!(out, "           {}", tell::told(g, article.told[i].as_ref(), body))?;
    }
    for (j, p) in found.iter().enumerate() {
        match article.gold_for(j).map(|i| &gold[i]) {
            None => {
                writeln!(out, "   extra   {}: {}", p.id, tell::found(p))?;
                writeln!(out, "           {}", tell::evidence(p, body))?;
            }
            Some(g) => {
                writeln!(out, "   paired  {}: {}", p.id, tell::found(p))?;
                writeln!(out, "     gold  {}", tell::gold(g))?;
            }
        }
    }
    Ok(())
}

/// Counts first, then the single findings.
fn print_causes(out: &mut impl Write, findings: &[Finding]) -> io::Result<()> {
    let of = |cause: Cause| findings.iter().filter(move |f| f.cause == cause);
    writeln!(out, "\ncauses")?;
    for cause in Cause::ALL {
        writeln!(out, "{cause:26} {}", of(cause).count())?;
    }
    for cause in Cause::ALL.into_iter().filter(|cause| of(*cause).next().is_some()) {
        writeln!(out, "\n{cause} ({})", of(cause).count())?;
        for finding in of(cause) {
            writeln!(out, "  {}", finding.article)?;
            writeln!(out, "    found  {}", finding.found.as_deref().unwrap_or("-"))?;
            writeln!(out, "    gold   {}", finding.gold.as_deref().unwrap_or("-"))?;
            writeln!(out, "    text   {}", finding.sentence)?;
        }
    }
    Ok(())
}

/// One line a rung.
fn print_ladder(out: &mut impl Write, rungs: &[(&str, Figures)]) -> io::Result<()> {
    writeln!(
        out,
        "\n{:30} {:>6} {:>6} {:>6} {:>6} {:>6}",
        "ladder", "pins", "right", "prec", "recall", "news F"
    )?;
    for (name, figures) in rungs {
        let share = |name: &str| figures.get(name).unwrap_or_default();
        let (pins, right) = (figures.counts.pins, figures.counts.right);
        let (precision, recall, news) = (share("right pins"), share("right recall"), share("news F"));
        writeln!(out, "{name:30} {pins:6} {right:6} {precision:6.3} {recall:6.3} {news:6.3}")?;
    }
    Ok(())
}

/// Prints what two sets of reports do otherwise.
pub(crate) fn run_compare(out: &mut impl Write, args: &PressCompare) -> Result<(), Failure> {
    let gold = read_gold(&args.gold)?;
    let (old, new) = (read_reports(&args.old)?, read_reports(&args.new)?);
    let (old, new) = (pair_all(&gold, &old), pair_all(&gold, &new));
    let (before, after) = (score(&gold, &old), score(&gold, &new));
    let changes = compare(&Side::new(&old, &before), &Side::new(&new, &after));
    if args.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&changes)?)?;
        return Ok(());
    }
    for (name, a, b) in &changes.figures {
        let shown = |value: &Option<f64>| value.map_or("-".to_owned(), |v| format!("{v:.3}"));
        let change = a.zip(*b).map(|(a, b)| format!("{:+.3}", b - a)).unwrap_or_default();
        writeln!(out, "{name:26} {:>7} {:>7} {change:>7}", shown(a), shown(b))?;
    }
    for (title, list) in changes.lists() {
        writeln!(out, "{title}: {}", list.len())?;
        for line in list.iter().take(args.lines) {
            writeln!(out, "  {line}")?;
        }
    }
    Ok(())
}
