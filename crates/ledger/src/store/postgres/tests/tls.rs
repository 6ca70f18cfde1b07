//! Encrypted connections: which servers are trusted, and what is said of the others.

use super::*;
use crate::test_server::Server;
use postgres::config::SslMode;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use std::fs;
use std::path::PathBuf;

/// A server with certificates, and the files of authorities.
struct Place {
    folder: tempfile::TempDir,
    server: Server,
}

struct Authority(Issuer<'static, KeyPair>);

impl Authority {
    /// Makes an authority and writes its certificate.
    fn new(name: &str, file: &Path) -> Self {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        fs::write(file, params.self_signed(&key).unwrap().pem()).unwrap();
        Self(Issuer::new(params, key))
    }

    /// Issues a server's certificate and writes it with its key.
    fn issue(&self, names: &[&str], change: impl FnOnce(&mut CertificateParams), folder: &Path) {
        let key = KeyPair::generate().unwrap();
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        change(&mut params);
        fs::write(folder.join("server.crt"), params.signed_by(&key, &self.0).unwrap().pem()).unwrap();
        fs::write(folder.join("server.key"), key.serialize_pem()).unwrap();
    }
}

impl Place {
    fn new(names: &[&str], change: impl FnOnce(&mut CertificateParams)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        Authority::new("Harbour Authority", &folder.path().join("right.pem")).issue(
            names,
            change,
            folder.path(),
        );
        Authority::new("Other Authority", &folder.path().join("other.pem"));
        Authority::new("Harbour Authority", &folder.path().join("namesake.pem"));
        let server = Server::on_localhost(Some(folder.path()));
        Self { folder, server }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn open(&self, host: &str, parameters: &str) -> Result<PostgresStore> {
        let parameters = parameters.replace("FOLDER", self.folder.path().to_str().unwrap());
        PostgresStore::open(&self.server.url_by(host, "book", &parameters), Access::Create)
    }

    fn refused(&self, host: &str, parameters: &str) -> String {
        let error = self.open(host, parameters).unwrap_err();
        assert!(matches!(error, Error::Untrusted { .. }), "{error:?}");
        error.to_string()
    }
}

/// Whether the server sees an encrypted connection.
fn is_encrypted(store: &PostgresStore) -> bool {
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    store.session.one(sql, &[], |row| row.try_get(0)).unwrap().unwrap()
}

#[test]
fn a_server_is_trusted_by_its_authority_and_its_name() {
    let place = Place::new(&["localhost"], |_| {});
    for parameters in [
        "sslmode=verify-full&sslrootcert=FOLDER/right.pem",
        "sslmode=verify-ca&sslrootcert=FOLDER/right.pem",
        "sslmode=require&sslrootcert=FOLDER/right.pem",
        "sslmode=require",
        "sslmode=prefer",
        "",
    ] {
        let store = place.open("localhost", parameters).unwrap();
        assert!(is_encrypted(&store), "{parameters}");
    }
    assert!(!is_encrypted(&place.open("localhost", "sslmode=disable").unwrap()));

    for mode in ["verify-full", "verify-ca", "require"] {
        for other in ["other", "namesake"] {
            let told = place.refused("localhost", &format!("sslmode={mode}&sslrootcert=FOLDER/{other}.pem"));
            let file = place.file(&format!("{other}.pem"));
            assert!(told.contains(&format!("no authority in {}", file.display())), "{told}");
            assert!(told.contains("sslrootcert=FILE"), "{told}");
        }
    }

    // Another name of the same machine.
    let told = place.refused("127.0.0.1", "sslmode=verify-full&sslrootcert=FOLDER/right.pem");
    assert!(told.contains("not for 127.0.0.1") && told.contains("localhost"), "{told}");
    assert!(told.contains("sslmode=verify-ca"), "{told}");
    let store = place.open("127.0.0.1", "sslmode=verify-ca&sslrootcert=FOLDER/right.pem").unwrap();
    assert!(is_encrypted(&store));

    // A file of several authorities trusts each of them.
    let both = ["other.pem", "right.pem"].map(|name| fs::read_to_string(place.file(name)).unwrap()).concat();
    fs::write(place.file("both.pem"), both).unwrap();
    place.open("localhost", "sslmode=verify-full&sslrootcert=FOLDER/both.pem").unwrap();
    for (file, holds) in [("empty.pem", Some("nothing")), ("none.pem", None)] {
        if let Some(text) = holds {
            fs::write(place.file(file), text).unwrap();
        }
        let error = place.open("localhost", &format!("sslmode=verify-ca&sslrootcert=FOLDER/{file}"));
        let error = error.unwrap_err();
        assert!(matches!(error, Error::BadRequest(_)) && error.to_string().contains(file), "{error}");
    }
}

#[test]
fn a_certificate_that_a_server_issued_to_itself_is_trusted_where_it_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let key = KeyPair::generate().unwrap();
    // As `openssl req -x509` makes them: an authority's.
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    fs::write(folder.path().join("server.crt"), params.self_signed(&key).unwrap().pem()).unwrap();
    fs::write(folder.path().join("server.key"), key.serialize_pem()).unwrap();
    Authority::new("Other Authority", &folder.path().join("other.pem"));
    let place = Place { server: Server::on_localhost(Some(folder.path())), folder };
    let store = place.open("localhost", "sslmode=verify-full&sslrootcert=FOLDER/server.crt").unwrap();
    assert!(is_encrypted(&store));
    let told = place.refused("127.0.0.1", "sslmode=verify-full&sslrootcert=FOLDER/server.crt");
    assert!(told.contains("not for 127.0.0.1"), "{told}");
    let told = place.refused("localhost", "sslmode=verify-full&sslrootcert=FOLDER/other.pem");
    assert!(told.contains("sslrootcert=FILE"), "{told}");
}

#[test]
fn a_certificate_that_has_ended_or_names_nobody_is_told() {
    let ended = Place::new(&["localhost"], |params| params.not_after = rcgen::date_time_ymd(2020, 1, 1));
    let told = ended.refused("localhost", "sslmode=verify-full&sslrootcert=FOLDER/right.pem");
    assert!(told.contains("needs a new certificate"), "{told}");
    let nobody = Place::new(&[], |params| params.distinguished_name.push(DnType::CommonName, "localhost"));
    let told = nobody.refused("localhost", "sslmode=verify-full&sslrootcert=FOLDER/right.pem");
    assert!(told.contains("for no name and not for localhost"), "{told}");
}

#[test]
fn a_server_without_encryption_is_refused_where_it_is_required() {
    let server = Server::on_localhost(None);
    for mode in ["require", "verify-ca", "verify-full"] {
        let url = server.url_by("localhost", "book", &format!("sslmode={mode}"));
        let error = PostgresStore::open(&url, Access::Create).unwrap_err();
        let told = error.to_string();
        assert!(matches!(error, Error::Untrusted { .. }), "{error:?}");
        assert!(told.contains("offers no encryption") && told.contains("turn ssl on"), "{told}");
    }
    let store = PostgresStore::open(&server.url_by("localhost", "book", ""), Access::Create).unwrap();
    assert!(!is_encrypted(&store));
    // A socket leads to nobody else.
    let address = Address::parse(&format!("{}&sslmode=require", server.url("book"))).unwrap();
    assert_eq!(address.config.get_ssl_mode(), SslMode::Disable);
}
