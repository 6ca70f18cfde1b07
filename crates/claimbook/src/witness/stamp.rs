//! Time stamps over a head, by RFC 3161.
//!
//! Owns: the request that a user sends to an authority, and taking its answer apart. In: a head; an answer. Out: a request; what
//! an answer is over, when it was given, and what the authority signed. Refuses: to send anything, and to judge who signed
//! ([`super::authority`] does).

use super::elements::{Element, elements};
use der::Tag;
use der::asn1::ObjectIdentifier;
use sha2::{Digest, Sha256, Sha384, Sha512};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TIME_STAMP: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SHA_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA_384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");

/// A request but for its last parts: version 1, and a SHA-256.
const REQUEST: &[u8] =
    b"\x30\x39\x02\x01\x01\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
/// The end of a request: the answer is to hold the authority's certificates.
const WITH_CERTIFICATES: &[u8] = b"\x01\x01\xff";

/// The request for a time stamp over a line.
pub fn request(line: &str) -> Vec<u8> {
    [REQUEST, &Sha256::digest(line.as_bytes()), WITH_CERTIFICATES].concat()
}

/// An authority's answer.
#[derive(Debug)]
pub struct Stamp<'a> {
    /// When it was given.
    pub at: jiff::Timestamp,
    digest: ObjectIdentifier,
    imprint: &'a [u8],
    /// The certificates in it, the signer's among them.
    pub(super) certificates: Vec<&'a [u8]>,
    /// What was signed.
    pub(super) signed: Vec<u8>,
    pub(super) signature: &'a [u8],
}

impl<'a> Stamp<'a> {
    /// Reads a file of an answer; the error is a sentence.
    pub fn read(bytes: &'a [u8]) -> Result<Self, String> {
        read(bytes).map_err(|problem| match problem {
            Problem::Form => {
                "this is no time stamp that can be read; `openssl ts -reply -text -in FILE` may tell more"
                    .to_owned()
            }
            Problem::Told(problem) => problem,
        })
    }

    /// Whether it is over a line.
    pub fn is_over(&self, line: &str) -> bool {
        hash(self.digest, line.as_bytes()).is_some_and(|hash| hash == self.imprint)
    }
}

enum Problem {
    /// It is not what it should be in some place.
    Form,
    Told(String),
}

impl From<der::Error> for Problem {
    fn from(_: der::Error) -> Self {
        Self::Form
    }
}

fn read(bytes: &[u8]) -> Result<Stamp<'_>, Problem> {
    let mut answer = only(bytes)?.elements()?;
    let status = next(&mut answer)?;
    let mut told = status.elements()?;
    // Granted, or granted with changes.
    if !matches!(next(&mut told)?.content, [0 | 1]) {
        let why = told.next().map(|texts| String::from_utf8_lossy(texts.content).into_owned());
        let why: String = why.unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
        return Err(Problem::Told(format!("the authority refused to give one: {why}")));
    }
    let (kind, data) = content(next(&mut answer)?)?;
    if kind != SIGNED_DATA {
        return Err(Problem::Form);
    }

    // Version and digests, of no interest; what is signed; perhaps certificates; perhaps lists of revoked ones; signers.
    let mut parts = only(data.content)?.elements()?.skip(2);
    let (kind, told) = content(parts.next().ok_or(Problem::Form)?)?;
    if kind != TIME_STAMP {
        return Err(Problem::Form);
    }
    let told = only(told.content)?;
    let mut certificates = Vec::new();
    let mut signers = None;
    for part in parts {
        if part.is_context(0) {
            certificates.extend(part.elements()?.filter(|c| c.tag == Tag::Sequence).map(|c| c.whole));
        } else if part.tag == Tag::Set {
            signers = Some(part);
        }
    }
    let signer = only(signers.ok_or(Problem::Form)?.content)?;
    let (signed, signature) = signed(signer, told.content)?;

    // Version and policy, of no interest; the imprint; a number; the time; further parts.
    let mut stamp = only(told.content)?.elements()?.skip(2);
    let mut imprint = stamp.next().ok_or(Problem::Form)?.elements()?;
    let digest = next(&mut next(&mut imprint)?.elements()?)?.name()?;
    let imprint = next(&mut imprint)?.content;
    let at = stamp.nth(1).filter(|at| at.tag == Tag::GeneralizedTime).ok_or(Problem::Form)?;
    let at = std::str::from_utf8(at.content).ok().and_then(time).ok_or(Problem::Form)?;
    Ok(Stamp { at, digest, imprint, certificates, signed, signature })
}

/// What a signer signed, which is to hold the digest of `told`, and the signature.
fn signed<'a>(signer: Element<'a>, told: &[u8]) -> Result<(Vec<u8>, &'a [u8]), Problem> {
    // Version and the signer's name, of no interest: whose certificate fits the signature is the signer.
    let mut parts = signer.elements()?.skip(2);
    let digest = next(&mut parts.next().ok_or(Problem::Form)?.elements()?)?.name()?;
    let attributes = parts.next().filter(|part| part.is_context(0)).ok_or(Problem::Form)?;
    let signature = parts.nth(1).filter(|part| part.tag == Tag::OctetString).ok_or(Problem::Form)?;
    let attribute = |wanted: ObjectIdentifier| {
        let mut found = attributes.elements()?.map(|attribute| {
            let mut parts = attribute.elements()?;
            let name = next(&mut parts)?.name()?;
            Ok::<_, Problem>((name, only(next(&mut parts)?.content)?))
        });
        found
            .find_map(|a| a.ok().filter(|(name, _)| *name == wanted))
            .map(|(_, value)| value)
            .ok_or(Problem::Form)
    };
    if attribute(CONTENT_TYPE)?.name()? != TIME_STAMP {
        return Err(Problem::Form);
    }
    let hash = hash(digest, told).ok_or_else(|| {
        Problem::Told(format!("its digest ({digest}) is none of SHA-256, SHA-384 and SHA-512"))
    })?;
    if attribute(MESSAGE_DIGEST)?.content != hash {
        return Err(Problem::Told("what it says was changed after it was signed".to_owned()));
    }
    // They are signed as a set, and stand here with another tag.
    let mut signed = attributes.whole.to_vec();
    signed[0] = 0x31;
    Ok((signed, signature.content))
}

/// A kind, and the content of that kind.
fn content(element: Element<'_>) -> Result<(ObjectIdentifier, Element<'_>), Problem> {
    let mut parts = element.elements()?;
    let kind = next(&mut parts)?.name()?;
    let content = parts.next().filter(|part| part.is_context(0)).ok_or(Problem::Form)?;
    Ok((kind, content))
}

fn next<'a>(elements: &mut impl Iterator<Item = Element<'a>>) -> Result<Element<'a>, Problem> {
    elements.next().ok_or(Problem::Form)
}

/// The one element of some bytes.
fn only(bytes: &[u8]) -> Result<Element<'_>, Problem> {
    let mut found = elements(bytes)?;
    match (found.next(), found.next()) {
        (Some(element), None) => Ok(element),
        _ => Err(Problem::Form),
    }
}

fn hash(digest: ObjectIdentifier, bytes: &[u8]) -> Option<Vec<u8>> {
    match digest {
        SHA_256 => Some(Sha256::digest(bytes).to_vec()),
        SHA_384 => Some(Sha384::digest(bytes).to_vec()),
        SHA_512 => Some(Sha512::digest(bytes).to_vec()),
        _ => None,
    }
}

/// A time as `20240502143000Z`, with or without parts of a second.
fn time(text: &str) -> Option<jiff::Timestamp> {
    let text = text.strip_suffix('Z')?;
    if !text.get(..14)?.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let time = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S%.f", text).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::super::authority;
    use super::*;
    use rustls_pki_types::pem::PemObject;

    /// Made with `openssl ts -reply` by an authority that `openssl req` and `openssl x509` made, for [`request`].
    const ANSWER: &[u8] = include_bytes!("testdata/answer.tsr");
    const LINE: &str = "claimbook head 7:0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f\n";

    fn testdata(name: &str) -> std::path::PathBuf {
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/witness/testdata").join(name)
    }

    #[test]
    fn a_request_is_the_one_that_openssl_makes() {
        // `openssl ts -query -data FILE -sha256 -cert -no_nonce`
        assert_eq!(request(LINE), include_bytes!("testdata/request.tsq"));
    }

    #[test]
    fn an_answer_tells_what_it_is_over_and_when_it_was_given() {
        let stamp = Stamp::read(ANSWER).unwrap();
        assert!(stamp.is_over(LINE));
        assert!(!stamp.is_over(&LINE.replace(" 7:", " 8:")));
        assert!(stamp.at.to_string().starts_with("2026-"), "{}", stamp.at);
        let right = authority::roots(&testdata("authority.pem")).unwrap();
        authority::check(&stamp, &right).unwrap();
        let other = authority::roots(&testdata("other.pem")).unwrap();
        let problem = authority::check(&stamp, &other).unwrap_err();
        assert!(problem.contains("no authority"), "{problem}");
        assert!(authority::roots(&testdata("request.tsq")).is_err());
    }

    #[test]
    fn a_certificate_that_is_not_for_time_stamps_gives_none() {
        // The same key, in a certificate of the same authority for a server of pages.
        let other = rustls_pki_types::CertificateDer::from_pem_file(testdata("other_use.pem")).unwrap();
        let mut stamp = Stamp::read(ANSWER).unwrap();
        stamp.certificates = vec![&other];
        let right = authority::roots(&testdata("authority.pem")).unwrap();
        let problem = authority::check(&stamp, &right).unwrap_err();
        assert!(problem.contains("no authority"), "{problem}");
        // An authority's certificate, which does not say what it is for, of another key.
        stamp.certificates = vec![&right[0]];
        let problem = authority::check(&stamp, &right).unwrap_err();
        assert!(problem.contains("does not fit"), "{problem}");
        stamp.certificates.clear();
        let problem = authority::check(&stamp, &right).unwrap_err();
        assert!(problem.contains("without the certificate"), "{problem}");
    }

    #[test]
    fn a_chain_of_certificates_leads_to_an_authority() {
        // RSA, SHA-384, parts of a second, and a certificate between that does not say what it is for.
        let stamp = Stamp::read(include_bytes!("testdata/chain.tsr")).unwrap();
        assert!(stamp.is_over(LINE) && stamp.certificates.len() == 2);
        authority::check(&stamp, &authority::roots(&testdata("root.pem")).unwrap()).unwrap();
        assert!(authority::check(&stamp, &authority::roots(&testdata("authority.pem")).unwrap()).is_err());
    }

    #[test]
    fn a_refusal_is_told() {
        let problem = Stamp::read(include_bytes!("testdata/refusal.tsr")).unwrap_err();
        assert!(problem.contains("refused to give one"), "{problem}");
    }

    #[test]
    fn no_change_of_an_answer_goes_through() {
        let right = authority::roots(&testdata("authority.pem")).unwrap();
        let whole = Stamp::read(ANSWER).unwrap();
        for at in 0..ANSWER.len() {
            assert!(Stamp::read(&ANSWER[..at]).is_err(), "cut at {at}");
            let mut bytes = ANSWER.to_vec();
            bytes[at] ^= 1 << (at % 8);
            let Ok(stamp) = Stamp::read(&bytes) else { continue };
            if authority::check(&stamp, &right).is_ok() {
                assert_eq!((stamp.at, stamp.imprint), (whole.at, whole.imprint), "byte {at}");
            }
        }
    }

    #[test]
    fn times_are_read_with_parts_of_a_second_and_without() {
        assert_eq!(time("20240502143000Z").unwrap().to_string(), "2024-05-02T14:30:00Z");
        assert_eq!(time("20240502143000.25Z").unwrap().to_string(), "2024-05-02T14:30:00.25Z");
        for text in ["", "20240502143000", "20241302143000Z", "2024050214300Z", "20240502143000+0100"] {
            assert!(time(text).is_none(), "{text}");
        }
    }
}
