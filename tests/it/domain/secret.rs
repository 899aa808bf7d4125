//! A secret cannot print itself.

use trackside::domain::Secret;

#[test]
fn debug_shows_nothing_of_a_secret() {
    let secret = Secret::new("canary-5f1c".to_owned());
    assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(…) Some(Secret(…))");
    assert_eq!(secret.expose(), "canary-5f1c");
}
