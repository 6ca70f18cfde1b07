//! The text of office documents.
//!
//! Owns: paragraphs of DOCX and ODT, and the title a document has. In: the bytes of a document. Out: an article without
//! a date: the day a file was written is not the day something was published. Refuses: headers, footers, comments, notes,
//! and text that was struck out.

use crate::archive::{self, Archive, Office, Source};
use crate::error::Problem;
use crate::options::Options;
use crate::text;
use claimbook_records::Article;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::sync::Arc;

/// Most bytes of one part of a document.
const PART: usize = 64 << 20;

/// Reads a document.
pub(crate) fn article(bytes: &[u8], input: &str, options: &Options) -> Result<Article, Problem> {
    let source = Source::Bytes(Arc::from(bytes));
    let kind = match archive::open(source.clone(), options)? {
        Archive::Office(kind) => kind,
        Archive::Members(_) => {
            return Err(Problem::OtherFormat("a ZIP archive inside another file", "unpack it first"));
        }
    };
    let (main, facts) = match kind {
        Office::Docx => ("word/document.xml", "docProps/core.xml"),
        Office::Odt => ("content.xml", "meta.xml"),
    };
    let mut zip = archive::table(&source)?;
    let limit = options.limits.document.min(PART);
    let body = paragraphs(&archive::member(&mut zip, main, limit)?, kind)?;
    if body.trim().is_empty() {
        return Err(Problem::NoWords(": its pages may be pictures"));
    }
    let mut article = text::article(input, body);
    let title = archive::member(&mut zip, facts, limit).ok().and_then(|facts| title(&facts));
    article.headline = article.headline.or(title);
    Ok(article)
}

fn broken(error: impl std::fmt::Display) -> Problem {
    Problem::Broken { format: "an office document", reason: error.to_string() }
}

/// Elements whose text is no part of the document's own.
const APART: &[&str] = &[
    "annotation",
    "note",
    "tracked-changes",
    "del",
    "movefrom",
    "instrtext",
    "deltext",
    "title",
    "desc",
    "fallback",
];

/// The paragraphs of a document, apart by blank lines.
fn paragraphs(xml: &[u8], kind: Office) -> Result<String, Problem> {
    let text = std::str::from_utf8(xml).map_err(broken)?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut out = String::with_capacity(text.len() / 8);
    // ODT holds its words in paragraphs, DOCX in runs inside of them.
    let (mut apart, mut open) = (0usize, 0usize);
    let holds = |name: &str| match kind {
        Office::Docx => name == "t",
        Office::Odt => name == "p" || name == "h",
    };
    loop {
        match reader.read_event().map_err(broken)? {
            Event::Eof => break,
            Event::Start(tag) => {
                let name = local(tag.local_name().as_ref());
                apart += usize::from(APART.contains(&name.as_str()));
                open += usize::from(holds(&name));
                begin(&name, &mut out);
            }
            Event::End(tag) => {
                let name = local(tag.local_name().as_ref());
                apart = apart.saturating_sub(usize::from(APART.contains(&name.as_str())));
                open = open.saturating_sub(usize::from(holds(&name)));
                if apart == 0 && (name == "p" || name == "h") {
                    paragraph(&mut out);
                }
            }
            Event::Empty(tag) => {
                let name = local(tag.local_name().as_ref());
                if apart == 0 {
                    match name.as_str() {
                        "tab" | "s" => out.push(' '),
                        "br" | "line-break" | "cr" => out.push('\n'),
                        "nobreakhyphen" => out.push('-'),
                        _ => {}
                    }
                }
            }
            Event::Text(words) if open > 0 && apart == 0 => {
                out.push_str(&words);
            }
            Event::GeneralRef(name) if open > 0 && apart == 0 => {
                let entity = format!("&{};", &*name);
                out.push_str(&html_escape::decode_html_entities(&entity));
            }
            Event::CData(words) if open > 0 && apart == 0 => out.push_str(&words),
            _ => {}
        }
    }
    Ok(out.trim().to_owned())
}

/// A cell of a table stands on a line of its own.
fn begin(name: &str, out: &mut String) {
    if matches!(name, "tbl" | "table" | "tr" | "table-row") {
        paragraph(out);
    }
}

fn paragraph(out: &mut String) {
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push_str("\n\n");
    }
}

fn local(name: &str) -> String {
    name.to_ascii_lowercase()
}

fn title(xml: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(xml).ok()?;
    let (_, after) = text.split_once("<dc:title>")?;
    let title = crate::html::words_of(after.split_once("</dc:title>")?.0);
    (!title.is_empty()).then_some(title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn packed(members: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ::zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in members {
            zip.start_file(*name, ::zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn paragraphs_of_both_kinds() {
        let docx = packed(&[
            (
                "word/document.xml",
                "<w:document xmlns:w='w'><w:body><w:p><w:r><w:t>Port hit</w:t></w:r></w:p><w:p><w:r><w:t xml:space='preserve'>Two drones </w:t></w:r>\
                <w:del><w:r><w:delText>never</w:delText><w:t>gone</w:t></w:r></w:del><w:r><w:t>fell &amp; burned</w:t><w:br/><w:t>there.</w:t></w:r></w:p></w:body></w:document>",
            ),
            (
                "docProps/core.xml",
                "<cp:coreProperties><dc:title>Port &amp; depot</dc:title><dcterms:created>2024-05-02</dcterms:created></cp:coreProperties>",
            ),
        ]);
        let odt = packed(&[
            ("mimetype", "application/vnd.oasis.opendocument.text"),
            (
                "content.xml",
                "<office:document-content><office:body><office:text><text:tracked-changes><text:p>old</text:p></text:tracked-changes><text:h>Port hit</text:h>\n\
                <text:p>Two drones <text:span>fell<office:annotation><text:p>sure?</text:p></office:annotation> &amp; burned</text:span><text:line-break/>there.</text:p></office:text></office:body></office:document-content>",
            ),
        ]);
        for bytes in [docx, odt] {
            let article = article(&bytes, "a", &Options::default()).unwrap();
            assert_eq!(article.body.as_str(), "Port hit\n\nTwo drones fell & burned\nthere.");
            assert_eq!(article.published, None);
        }
    }

    #[test]
    fn other_archives_are_named() {
        for (member, want) in
            [("xl/workbook.xml", "XLSX"), ("ppt/presentation.xml", "PPTX"), ("a.txt", "inside another")]
        {
            let problem = article(&packed(&[(member, "x")]), "a", &Options::default()).unwrap_err();
            assert!(problem.to_string().contains(want), "{problem}");
        }
        assert!(article(b"PK\x03\x04broken", "a", &Options::default()).is_err());
    }
}
