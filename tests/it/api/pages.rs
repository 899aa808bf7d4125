//! Pages, and where the list ends.

use trackside::api::{Cause, Page, PageRead, Priority};
use trackside::domain::{Label, Redactor, Runner, Secret};

use super::*;

/// `count` entries of a list.
fn entries(count: usize) -> String {
    (0..count).map(|number| format!(r#"{{"agentId":"r-{number}","name":"n"}}"#)).collect::<Vec<_>>().join(",")
}

async fn page_of(body: String, page: u32) -> Page<Runner> {
    let server = answering([Reply::json(200, body)]).await;
    client(&server).runners(page).await.unwrap()
}

#[tokio::test]
async fn the_end_of_the_list() {
    let full = entries(100);
    let one = entries(1);
    for (page, head, results, is_last, total) in [
        // The documented rules.
        (0, r#""size":100,"total":0"#, "", true, Some(0)),
        (0, r#""size":100,"total":1"#, &*one, true, Some(1)),
        (0, r#""size":100,"total":250"#, &*full, false, Some(250)),
        (1, r#""size":100,"total":250"#, &*full, false, Some(250)),
        (0, r#""size":100,"total":100"#, &*full, true, Some(100)),
        (1, r#""size":100,"total":200"#, &*full, true, Some(200)),
        (2, r#""size":100,"total":250"#, &*one, true, Some(250)),
        (7, r#""size":100,"total":250"#, "", true, None),
        (1, r#""size":100,"total":150"#, "", true, Some(150)),
        // The service's own page size counts.
        (0, r#""size":1,"total":3"#, &*one, false, Some(3)),
        (2, r#""size":1,"total":3"#, &*one, true, Some(3)),
        (0, r#""size":25,"total":60"#, &*one, true, Some(60)),
        // A size of 0 says nothing: only an empty page is an end.
        (0, r#""size":0,"total":0"#, &*one, false, None),
        (0, r#""size":0,"total":0"#, &*full, false, None),
        (3, r#""size":0,"total":0"#, &*one, false, None),
        (0, r#""size":0,"total":1"#, &*one, false, Some(1)),
        (0, r#""size":0,"total":0"#, "", true, Some(0)),
        // A total that cannot be is not believed.
        (0, r#""size":100,"total":0"#, &*full, false, None),
        (0, r#""size":100,"total":7"#, &*full, false, None),
        (1, r#""size":100,"total":150"#, &*full, false, None),
        // Missing, null, text, nonsense.
        (0, r#""x":1"#, &*full, false, None),
        (0, r#""x":1"#, &*one, true, None),
        (0, r#""size":null,"total":null"#, &*full, false, None),
        (0, r#""size":"100","total":"100""#, &*full, true, Some(100)),
        (0, r#""size":-1,"total":-1"#, &*full, false, None),
        (0, r#""size":1e400,"total":{}"#.replace("1e400", "1.5").as_str(), &*full, false, None),
    ] {
        let answer = page_of(format!(r#"{{"page":{page},{head},"results":[{results}]}}"#), page).await;
        let about = format!("page {page}, {head}, {} entries", answer.entries.len());
        assert_eq!((answer.is_last, answer.total), (is_last, total), "{about}");
        assert_eq!(answer.unreadable, 0, "{about}");
    }
}

#[tokio::test]
async fn the_order_of_the_answer_stays() {
    let answer = page_of(format!(r#"{{"size":100,"results":[{}]}}"#, entries(3)), 0).await;
    let ids: Vec<_> = answer.entries.iter().map(|runner| runner.id.as_str()).collect();
    assert_eq!(ids, ["r-0", "r-1", "r-2"]);
}

#[tokio::test]
async fn entries_without_a_usable_id_are_left_out_and_counted() {
    let results = r#"{"agentId":"r-1"},{"name":"no id"},{"agentId":null},{"agentId":""},{"agentId":" "},{"agentId":[]},{"agentId":".."},null,7,"text",[],{}"#;
    let answer = page_of(format!(r#"{{"size":12,"total":12,"results":[{results}]}}"#), 0).await;
    assert_eq!(answer.entries.len(), 1);
    assert_eq!(answer.unreadable, 11);
    assert!(answer.is_last);
    // They count as entries: the page is not the last because of them.
    let answer = page_of(r#"{"size":2,"results":[{"agentId":"r-1"},null]}"#.to_owned(), 0).await;
    assert!(!answer.is_last);
}

#[tokio::test]
async fn a_list_without_its_page_is_none() {
    for count in [0, 1, 99, 100, 250] {
        let server = answering([Reply::json(200, format!("[{}]", entries(count)))]).await;
        let error = error_of(client(&server).runners(0).await);
        assert_eq!(
            error.to_string(),
            "cannot list runners: the answer is not what the API documents (JSON of another shape)",
            "{count}"
        );
    }
}

#[tokio::test]
async fn a_list_that_shows_none_of_what_it_has_is_none() {
    for (page, body, words) in [
        (0, r#"{"size":100,"total":150,"results":[]}"#, "a list of 150 entries without an entry"),
        (0, r#"{"total":"1","results":[]}"#, "a list of 1 entry without an entry"),
        (0, r#"{"size":100,"total":1,"results":[{"name":"no id"}]}"#, "a page of 1 entry, none readable"),
        (0, r#"{"results":[null,7,"text",[],{}]}"#, "a page of 5 entries, none readable"),
        (3, r#"{"size":100,"total":301,"results":[{"agentId":""}]}"#, "a page of 1 entry, none readable"),
    ] {
        let server = answering([Reply::json(200, body)]).await;
        let client = client(&server);
        let error = error_of(client.runners(page).await);
        assert_eq!((error.call, &error.cause), ("list runners", &Cause::NotUnderstood(Label::from(words))), "{body}");
        assert!(matches!(cause_of(client.projects(page).await), Cause::NotUnderstood(_)), "{body}");
    }
}

#[tokio::test]
async fn a_page_tells_how_long_its_answer_was() {
    let body = format!(r#"{{"size":100,"results":[{}]}}"#, entries(3));
    assert_eq!(page_of(body.clone(), 0).await.bytes, body.len());
}

#[tokio::test]
async fn a_page_without_results_is_empty_only_if_it_says_so() {
    for body in [r#"{"page":0,"size":100,"total":0}"#, r#"{"results":null,"total":0}"#] {
        let answer = page_of(body.to_owned(), 0).await;
        assert_eq!((answer.entries.len(), answer.is_last), (0, true), "{body}");
    }
    for body in [
        "{}",
        r#"{"error":"maintenance"}"#,
        r#"{"results":null}"#,
        r#"{"results":{"agentId":"r-1"},"total":1}"#,
        r#"{"results":"none"}"#,
        "null",
        "7",
        r#""ok""#,
    ] {
        let server = answering([Reply::json(200, body)]).await;
        let cause = cause_of(client(&server).runners(0).await);
        assert_eq!(cause, Cause::NotUnderstood(Label::from("JSON of another shape")), "{body}");
    }
}

#[tokio::test]
async fn an_answer_that_is_known_is_not_read_again() {
    let body = |name: &str| format!(r#"{{"size":100,"total":1,"results":[{{"agentId":"r","name":"{name}"}}]}}"#);
    let server = answering(["one", "one", "another", "one", "one"].map(|name| Reply::json(200, body(name)))).await;
    let redactor = Redactor::default();
    let client = ControlPlane::new(Settings { redactor: redactor.clone(), ..settings(&server) }).unwrap();
    let read = async |known| client.runners_unless(known, 0, Priority::List).await.unwrap();
    let PageRead::Other { page, fingerprint: one } = read(None).await else { panic!("nothing was named") };
    assert_eq!(page.entries, [Runner::new("r", "one")]);
    assert_eq!(read(one).await, PageRead::Same);
    let PageRead::Other { page, fingerprint } = read(one).await else { panic!("it says something else") };
    assert_eq!(page.entries, [Runner::new("r", "another")]);
    assert_ne!(fingerprint, one);
    assert_eq!(read(one).await, PageRead::Same);
    // What has to be hidden since is hidden.
    redactor.add(&Secret::new("a secret that is known since then".to_owned()));
    assert!(
        matches!(read(one).await, PageRead::Other { fingerprint, .. } if fingerprint.is_some() && fingerprint != one)
    );
}

#[tokio::test]
async fn an_answer_that_was_cut_is_never_the_known_one() {
    let whole = format!(r#"{{"size":100,"total":9,"results":[{}]}}"#, entries(9));
    let cut = || Reply::json(200, &*whole).only(60).then_close();
    let server = answering([Reply::json(200, &*whole), cut(), cut(), cut()]).await;
    let client = client(&server);
    let PageRead::Other { fingerprint, .. } = client.runners_unless(None, 0, Priority::List).await.unwrap() else {
        panic!("nothing was named")
    };
    assert!(client.runners_unless(fingerprint, 0, Priority::List).await.is_err());
}
