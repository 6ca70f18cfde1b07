//! Any bytes through every format: each gives sound articles or errors with words, and the same ones twice.
#![no_main]

use claimbook_acquire::{Article, Format, InputError, Inputs, Limits, Options, read};
use libfuzzer_sys::fuzz_target;

/// Small limits, so that the paths behind them are walked too.
const LIMITS: Limits = Limits {
    document: 1 << 20,
    line: 1 << 12,
    unpacked: 4 << 20,
    ratio: 100,
    ratio_from: 1 << 16,
    html_depth: 64,
    html_tags: 5_000,
};

/// Far more articles than an input of the largest size can hold: one more is a loop.
const MANY: usize = 1 << 20;

fn articles(data: &[u8], format: Option<Format>) -> Vec<Result<Article, InputError>> {
    let options = Options { format, limits: LIMITS, ..Options::default() };
    let all: Vec<_> = read(Inputs::of_bytes("fuzz", data), options).take(MANY).collect();
    assert!(all.len() < MANY, "reading does not end");
    all
}

fn check(item: &Result<Article, InputError>) {
    match item {
        Ok(article) => {
            assert!(!article.body.as_str().trim().is_empty());
            assert!(article.capture.as_ref().is_some_and(|c| c.len() == 64));
            assert!(!article.language.is_empty() && !article.input.is_empty());
            assert!(article.bylines.iter().all(|name| !name.trim().is_empty()));
            if let Some(published) = &article.published {
                let year = published.value.get(..4).and_then(|y| y.parse::<u16>().ok());
                assert!(year.is_some_and(|y| y >= 1600) && published.value.len() >= 10, "{published:?}");
            }
            let body = article.body.as_str();
            let spans = article.clutter.iter().chain(article.parts.iter().map(|part| &part.span));
            assert!(spans.into_iter().all(|span| body.get(span.range()).is_some()), "a span leaves the body");
            let mut again = article.clone();
            again.seal();
            assert_eq!(again.id, article.id);
        }
        Err(error) => assert!(error.to_string().contains("fuzz")),
    }
}

fuzz_target!(|data: &[u8]| {
    for format in std::iter::once(None).chain(Format::all().map(Some)) {
        let all = articles(data, format);
        assert!(!all.is_empty(), "an input gives an article or an error");
        all.iter().for_each(check);
        if format.is_none() {
            assert_eq!(format!("{all:?}"), format!("{:?}", articles(data, format)));
        }
    }
});
