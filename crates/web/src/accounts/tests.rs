//! Accounts over time, on a clock of the tests.

use super::*;
use std::path::PathBuf;

const PASSWORD: &str = "correct horse battery";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

fn accounts() -> (tempfile::TempDir, PathBuf, Accounts) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.users");
    let accounts = Accounts::create_or_open(&path).unwrap();
    for (name, role) in [("Ana", Role::Admin), ("Carl Önder", Role::Coder)] {
        accounts.add(name, role, PASSWORD, at(0)).unwrap();
    }
    (folder, path, accounts)
}

#[test]
fn names_that_read_alike_are_one_and_stay_taken() {
    let (_folder, _, accounts) = accounts();
    for name in ["ana", "  ANA ", "Aná", "carl onder", "Carl-Önder"] {
        let refused = accounts.add(name, Role::Reader, PASSWORD, at(1)).unwrap_err();
        assert!(matches!(refused, AccountsError::Taken(_)), "{name}: {refused}");
    }
    accounts.disable("ana", at(1)).unwrap();
    assert!(matches!(accounts.add("Ana", Role::Reader, PASSWORD, at(2)), Err(AccountsError::Taken(_))));
    for name in ["", " !? ", "a\u{202e}b", "a\nb", &"x".repeat(65)] {
        assert!(matches!(accounts.add(name, Role::Reader, PASSWORD, at(2)), Err(AccountsError::Name { .. })));
    }
    accounts.add("<script>alert(1)</script>", Role::Reader, PASSWORD, at(2)).unwrap();
    accounts.add("آنا", Role::Reader, PASSWORD, at(2)).unwrap();
    let names: Vec<String> = accounts.list(at(3)).unwrap().into_iter().map(|a| a.name).collect();
    assert_eq!(names, ["<script>alert(1)</script>", "Ana", "Carl Önder", "آنا"]);
}

#[test]
fn passwords_that_are_easy_to_guess_are_refused() {
    let (_folder, _, accounts) = accounts();
    for password in ["", "short", "elevenchars", "Ben of Oakham", &"x".repeat(257)] {
        let refused = accounts.add("Ben of Oakham", Role::Reader, password, at(0));
        assert!(matches!(refused, Err(AccountsError::Password(_))), "{password}");
    }
    assert!(matches!(accounts.set_password("Ana", "short"), Err(AccountsError::Password(_))));
    assert_eq!(accounts.list(at(0)).unwrap().len(), 2);
}

#[test]
fn letters_typed_in_another_form_are_the_same_password() {
    let (_folder, _, accounts) = accounts();
    accounts.add("Ben", Role::Reader, "caf\u{e9} au lait noir", at(0)).unwrap();
    assert!(accounts.sign_in("ben", "cafe\u{301} au lait noir", at(0)).is_ok());
}

#[test]
fn a_session_ends_when_nobody_comes_and_after_a_week() {
    let (_folder, _, accounts) = accounts();
    let session = accounts.sign_in("ana", PASSWORD, at(0)).unwrap();
    assert_eq!(session.known, Known { name: "Ana".to_owned(), role: Role::Admin });
    let holds = |second: i64| accounts.session(&session.secret, true, at(second)).unwrap().is_some();
    let hour = 3_600;
    assert!(holds(11 * hour) && holds(22 * hour));
    for n in 3..15 {
        assert!(holds(n * 11 * hour));
    }
    assert!(!holds(7 * 24 * hour + 1), "a week is the end");

    let idle = accounts.sign_in("ana", PASSWORD, at(0)).unwrap();
    assert!(accounts.session(&idle.secret, false, at(11 * hour)).unwrap().is_some());
    assert!(
        accounts.session(&idle.secret, true, at(13 * hour)).unwrap().is_none(),
        "looking is no sign of life"
    );
}

#[test]
fn whoever_signs_in_gets_a_secret_that_was_never_there() {
    let (_folder, _, accounts) = accounts();
    let known = "0".repeat(64);
    assert!(accounts.session(&known, true, at(0)).unwrap().is_none());
    let (first, second) = (
        accounts.sign_in("ana", PASSWORD, at(0)).unwrap(),
        accounts.sign_in("ana", PASSWORD, at(0)).unwrap(),
    );
    assert_ne!(first.secret, second.secret);
    assert!(accounts.session(&known, true, at(0)).unwrap().is_none());
    accounts.sign_out(&first.secret).unwrap();
    assert!(accounts.session(&first.secret, true, at(1)).unwrap().is_none());
    assert!(accounts.session(&second.secret, true, at(1)).unwrap().is_some());
}

#[test]
fn a_disabled_account_has_no_session_and_no_token_also_when_it_is_enabled_again() {
    let (_folder, path, accounts) = accounts();
    let session = accounts.sign_in("ana", PASSWORD, at(0)).unwrap();
    let (token, _) = accounts.issue("ana", Role::Admin, 30, at(0)).unwrap();
    // As the command does beside a running server.
    let other = Accounts::open(&path).unwrap();
    other.disable("ANA", at(5)).unwrap();
    let gone = |second: i64| {
        assert!(accounts.session(&session.secret, true, at(second)).unwrap().is_none());
        assert!(accounts.token(&token, true, at(second)).unwrap().is_none());
    };
    gone(6);
    assert!(matches!(accounts.sign_in("ana", PASSWORD, at(6)), Err(AccountsError::Wrong)));
    assert!(matches!(accounts.issue("ana", Role::Reader, 1, at(6)), Err(AccountsError::Disabled(_))));
    assert_eq!(accounts.list(at(6)).unwrap()[0].disabled, Some(at(5)));
    other.enable("ana").unwrap();
    gone(7);
    assert!(accounts.sign_in("ana", PASSWORD, at(8)).is_ok());
}

#[test]
fn another_password_ends_sessions_and_another_role_holds_at_once() {
    let (_folder, _, accounts) = accounts();
    let session = accounts.sign_in("ana", PASSWORD, at(0)).unwrap();
    let (token, _) = accounts.issue("ana", Role::Publisher, 30, at(0)).unwrap();
    accounts.set_role("ana", Role::Coder).unwrap();
    let role = |known: Option<Known>| known.unwrap().role;
    assert_eq!(role(accounts.session(&session.secret, true, at(1)).unwrap()), Role::Coder);
    assert_eq!(
        role(accounts.token(&token, true, at(1)).unwrap()),
        Role::Coder,
        "never more than the account"
    );
    accounts.set_password("ana", "another long password").unwrap();
    assert!(accounts.session(&session.secret, true, at(2)).unwrap().is_none());
    assert!(accounts.sign_in("ana", PASSWORD, at(2)).is_err());
    assert!(accounts.sign_in("ana", "another long password", at(2)).is_ok());
}

#[test]
fn a_token_has_an_end_a_role_and_can_be_revoked() {
    let (_folder, _, accounts) = accounts();
    let (secret, token) = accounts.issue("carl onder", Role::Reader, 2, at(0)).unwrap();
    assert!(secret.starts_with("claimbook_"));
    assert_eq!((token.role, token.expires, token.used), (Role::Reader, at(2 * 86_400), None));
    let known = |second: i64| accounts.token(&secret, true, at(second)).unwrap();
    assert_eq!(known(100), Some(Known { name: "Carl Önder".to_owned(), role: Role::Reader }));
    assert_eq!(accounts.list(at(101)).unwrap()[1].tokens[0].used, Some(at(100)));
    assert!(known(2 * 86_400 - 1).is_some() && known(2 * 86_400).is_none());
    assert!(accounts.list(at(2 * 86_400)).unwrap()[1].tokens.is_empty());
    assert!(matches!(
        accounts.issue("carl onder", Role::Reviewer, 2, at(0)),
        Err(AccountsError::TooMuch { .. })
    ));
    for days in [0, 367] {
        assert!(matches!(accounts.issue("ana", Role::Reader, days, at(0)), Err(AccountsError::Days(366))));
    }
    let (secret, token) = accounts.issue("ana", Role::Reader, 2, at(0)).unwrap();
    assert!(
        matches!(accounts.revoke("carl onder", token.id), Err(AccountsError::NoToken(_))),
        "not another's"
    );
    accounts.revoke("ana", token.id).unwrap();
    assert!(accounts.token(&secret, true, at(1)).unwrap().is_none());
    for wrong in ["", "claimbook_", "claimbook_' OR 1=1", &format!("claimbook_{}", "0".repeat(64))] {
        assert!(accounts.token(wrong, true, at(1)).unwrap().is_none());
    }
}

#[test]
fn nothing_secret_is_in_the_file_and_it_is_its_owners_alone() {
    let (_folder, path, accounts) = accounts();
    let session = accounts.sign_in("ana", PASSWORD, at(0)).unwrap().secret;
    let (token, _) = accounts.issue("ana", Role::Admin, 30, at(0)).unwrap();
    let csrf = digest("csrf", &session);
    drop(accounts);
    let folder = path.parent().unwrap();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let bytes = std::fs::read(&file).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in [PASSWORD, &session, &csrf, token.strip_prefix("claimbook_").unwrap()] {
            assert!(!text.contains(secret), "{}", file.display());
        }
        assert!(text.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
        #[cfg(unix)]
        {
            let mode =
                std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&file).unwrap().permissions());
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}

#[test]
fn other_files_are_refused_and_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.users");
    assert!(matches!(Accounts::open(&missing), Err(AccountsError::Missing(_))));
    assert!(!missing.exists());
    let text = folder.path().join("text");
    std::fs::write(&text, "this is no database, however long it may be ".repeat(40)).unwrap();
    let ledger = folder.path().join("book.ledger");
    drop(claimbook_ledger::Ledger::create_or_open(&ledger).unwrap());
    for path in [text, ledger] {
        let before = std::fs::read(&path).unwrap();
        for refused in [Accounts::open(&path), Accounts::create_or_open(&path)] {
            assert!(matches!(refused, Err(AccountsError::NotAccounts(_))), "{refused:?}");
        }
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
}

#[test]
fn wrong_passwords_make_a_name_wait_whether_there_is_an_account_or_not() {
    let (_folder, _, accounts) = accounts();
    for name in ["ana", "nobody"] {
        for _ in 0..5 {
            assert!(matches!(accounts.sign_in(name, "wrong password 1", at(0)), Err(AccountsError::Wrong)));
        }
        assert!(matches!(accounts.sign_in(name, PASSWORD, at(0)), Err(AccountsError::Wait(2))), "{name}");
    }
    assert!(accounts.sign_in("ana", PASSWORD, at(2)).is_ok(), "after the wait");
    assert!(accounts.sign_in("carl onder", PASSWORD, at(0)).is_ok(), "another name");
}
