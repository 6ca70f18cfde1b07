//! The text layer of PDF files.
//!
//! Owns: lines and paragraphs out of placed words. In: the bytes of a PDF. Out: an article without a date, for the day a
//! file was written is not the day something was published. Refuses: pages that are pictures, which it tells, and locked
//! files.

use crate::error::Problem;
use claimbook_records::Article;

#[cfg(not(feature = "pdf"))]
/// Refuses: this build does not read PDF files.
pub(crate) fn article(_: &[u8], _: &str) -> Result<Article, Problem> {
    Err(Problem::NotBuilt("a PDF", "pdf"))
}

#[cfg(feature = "pdf")]
pub(crate) use layer::article;

#[cfg(feature = "pdf")]
mod layer {
    use super::{Article, Problem};
    use crate::text;
    use pdfboss_core::{Document, Error};
    use pdfboss_text::{ReadingOrder, TextSpan, extract_spans};

    /// Most pages that are read.
    const PAGES: usize = 2_000;

    /// Reads a PDF.
    pub(crate) fn article(bytes: &[u8], input: &str) -> Result<Article, Problem> {
        let broken = |reason: String| Problem::Broken { format: "a PDF", reason };
        // The reader is lenient, and what it does not foresee in a broken file must not end the batch.
        let read = std::panic::catch_unwind(|| {
            let document = Document::load(bytes.to_vec()).map_err(|error| match error {
                Error::Encrypted => Problem::Locked,
                error => broken(error.to_string()),
            })?;
            Ok((pages(&document), document.page_count()))
        });
        let (pages, all) =
            read.map_err(|_| broken("its inner structure contradicts itself".to_owned()))??;
        let number = pages.len();
        let empty: Vec<usize> =
            (1..=number).filter(|n| pages.get(n - 1).is_some_and(String::is_empty)).collect();
        if empty.len() == number {
            return Err(Problem::OnlyPictures(number));
        }
        let body = pages.into_iter().filter(|page| !page.is_empty()).collect::<Vec<_>>();
        let mut article = text::article(input, joined(&body));
        if !empty.is_empty() {
            let list = empty.iter().take(10).map(usize::to_string).collect::<Vec<_>>().join(", ");
            let more = if empty.len() > 10 { ", …" } else { "" };
            article.notes.push(format!(
                "{} of {number} pages are pictures without text, and nothing on them is read: {list}{more}",
                empty.len()
            ));
        }
        if all > number {
            article.notes.push(format!(
                "only the first {number} of {all} pages are read: cut the file to read the others"
            ));
        }
        Ok(article)
    }

    fn pages(document: &Document) -> Vec<String> {
        let number = document.page_count().min(PAGES);
        let page = |n| {
            let page = document.page(n).ok()?;
            extract_spans(document, &page, ReadingOrder::Content).ok()
        };
        (0..number).map(|n| page(n).map(|spans| paragraphs(&spans)).unwrap_or_default()).collect()
    }

    /// A paragraph that a page's end cuts goes on at the top of the next.
    fn joined(pages: &[String]) -> String {
        let mut text = String::new();
        for page in pages {
            if !text.is_empty() {
                let goes_on =
                    !text.ends_with(['.', '!', '?', ':', '"', '”']) && page.starts_with(char::is_lowercase);
                text.push_str(if goes_on { " " } else { "\n\n" });
            }
            text.push_str(page);
        }
        text
    }

    /// Words in reading order become lines, lines become paragraphs: a wider gap, another size of letters or an
    /// indented line begins a new one. A word parted at a line's end is joined.
    fn paragraphs(spans: &[TextSpan]) -> String {
        let mut text = String::new();
        let mut last: Option<&TextSpan> = None;
        let mut start = 0.0;
        for span in spans.iter().filter(|s| !s.text.trim().is_empty() && s.artifact.is_none()) {
            let Some(before) = last.replace(span) else {
                start = span.x;
                text.push_str(&span.text);
                continue;
            };
            let size = before.size.max(span.size).max(1.0);
            let fall = before.y - span.y;
            if fall.abs() < size * 0.5 && span.x + size > before.end_x {
                if span.x - before.end_x > size * 0.15 && !text.ends_with(char::is_whitespace) {
                    text.push(' ');
                }
            } else {
                let gap = !(0.0..=size * 1.6).contains(&fall);
                let other = (before.size - span.size).abs() > size * 0.15;
                let indent = span.x - start;
                if gap || other || (size..size * 6.0).contains(&indent) {
                    text.truncate(text.trim_end().len());
                    text.push_str("\n\n");
                } else if text.ends_with('-') && span.text.starts_with(char::is_lowercase) {
                    text.pop();
                } else if !text.ends_with(char::is_whitespace) {
                    text.push(' ');
                }
                start = span.x;
            }
            text.push_str(&span.text);
        }
        text.trim().to_owned()
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        /// A PDF of pages, each the drawing commands of one page.
        pub(crate) fn pdf(pages: &[&str]) -> Vec<u8> {
            let kids: Vec<String> = (0..pages.len()).map(|n| format!("{} 0 R", 4 + n * 2)).collect();
            let mut objects = vec![
                "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
                format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()),
                "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
                    .to_owned(),
            ];
            for (n, page) in pages.iter().enumerate() {
                objects.push(format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>", 5 + n * 2));
                objects.push(format!("<< /Length {} >>\nstream\n{page}\nendstream", page.len()));
            }
            let (mut file, mut places) = ("%PDF-1.4\n".to_owned(), Vec::new());
            for (n, object) in objects.iter().enumerate() {
                places.push(file.len());
                file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", n + 1));
            }
            let table = file.len();
            let rows: String = places.iter().map(|at| format!("{at:010} 00000 n \n")).collect();
            let count = objects.len() + 1;
            file.push_str(&format!("xref\n0 {count}\n0000000000 65535 f \n{rows}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n"));
            file.into_bytes()
        }

        #[test]
        fn lines_become_paragraphs_and_pages_join() {
            let first = "BT /F1 18 Tf 72 780 Td (Port hit) Tj ET BT /F1 11 Tf 14 TL 72 740 Td (Two drones fell on the port of Var-) Tj T* (nal, police said.) Tj \
                0 -40 Td (Nobody was hurt, and the fire was put out by) Tj ET";
            let second = "BT /F1 11 Tf 72 780 Td (the evening.) Tj ET";
            let article = article(&pdf(&[first, second]), "a.pdf").unwrap();
            assert_eq!(
                article.body.as_str(),
                "Port hit\n\nTwo drones fell on the port of Varnal, police said.\n\nNobody was hurt, and the fire was put out by the evening."
            );
        }

        #[test]
        fn pages_that_are_pictures_are_told() {
            let words = "BT /F1 11 Tf 72 740 Td (Two drones fell.) Tj ET";
            let picture = "0.5 g 10 10 100 100 re f";
            let part = article(&pdf(&[words, picture]), "a.pdf").unwrap();
            assert!(part.notes[0].contains("1 of 2 pages are pictures"), "{:?}", part.notes);
            assert_eq!(article(&pdf(&[picture, picture]), "a.pdf").unwrap_err(), Problem::OnlyPictures(2));
            assert!(article(b"%PDF-1.4 nothing", "a.pdf").is_err());
        }
    }
}
