//! Reads articles as JSON lines (`id`, `text` or `body`, `publication_date` or `published`) from standard input and
//! writes the time expressions found as JSON lines, offsets in code points: a quick way to look at one step alone.

use claimbook_extract::text::{self, Models};
use claimbook_extract::time;
use claimbook_records::{Article, Body};
use std::io::{BufRead, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let models = Models::embedded();
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let record: serde_json::Value = serde_json::from_str(&line?)?;
        let field = |names: [&str; 2]| names.iter().find_map(|n| record[*n].as_str());
        let body = Body::new(field(["body", "text"]).unwrap_or_default());
        let text = text::analyse(body.as_str(), &[], models);
        let given = field(["published", "publication_date"]).map(str::to_owned);
        let solved = time::publication(&text, &Article::new("", body.as_str()));
        let published = given.or_else(|| solved.as_ref().map(|p| p.value.clone()));
        let published = published.and_then(|d| d.get(..10)?.parse().ok());
        let times: Vec<_> = time::find(&text, body.as_str(), published)
            .into_iter()
            .map(|m| {
                let quote = body.quote(m.span);
                serde_json::json!({
                    "start": quote.start, "end": quote.end, "text": quote.text, "type": m.timex.kind,
                    "value": m.timex.value, "mod": m.timex.modifier, "window": format!("{:?}", m.window),
                })
            })
            .collect();
        writeln!(
            out,
            "{}",
            serde_json::json!({"id": record["id"], "publication": solved, "timexes": times})
        )?;
    }
    Ok(())
}
