//! How costly a page would be as a tree.
//!
//! Owns: counting tags, attributes, nesting and open formatting elements the way an HTML tree builder meets them. In:
//! a page. Out: whether a tree may be built. Refuses: to be exact; it errs toward more.
//!
//! Four shapes make a tree slow or large: deep nesting (each tag looks up the open elements), formatting elements left
//! open (each later block clones them all), tags with very many attributes (each is compared with all before it), and
//! long texts with very many characters to escape (writing each out looks through the rest of the text again).

use super::tags::{Piece, Pieces};
use crate::options::Limits;
use std::collections::HashMap;
use std::sync::LazyLock;

/// Page size in bytes above which tags are stripped: main text is a small part of any such page.
const BYTES: usize = 8 << 20;
/// Clones of open formatting elements a builder may have to make.
const CLONES: usize = 1_000_000;
/// Attributes of one tag.
const ATTRIBUTES: usize = 2_000;
/// Characters to escape times bytes of text.
const ESCAPES: usize = 1 << 31;

/// True when a tree builder handles the page in time and memory near linear in its size.
pub(crate) fn is_tame(page: &str, limits: &Limits) -> bool {
    if page.len() > BYTES {
        return false;
    }
    let mut open = Open::default();
    let (mut tags, mut text, mut escapes, mut quoted) = (0, 0, 0usize, 0usize);
    for piece in Pieces::of(page) {
        match piece {
            Piece::Open { name, attributes, count } => {
                tags += 1;
                if count > ATTRIBUTES {
                    return false;
                }
                quoted = quoted.saturating_add(escaped(attributes) * attributes.len());
                open.start(Name::of(name), attributes.ends_with('/'));
            }
            Piece::Close(name) => {
                tags += 1;
                open.end(Name::of(name));
            }
            Piece::Text(words) => {
                text += words.len();
                escapes += escaped(words);
            }
            Piece::Raw { .. } => {}
        }
        if escapes.saturating_mul(text).saturating_add(quoted) > ESCAPES {
            return false;
        }
        if tags > limits.html_tags || open.stack.len() > limits.html_depth || open.clones > CLONES {
            return false;
        }
    }
    true
}

/// Characters that are written as entities; 0xC2 begins the no-break space and its neighbours.
fn escaped(text: &str) -> usize {
    text.bytes().filter(|b| matches!(b, b'&' | 0xC2)).count()
}

/// The first bytes of a tag's name in lower case, enough to tell the names below apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Name([u8; 14]);

impl Name {
    fn of(name: &str) -> Self {
        let mut bytes = [0; 14];
        for (to, from) in bytes.iter_mut().zip(name.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        Self(bytes)
    }

    fn kinds(&self) -> u32 {
        KINDS.get(self).copied().unwrap_or_default()
    }
}

const VOID: u32 = 1;
const FORMATTING: u32 = 1 << 1;
/// Elements of which a second one ends the first in the list of formatting elements.
const SINGLE: u32 = 1 << 2;
/// Elements before which an open paragraph ends.
const BLOCK: u32 = 1 << 3;
/// Elements beyond which an end tag does not reach.
const WALL: u32 = 1 << 4;
/// The HTML standard's "special" elements, which an end tag of an ordinary element does not close.
const SPECIAL: u32 = 1 << 5;
/// Special elements that the search for an open item passes by.
const PASSED: u32 = 1 << 6;
/// Elements whose end tag takes out one element and leaves what was opened inside it.
const LONE: u32 = 1 << 7;
const ITEM: u32 = 1 << 8;
const TERM: u32 = 1 << 9;
const CELL: u32 = 1 << 10;
const ROW: u32 = 1 << 11;
const ROWS: u32 = 1 << 12;
const TABLE: u32 = 1 << 13;
const OPTION: u32 = 1 << 14;
const PARAGRAPH: u32 = 1 << 15;
/// Elements in which other rules for names hold, and the one that leads back out.
const FOREIGN: u32 = 1 << 16;
const INTEGRATION: u32 = 1 << 17;
/// Elements every page has once.
const FRAME: u32 = 1 << 18;

const NAMES: &[(u32, &str)] = &[
    (
        VOID,
        "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr",
    ),
    (FORMATTING | LONE, "a b big code em font i nobr s small strike strong tt u"),
    (LONE, "form"),
    (SINGLE, "a nobr"),
    (
        BLOCK,
        "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer \
         form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section summary \
         table ul xmp",
    ),
    (
        WALL,
        "applet button caption desc foreignobject html marquee object select svg math table td template th title",
    ),
    (
        SPECIAL,
        "address applet article aside blockquote body button caption center colgroup dd details dir div dl dt \
         fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html iframe li listing \
         main marquee menu nav noembed noframes noscript object ol p plaintext pre script search section select \
         style summary table tbody td template textarea tfoot th thead title tr ul xmp",
    ),
    (PASSED, "address div p"),
    (ITEM, "li"),
    (TERM, "dd dt"),
    (CELL, "td th"),
    (ROW, "tr"),
    (ROWS, "tbody tfoot thead"),
    (TABLE, "table template"),
    (OPTION, "option"),
    (PARAGRAPH, "p"),
    (FOREIGN, "svg math"),
    (INTEGRATION, "foreignobject"),
    (FRAME, "html head body"),
];

static KINDS: LazyLock<HashMap<Name, u32>> = LazyLock::new(|| {
    let mut kinds = HashMap::new();
    for (kind, names) in NAMES {
        for name in names.split(' ') {
            *kinds.entry(Name::of(name)).or_default() |= kind;
        }
    }
    kinds
});

#[derive(Clone, Copy)]
struct Element {
    name: Name,
    kinds: u32,
    foreign: bool,
}

impl Element {
    fn is(&self, kinds: u32) -> bool {
        self.kinds & kinds != 0
    }
}

/// The open elements, as a builder's stack at its largest.
#[derive(Default)]
struct Open {
    stack: Vec<Element>,
    /// Formatting elements opened and not closed by their own end tag, wherever they stand.
    formatting: Vec<Name>,
    clones: usize,
}

impl Open {
    fn start(&mut self, name: Name, self_closing: bool) {
        self.clones += self.formatting.len();
        let within = self.stack.last().is_some_and(|top| top.foreign);
        let kinds = name.kinds();
        let foreign = (within || kinds & FOREIGN != 0) && kinds & INTEGRATION == 0;
        let element = Element { name, kinds, foreign };
        if element.is(VOID | FRAME) || within && self_closing {
            return;
        }
        if element.is(FORMATTING) {
            if element.is(SINGLE) {
                self.formatting.retain(|open| *open != name);
            }
            self.formatting.push(name);
        }
        if !within {
            self.imply_ends(&element);
        }
        self.stack.push(element);
    }

    /// Ends the elements whose end tags may be left out: a paragraph before a block, an item before an item, a cell
    /// before a cell or row, an option before an option.
    fn imply_ends(&mut self, element: &Element) {
        for own in [ITEM, TERM] {
            if element.is(own) {
                self.close(own, |open| open.is(SPECIAL) && !open.is(PASSED));
            }
        }
        for own in [CELL, ROW, ROWS] {
            if element.is(own) {
                self.close(own, |open| open.is(TABLE));
            }
        }
        if element.is(OPTION) {
            self.close(OPTION, |_| true);
        }
        if element.is(BLOCK) {
            self.close(PARAGRAPH, |open| open.is(WALL));
        }
    }

    /// Closes the innermost element of some kind and what is inside it, looking no further than `stop`.
    fn close(&mut self, kind: u32, stop: fn(&Element) -> bool) {
        for (at, open) in self.stack.iter().enumerate().rev() {
            if open.is(kind) {
                return self.stack.truncate(at);
            }
            if stop(open) {
                return;
            }
        }
    }

    fn end(&mut self, name: Name) {
        self.clones += self.formatting.len();
        let element = Element { name, kinds: name.kinds(), foreign: false };
        if element.is(FORMATTING)
            && let Some(at) = self.formatting.iter().rposition(|open| *open == name)
        {
            self.formatting.remove(at);
        }
        let reaches_far = element.is(SPECIAL | FORMATTING);
        let mut found = None;
        for (at, open) in self.stack.iter().enumerate().rev() {
            if open.name == name {
                found = Some(at);
                break;
            }
            if open.is(WALL) || open.is(SPECIAL) && !reaches_far {
                break;
            }
        }
        let Some(at) = found else { return };
        if element.is(LONE) {
            self.stack.remove(at);
        } else {
            self.stack.truncate(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tame(page: &str) -> bool {
        is_tame(page, &Limits::default())
    }

    #[test]
    fn ordinary_pages_are_tame() {
        let item =
            "<li><a href=/x><b>Port</b> hit</a><p>one<p>two<br><img src=x><div class=a><span>x</span></div>";
        let table = "<table><tr><td>a<td>b<tr><td><b>c</td></table>";
        let page = format!("<html><body><ul>{}</ul>{}</body></html>", item.repeat(3000), table.repeat(200));
        assert!(tame(&page));
        assert!(tame(&"<p>Salt &amp; Co said « no » to the port&nbsp;strike.".repeat(3000)));
    }

    #[test]
    fn costly_shapes_are_seen() {
        for (what, page) in [
            ("nested blocks", "<div>".repeat(1_000_000)),
            ("nested lists", "<ul><li>".repeat(2_000)),
            ("formatting left open", "<b x><div></div>".repeat(5_000)),
            ("formatting left open in closed blocks", "<div><i></div>".repeat(5_000)),
            ("blocks pushed out of formatting", "<b><div></b>".repeat(5_000)),
            ("blocks pushed out of forms", "<form><div></form>".repeat(5_000)),
            ("end tags that reach nothing", "<div><object></div>".repeat(5_000)),
            ("ordinary end tags over blocks", "<span><div></span>".repeat(5_000)),
            ("cells in a drawing", format!("<svg>{}", "<td>".repeat(5_000))),
            ("many tags", "<br>".repeat(100_000)),
            ("many attributes", format!("<p {}>", "a ".repeat(100_000))),
            ("quoted attributes", format!("<p {}>", "a='x'".repeat(100_000))),
            ("many escapes", "&amp; ".repeat(50_000)),
            ("many no-break spaces", "\u{a0} ".repeat(50_000)),
            ("many escapes in an attribute", format!("<a href='{}'>", "&x".repeat(50_000))),
            ("large", "x".repeat(9 << 20)),
        ] {
            assert!(!tame(&page), "{what}");
        }
    }
}
