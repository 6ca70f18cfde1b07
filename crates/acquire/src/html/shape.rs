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
                open.start(&Name::of(name), attributes.ends_with('/'));
            }
            Piece::Close(name) => {
                tags += 1;
                open.end(&Name::of(name));
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Name([u8; 14]);

impl Name {
    fn of(name: &str) -> Self {
        let mut bytes = [0; 14];
        for (to, from) in bytes.iter_mut().zip(name.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        Self(bytes)
    }

    fn is(&self, list: &str) -> bool {
        let end = self.0.iter().position(|b| *b == 0).unwrap_or(self.0.len());
        let name = self.0.get(..end).unwrap_or_default();
        list.split(' ').any(|known| known.as_bytes() == name)
    }
}

const VOID: &str =
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr";
const FORMATTING: &str = "a b big code em font i nobr s small strike strong tt u";
/// Elements before which an open paragraph ends.
const BLOCKS: &str = "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption \
    figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr li listing main menu nav ol p plaintext pre search section \
    summary table ul xmp";
/// Elements beyond which an end tag does not reach.
const WALLS: &str =
    "applet caption desc foreignobject html marquee object select svg math table td template th title";
/// The HTML standard's "special" elements, which an end tag of an ordinary element does not close.
const SPECIAL: &str = "address applet article aside blockquote body button caption center colgroup dd details dir div \
    dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup html iframe li listing \
    main marquee menu nav noembed noframes noscript object ol p plaintext pre script search section select style \
    summary table tbody td template textarea tfoot th thead title tr ul xmp";

#[derive(Clone, Copy)]
struct Element {
    name: Name,
    wall: bool,
    special: bool,
    foreign: bool,
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
    fn start(&mut self, name: &Name, self_closing: bool) {
        self.clones += self.formatting.len();
        let foreign = self.stack.last().is_some_and(|top| top.foreign);
        if name.is(VOID) || foreign && self_closing || name.is("html head body") {
            return;
        }
        if name.is(FORMATTING) {
            if name.is("a nobr") {
                self.formatting.retain(|open| open != name);
            }
            self.formatting.push(*name);
        }
        if !foreign {
            self.imply_ends(name);
        }
        let foreign = (foreign || name.is("svg math")) && !name.is("foreignobject");
        let (wall, special) = (name.is(WALLS), name.is(SPECIAL));
        self.stack.push(Element { name: *name, wall, special, foreign });
    }

    /// Ends the elements whose end tags may be left out: a paragraph before a block, an item before an item, a cell
    /// before a cell or row, an option before an option.
    fn imply_ends(&mut self, name: &Name) {
        let (like, stop): (&str, fn(&Element) -> bool) = if name.is("li") {
            ("li", |e| e.special && !e.name.is("address div p"))
        } else if name.is("dd dt") {
            ("dd dt", |e| e.special && !e.name.is("address div p"))
        } else if name.is("td th") {
            ("td th", |e| e.name.is("table template"))
        } else if name.is("tr") {
            ("tr", |e| e.name.is("table template"))
        } else if name.is("tbody tfoot thead") {
            ("tbody tfoot thead", |e| e.name.is("table template"))
        } else if name.is("option") {
            ("option", |e| !e.name.is("option"))
        } else {
            ("", |_| true)
        };
        self.close(like, stop);
        if name.is(BLOCKS) {
            self.close("p", |e| e.wall || e.name.is("button"));
        }
    }

    /// Closes the innermost of some elements and what is inside it, looking no further than `stop`.
    fn close(&mut self, like: &str, stop: fn(&Element) -> bool) {
        for (at, open) in self.stack.iter().enumerate().rev() {
            if open.name.is(like) {
                return self.stack.truncate(at);
            }
            if stop(open) {
                return;
            }
        }
    }

    fn end(&mut self, name: &Name) {
        self.clones += self.formatting.len();
        let formatting = name.is(FORMATTING);
        if formatting && let Some(at) = self.formatting.iter().rposition(|open| open == name) {
            self.formatting.remove(at);
        }
        let special = name.is(SPECIAL);
        let mut found = None;
        for (at, open) in self.stack.iter().enumerate().rev() {
            if open.name == *name {
                found = Some(at);
                break;
            }
            if open.wall || open.special && !special && !formatting {
                break;
            }
        }
        let Some(at) = found else { return };
        // The end tags of these take out one element and leave what was opened inside it.
        if formatting || name.is("form") {
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
