//! Signatures over a head.
//!
//! Owns: keys in files, and the file of a signature. In: a head and a key. Out: two lines of text: the line about the head,
//! and its Ed25519 signature in base 64. Refuses: to write over a key, or to use a private one that others can read; a private
//! key stands in its file alone, never in an argument or a message.

use super::{line_of, stated};
use crate::failure::Failure;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use claimbook_ledger::Head;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey, KeypairBytes,
};
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A head and what somebody signed it with.
#[derive(Debug)]
pub struct Signature {
    pub head: Head,
    signature: ed25519_dalek::Signature,
}

impl Signature {
    /// Reads a file of a signature; the error is a sentence.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut lines = text.lines();
        let (Some(head), Some(signature), None) = (lines.next(), lines.next(), lines.next()) else {
            return Err("it does not have the two lines of a signature".to_owned());
        };
        let head = stated(head)?;
        let bytes =
            BASE64_STANDARD.decode(signature).map_err(|e| format!("its second line is not base 64: {e}"))?;
        let signature = ed25519_dalek::Signature::from_slice(&bytes).map_err(|_| {
            format!("its second line has {} bytes and not the 64 of a signature", bytes.len())
        })?;
        Ok(Self { head, signature })
    }

    /// Whether it was made with the private part of a key.
    pub fn is_by(&self, key: &VerifyingKey) -> bool {
        key.verify_strict(line_of(&self.head).as_bytes(), &self.signature).is_ok()
    }
}

/// The file of a signature over a head, with the private key of a file.
pub fn sign(head: &Head, key: &Path) -> Result<String, Failure> {
    let key = private_key(key)?;
    let line = line_of(head);
    let signature = key.sign(line.as_bytes());
    Ok(format!("{line}{}\n", BASE64_STANDARD.encode(signature.to_bytes())))
}

/// Makes a key: the private part in a new file that is its owner's alone, the public one in `FILE.pub` beside it.
pub fn make_key(file: &Path) -> Result<PathBuf, Failure> {
    let mut public = file.as_os_str().to_owned();
    public.push(".pub");
    let public = PathBuf::from(public);
    let no_key = |e: &dyn std::fmt::Display| Failure::io("making a key")(io::Error::other(e.to_string()));
    let mut secret_key = [0; 32];
    getrandom::fill(&mut secret_key).map_err(|e| no_key(&e))?;
    let key = SigningKey::from_bytes(&secret_key);
    // Without the public part in it, which other programs do not read there.
    let private = KeypairBytes { secret_key, public_key: None };
    let private = private.to_pkcs8_pem(LineEnding::LF).map_err(|e| no_key(&e))?;
    let told = key.verifying_key().to_public_key_pem(LineEnding::LF).map_err(|e| no_key(&e))?;
    // The public part first: where the second of the two cannot be made, no private key is left about.
    write_new(&public, told.as_bytes(), false)?;
    write_new(file, private.as_bytes(), true).inspect_err(|_| {
        let _ = fs::remove_file(&public);
    })?;
    Ok(public)
}

/// Reads a public key.
pub fn public_key(file: &Path) -> Result<VerifyingKey, Failure> {
    let text = fs::read_to_string(file).map_err(Failure::io(file.display().to_string()))?;
    VerifyingKey::from_public_key_pem(&text).map_err(|e| {
        Failure::Usage(format!("{}: this is no public Ed25519 key in PEM form: {e}", file.display()))
    })
}

fn private_key(file: &Path) -> Result<SigningKey, Failure> {
    let name = file.display();
    let mut open = File::open(file).map_err(Failure::io(name.to_string()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = open.metadata().map_err(Failure::io(name.to_string()))?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(Failure::Usage(format!(
                "{name}: others can read this private key; make it yours alone with chmod 600, or make a new one"
            )));
        }
    }
    let text = io::read_to_string(&mut open).map_err(Failure::io(name.to_string()))?;
    // What is wrong with a private key is not told closer than this.
    SigningKey::from_pkcs8_pem(&text).map_err(|_| {
        Failure::Usage(format!(
            "{name}: this is no private Ed25519 key in PKCS#8 PEM form without a passphrase, as `claimbook sign new-key` makes them"
        ))
    })
}

fn write_new(file: &Path, bytes: &[u8], private: bool) -> Result<(), Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, if private { 0o600 } else { 0o666 });
    let written = options.open(file).and_then(|mut open| {
        open.write_all(bytes)?;
        open.sync_all()
    });
    written.map_err(Failure::io(file.display().to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(seq: i64) -> Head {
        Head { seq, hash: "0f".repeat(32) }
    }

    #[test]
    fn a_signature_is_of_one_head_by_one_key() {
        let folder = tempfile::tempdir().unwrap();
        let [mine, other] = ["mira.key", "other.key"].map(|name| folder.path().join(name));
        let public = make_key(&mine).unwrap();
        assert_eq!(public, folder.path().join("mira.key.pub"));
        let text = sign(&head(7), &mine).unwrap();
        assert_eq!(text, sign(&head(7), &mine).unwrap());
        assert_eq!(text.lines().next(), Some(line_of(&head(7)).trim_end()));
        let signature = Signature::read(&text).unwrap();
        assert_eq!(signature.head, head(7));
        assert!(signature.is_by(&public_key(&public).unwrap()));
        assert!(!signature.is_by(&public_key(&make_key(&other).unwrap()).unwrap()));
        let changed = Signature::read(&text.replace(" 7:", " 8:")).unwrap();
        assert!(!changed.is_by(&public_key(&public).unwrap()));
    }

    #[test]
    fn what_is_no_signature_is_told() {
        let line = line_of(&head(7));
        for (text, told) in [
            (String::new(), "two lines"),
            (line.clone(), "two lines"),
            (format!("{line}AAAA\nAAAA\n"), "two lines"),
            (format!("{line}?\n"), "base 64"),
            (format!("{line}AAAA\n"), "3 bytes"),
            ("claimbook head 7\nAAAA\n".to_owned(), "SEQ:HASH"),
        ] {
            let error = Signature::read(&text).unwrap_err();
            assert!(error.contains(told), "{text}: {error}");
        }
    }

    #[test]
    fn a_key_is_never_written_over_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mira.key");
        let public = make_key(&file).unwrap();
        let before = fs::read(&file).unwrap();
        assert!(make_key(&file).is_err());
        fs::remove_file(&public).unwrap();
        assert!(make_key(&file).is_err());
        assert!(!public.exists(), "a public part without its private one is not left");
        assert_eq!(fs::read(&file).unwrap(), before);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
            assert!(sign(&head(7), &file).unwrap_err().to_string().contains("chmod 600"));
        }
    }

    /// Made with `openssl genpkey -algorithm ed25519` and, from that, `openssl pkey -pubout` and `openssl pkeyutl -sign -rawin`.
    #[test]
    fn keys_and_signatures_are_those_of_openssl() {
        let folder = tempfile::tempdir().unwrap();
        let public = folder.path().join("a.key.pub");
        fs::write(&public, include_str!("testdata/openssl.key.pub")).unwrap();
        let signature = Signature::read(include_str!("testdata/openssl.sig")).unwrap();
        assert!(signature.head == head(7) && signature.is_by(&public_key(&public).unwrap()));
        // A private key has the form that openssl gives one: PKCS#8 of the first version.
        let private = folder.path().join("b.key");
        make_key(&private).unwrap();
        let text = fs::read_to_string(&private).unwrap();
        let bytes = BASE64_STANDARD.decode(text.lines().nth(1).unwrap()).unwrap();
        let form = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
        assert!(bytes.len() == 48 && bytes.starts_with(form), "{bytes:x?}");
        assert!(public_key(&private).is_err() && sign(&head(1), &public).is_err());
    }
}
