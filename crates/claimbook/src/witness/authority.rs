//! Whether an authority that is trusted gave a time stamp.
//!
//! Owns: the check of its signature and of the chain of its certificates, at the time it tells. In: a time stamp, and the
//! certificates that a user trusts. Out: whether it holds. Refuses: to ask whether a certificate was revoked, which takes the
//! network.

use super::elements::{Element, elements};
use super::stamp::Stamp;
use crate::failure::Failure;
use der::asn1::ObjectIdentifier;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, UnixTime};
use std::path::Path;
use std::time::Duration;
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, KeyUsage, anchor_from_trusted_cert};

/// The use of a certificate that signs time stamps (`id-kp-timeStamping`), in its encoding.
const TIME_STAMPING: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 8];

const USES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");

/// Reads the certificates of authorities from a file in PEM form.
pub(super) fn roots(file: &Path) -> Result<Vec<CertificateDer<'static>>, Failure> {
    let bad = |problem: String| Failure::Usage(format!("{}: {problem}", file.display()));
    let roots: Vec<_> = CertificateDer::pem_file_iter(file)
        .and_then(Iterator::collect)
        .map_err(|e| bad(format!("no certificates in PEM form can be read: {e}")))?;
    match roots.iter().find_map(|root| anchor_from_trusted_cert(root).err()) {
        Some(error) => Err(bad(format!("a certificate in it cannot be read: {error}"))),
        None if roots.is_empty() => Err(bad("it holds no certificate".to_owned())),
        None => Ok(roots),
    }
}

/// Whether one of the roots vouches for a time stamp; if not, why not.
pub(super) fn check(stamp: &Stamp<'_>, roots: &[CertificateDer<'static>]) -> Result<(), String> {
    let anchors: Vec<_> = roots.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
    let Ok(at) = u64::try_from(stamp.at.as_second()) else {
        return Err(format!("it tells a time before time stamps: {}", stamp.at));
    };
    let at = UnixTime::since_unix_epoch(Duration::from_secs(at));
    // An authority whose answer leaves its certificate out may be named with it.
    let known: Vec<CertificateDer<'_>> =
        stamp.certificates.iter().map(|c| CertificateDer::from(*c)).chain(roots.iter().cloned()).collect();
    let mut problem = None;
    for shown in &known {
        let Ok(certificate) = EndEntityCert::try_from(shown) else { continue };
        // Each of the algorithms is safe, and a signature that fits one of them is the holder's.
        let fits =
            |algorithm| certificate.verify_signature(algorithm, &stamp.signed, stamp.signature).is_ok();
        if !ALL_VERIFICATION_ALGS.iter().copied().any(fits) {
            continue;
        }
        if !names_uses(shown).unwrap_or(false) {
            problem = Some("who signed it has no certificate for time stamps".to_owned());
            continue;
        }
        // The certificates between may leave out what they are for.
        let usage = KeyUsage::required_if_present(TIME_STAMPING);
        match certificate.verify_for_usage(ALL_VERIFICATION_ALGS, &anchors, &known, at, usage, None, None) {
            Ok(_) => return Ok(()),
            Err(error) => {
                problem = Some(format!("no authority in the file vouches for who signed it: {error}"));
            }
        }
    }
    Err(problem.unwrap_or_else(|| {
        if stamp.certificates.is_empty() {
            return "it is without the certificate of who signed it; put that one into the file of authorities too"
                .to_owned();
        }
        "its signature does not fit a certificate in it, or is of a kind that is not known here; `openssl ts -verify` may \
         know it"
            .to_owned()
    }))
}

/// Whether a certificate says what it is for. That this is so of time stamps is then checked with the chain.
fn names_uses(certificate: &[u8]) -> der::Result<bool> {
    let told = within(elements(certificate)?.next())?.next();
    let extensions = within(within(told)?.find(|part| part.is_context(3)))?.next();
    let mut names =
        within(extensions)?.filter_map(|extension| extension.elements().ok()?.next()?.name().ok());
    Ok(names.any(|name| name == USES))
}

/// The elements in an element; none in none.
fn within(element: Option<Element<'_>>) -> der::Result<std::vec::IntoIter<Element<'_>>> {
    element.map_or_else(|| elements(&[]), |element| element.elements())
}
