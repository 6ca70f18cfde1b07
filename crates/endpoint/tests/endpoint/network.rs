//! What networks and servers do.

use super::stub::{Reply, Stub};
use super::*;

#[test]
fn broken_json_is_asked_again_once_and_then_kept_as_far_as_it_goes() {
    let stub =
        Stub::new(|_, n| Reply::Says(if n == 0 { "Sure! Here:".to_owned() } else { good().to_string() }));
    assert_eq!(annotate(&endpoint(&stub), NEWS).unwrap().acts.len(), 2);
    let contents = stub.asked()[1].contents();
    assert!(
        contents[contents.len() - 2] == "Sure! Here:"
            && contents.last().unwrap().contains("could not be read")
    );

    let text = good().to_string();
    let cut = text[..text.find("\"sayings\"").unwrap()].to_owned();
    let stub = Stub::new(move |_, _| Reply::Says(cut.clone()));
    let marked = annotate(&endpoint(&stub), NEWS).unwrap();
    assert_eq!((marked.acts.len(), stub.asked().len()), (2, 2));
    assert!(marked.dropped.iter().any(|d| d.what == "answer"));
}

#[test]
fn an_article_without_a_usable_answer_is_kept_with_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let stub = Stub::new(|_, _| Reply::Says("I cannot help with that.".to_owned()));
    let report = report(Endpoint::new(settings(Some(&stub.url), Some(folder.path()))), NEWS).unwrap();
    assert!(report.incidents.is_empty() && report.warnings[0].message.contains("no answer of the form"));
    assert_eq!(stub.asked().len(), 2);
    let replayed = super::report(Endpoint::new(settings(None, Some(folder.path()))), NEWS).unwrap();
    assert_eq!(report, replayed);
}

#[test]
fn busy_and_broken_servers_are_asked_again() {
    for first in [
        Reply::Status(429, "retry-after: 1\r\n", "{\"error\": \"slow down\"}".to_owned()),
        Reply::Status(503, "", String::new()),
        Reply::Status(500, "retry-after: soon\r\n", "oops".to_owned()),
        Reply::Status(200, "", "{\"choices\": [{\"mess".to_owned()),
        Reply::Status(200, "", "{}".to_owned()),
        Reply::Breaks(good().to_string()),
    ] {
        let told = format!("{first:?}");
        let stub =
            Stub::new(move |_, n| if n == 0 { first.clone() } else { Reply::Says(good().to_string()) });
        assert_eq!(annotate(&endpoint(&stub), NEWS).map(|m| m.acts.len()).unwrap_or(0), 2, "{told}");
        assert_eq!(stub.asked().len(), 2, "{told}");
    }
}

#[test]
fn what_stays_broken_is_left_for_a_later_run_and_not_tried_for_ever() {
    let stub = Stub::new(|_, _| Reply::Status(503, "retry-after: 86400\r\n", "busy".to_owned()));
    let asking = endpoint(&stub);
    for _ in 0..6 {
        let error = annotate(&asking, NEWS).unwrap_err();
        assert!(error.later && error.reason.contains("503"), "{error}");
    }
    assert_eq!(stub.asked().len(), 3 * 3, "three articles with three tries each");
}

#[test]
fn a_server_that_knows_schemas_by_the_older_name_is_asked_so() {
    let stub = Stub::new(|asked, _| match asked.body["response_format"]["type"].as_str() {
        Some("json_object") => Reply::Says(good().to_string()),
        // Seen of a server that takes what it does not know for its own fault.
        _ => Reply::Status(500, "", "{\"loc\": [\"body\", \"response_format\", \"type\"]}".to_owned()),
    });
    let asking = endpoint(&stub);
    for _ in 0..2 {
        assert_eq!(annotate(&asking, NEWS).unwrap().acts.len(), 2);
    }
    let forms: Vec<bool> =
        stub.asked().iter().map(|a| a.body["response_format"]["schema"]["type"] == "object").collect();
    assert_eq!(forms, [false, true, true], "what was refused once is not asked for again");
}

#[test]
fn a_server_that_says_nothing_and_one_that_is_not_there_are_left() {
    let stub = Stub::new(|_, _| Reply::Silence);
    let hurry = Patience {
        request: Duration::from_millis(200),
        tries: 2,
        pause: Duration::from_millis(1),
        longest: Duration::from_millis(1),
    };
    let asking = |url: &str| Endpoint::new(Settings { patience: hurry, ..settings(Some(url), None) });
    assert!(annotate(&asking(&stub.url), NEWS).unwrap_err().later);
    assert_eq!(stub.asked().len(), 2);
    assert!(annotate(&asking("http://127.0.0.1:1/v1"), NEWS).unwrap_err().later);
}

#[test]
fn a_server_that_knows_less_is_asked_more_plainly() {
    let stub = Stub::new(|asked, _| {
        let knows = asked.body.get("response_format").is_none() && asked.body.get("seed").is_none();
        if knows {
            Reply::Says(good().to_string())
        } else {
            Reply::Status(400, "", "unknown parameter".to_owned())
        }
    });
    let asking = endpoint(&stub);
    assert_eq!(annotate(&asking, NEWS).unwrap().acts.len(), 2);
    assert_eq!(stub.asked().len(), 4);
    annotate(&asking, NEWS).unwrap();
    assert_eq!(stub.asked().len(), 5, "what it knows is remembered");
    let always = Stub::new(|_, _| Reply::Status(400, "", "no".to_owned()));
    assert!(annotate(&endpoint(&always), NEWS).unwrap_err().reason.contains("no"));
}

#[test]
fn a_wrong_key_ends_the_run_and_is_not_shown() {
    let stub = Stub::new(|_, _| Reply::Status(401, "", "Incorrect key: sk-hidden (sk-hid***)".to_owned()));
    let asking = endpoint(&stub);
    for _ in 0..3 {
        let error = annotate(&asking, NEWS).unwrap_err();
        assert!(error.later && error.reason.contains("401"), "{error}");
        assert!(!format!("{error} {asking:?}").contains("sk-hid"), "{error} {asking:?}");
    }
    assert_eq!(stub.asked().len(), 1);
    let echo = Stub::new(|_, _| Reply::Status(418, "", "teapot for sk-hidden".to_owned()));
    assert!(!annotate(&endpoint(&echo), NEWS).unwrap_err().to_string().contains("sk-hidden"));
}

#[test]
fn redirects_are_not_followed() {
    let elsewhere = says(&good());
    let to: &'static str =
        Box::leak(format!("location: {}/chat/completions\r\n", elsewhere.url).into_boxed_str());
    let stub = Stub::new(move |_, _| Reply::Status(307, to, String::new()));
    assert!(annotate(&endpoint(&stub), NEWS).unwrap_err().reason.contains("not followed"));
    assert!(elsewhere.asked().is_empty());
}

#[test]
fn a_giant_response_is_refused() {
    let stub = Stub::new(|_, _| Reply::Says("x".repeat(5 << 20)));
    assert!(annotate(&endpoint(&stub), NEWS).unwrap_err().reason.contains("larger"));
}

#[test]
fn the_budget_holds_and_what_is_beyond_it_is_left() {
    let stub = says(&good());
    let most = Most { requests: Some(1), tokens: None };
    let asking = Endpoint::new(Settings { most, ..settings(Some(&stub.url), None) });
    assert!(annotate(&asking, NEWS).is_ok());
    let error = annotate(&asking, NEWS).unwrap_err();
    assert!(error.later && error.reason.contains("budget"), "{error}");
    let spent = asking.spent();
    assert_eq!((spent.requests, spent.asked, spent.answered), (1, 100, 20));
    let most = Most { requests: None, tokens: Some(500) };
    let poor = Endpoint::new(Settings { most, ..settings(Some(&stub.url), None) });
    assert!(annotate(&poor, NEWS).unwrap_err().later);
    assert_eq!(stub.asked().len(), 1);
}
