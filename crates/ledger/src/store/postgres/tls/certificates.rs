//! Whether a server's certificate is one to trust.
//!
//! Owns: the check of certificates, and the sentences about those that do not pass it. In: what is demanded, and what the
//! server shows. Out: a connector, or why not. Refuses: to trust a name that stands only in a certificate's common name, as
//! browsers do.

use super::{Demand, Trust};
use crate::error::{Error, Result};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error as TlsError, RootCertStore, SignatureScheme,
};
use std::error::Error as StdError;
use std::path::Path;
use std::sync::Arc;
use tokio_postgres_rustls::MakeRustlsConnect;

/// The certificates that are trusted.
#[derive(Debug)]
struct Roots {
    store: RootCertStore,
    /// Those that the user named.
    named: Vec<CertificateDer<'static>>,
}

impl Roots {
    fn none() -> Self {
        Self { store: RootCertStore::empty(), named: Vec::new() }
    }

    fn of_file(file: &Path) -> Result<Self> {
        let bad = |problem: String| Error::BadRequest(format!("sslrootcert={}: {problem}", file.display()));
        let named: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(file)
            .and_then(Iterator::collect)
            .map_err(|e| bad(format!("{e}; a file of certificates in PEM form is wanted")))?;
        let mut store = RootCertStore::empty();
        if store.add_parsable_certificates(named.iter().cloned()).0 == 0 {
            return Err(bad("it holds no certificate that can be read".to_owned()));
        }
        Ok(Self { store, named })
    }

    fn of_system() -> Result<Self> {
        let found = rustls_native_certs::load_native_certs();
        let mut store = RootCertStore::empty();
        if store.add_parsable_certificates(found.certs).0 == 0 {
            let why = found.errors.first().map(|e| format!(" ({e})")).unwrap_or_default();
            return Err(Error::BadRequest(format!(
                "this system has no certificates of authorities{why}: name the file of the one that issued the server's \
                 certificate with sslrootcert=FILE"
            )));
        }
        Ok(Self { store, named: Vec::new() })
    }
}

/// What looks at a server's certificate.
#[derive(Debug)]
struct Verifier {
    trust: Trust,
    roots: Roots,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        shown: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        if self.trust == Trust::Anyone {
            return Ok(ServerCertVerified::assertion());
        }
        let certificate = ParsedCertificate::try_from(shown)?;
        // A server often has a certificate that it issued to itself; the user who names that very one trusts it.
        if !self.roots.named.contains(shown) {
            let algorithms = self.provider.signature_verification_algorithms.all;
            verify_server_cert_signed_by_trust_anchor(
                &certificate,
                &self.roots.store,
                intermediates,
                now,
                algorithms,
            )?;
        }
        if self.trust == Trust::IssuerAndName {
            verify_server_name(&certificate, name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// What makes encrypted connections as demanded.
pub(super) fn connector(demand: &Demand) -> Result<MakeRustlsConnect> {
    let roots = match (demand.trust, &demand.roots) {
        (Trust::Anyone, _) => Roots::none(),
        (_, Some(file)) => Roots::of_file(file)?,
        (_, None) => Roots::of_system()?,
    };
    let provider = Arc::new(ring::default_provider());
    let verifier = Verifier { trust: demand.trust, roots, provider: Arc::clone(&provider) };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| Error::Database { doing: "preparing encryption", cause: Box::new(e) })?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    Ok(MakeRustlsConnect::new(config))
}

/// What is wrong and what to do, where a connection failed for its encryption.
pub(super) fn refused(error: &postgres::Error, demand: &Demand) -> Option<String> {
    let cause = error.source()?;
    // The library has no kind for it.
    if cause.to_string() == "server does not support TLS" {
        return Some(
            "it offers no encryption: turn ssl on there; sslmode=disable is for a trusted network or a tunnel"
                .to_owned(),
        );
    }
    let error = cause.downcast_ref::<std::io::Error>()?.get_ref()?.downcast_ref::<TlsError>()?;
    let TlsError::InvalidCertificate(certificate) = error else { return Some(error.to_string()) };
    Some(match certificate {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            let trusted = match &demand.roots {
                Some(file) => format!("no authority in {} has", file.display()),
                None => "no authority that this system trusts has".to_owned(),
            };
            format!(
                "{trusted} issued its certificate; name the file of the one that has with sslrootcert=FILE"
            )
        }
        CertificateError::NotValidForNameContext { expected, presented } => {
            let names = if presented.is_empty() { "no name".to_owned() } else { presented.join(", ") };
            format!(
                "its certificate is for {names} and not for {}; connect by a name in it, or with sslmode=verify-ca \
                 where names do not matter",
                expected.to_str()
            )
        }
        CertificateError::ExpiredContext { .. } | CertificateError::Expired => {
            format!("{error}; the server needs a new certificate, unless the clock here is wrong")
        }
        _ => format!(
            "{error}; name the certificate itself with sslrootcert=FILE, if you know it to be the server's"
        ),
    })
}
