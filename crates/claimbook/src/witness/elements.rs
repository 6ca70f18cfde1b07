//! The elements of a file in ASN.1's distinguished encoding, one in the other.
//!
//! Owns: taking them apart. In: bytes. Out: elements with their tags, in their order. Refuses: what they mean.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

/// One element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Element<'a> {
    pub(super) tag: Tag,
    /// With its tag and length.
    pub(super) whole: &'a [u8],
    pub(super) content: &'a [u8],
}

/// The elements of some bytes, one after the other.
pub(super) fn elements(bytes: &[u8]) -> der::Result<std::vec::IntoIter<Element<'_>>> {
    let mut reader = SliceReader::new(bytes)?;
    let mut found = Vec::new();
    while !reader.is_finished() {
        let whole = reader.tlv_bytes()?;
        let any = AnyRef::from_der(whole)?;
        found.push(Element { tag: any.tag(), whole, content: any.value() });
    }
    Ok(found.into_iter())
}

impl<'a> Element<'a> {
    /// Whether it has the context's tag of a number.
    pub(super) fn is_context(&self, number: u32) -> bool {
        self.tag.is_context_specific() && self.tag.number().value() == number
    }

    /// The elements in it.
    pub(super) fn elements(&self) -> der::Result<std::vec::IntoIter<Element<'a>>> {
        elements(self.content)
    }

    /// The name of an algorithm or of a kind.
    pub(super) fn name(&self) -> der::Result<ObjectIdentifier> {
        ObjectIdentifier::from_der(self.whole)
    }
}
