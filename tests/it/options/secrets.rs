//! What is missing of the credentials, and that no secret is an argument.

use trackside::domain::Secret;
use trackside::options::{GivenFile, SecretSource, Target};

use super::{SIGNED_IN, options, refusal};

#[test]
fn missing_credentials_are_named() {
    let none = "\
no credentials; trackside signs in with the id and secret of an API credential

For this shell, in variables:

  export TRACKSIDE_CLIENT_ID=...
  export TRACKSIDE_CLIENT_SECRET=...
  trackside --region eu1              or us1 or au1, or --api-url URL

For good, in the config file ~/.config/trackside/config.toml:

  [profiles.prod]
  region = \"eu1\"
  client_id = \"...\"
  client_secret_file = \"prod.secret\"                  # readable only by you
  client_secret_command = [\"pass\", \"show\", \"prod\"]    # or this prints the secret

To look around first, without an account:

  trackside --demo";
    assert_eq!(refusal(&[], &[]), none);
    assert_eq!(refusal(&["--region", "eu1"], &[]), none);
    assert_eq!(refusal(&[], &[("TRACKSIDE_CLIENT_ID", ""), ("TRACKSIDE_CLIENT_SECRET", "")]), none);
    // What is there must be right before what is missing matters.
    let line = refusal(&["--refresh", "0"], &[]);
    assert_eq!(line, "--refresh: 0 is not a whole number of seconds from 1 to 3600");

    let Err(error) = options(&[], &[], Some("[profiles.p]\nregion = 'eu1'")) else { panic!("accepted") };
    assert_eq!(error.to_string(), none);
}

#[test]
fn a_command_says_in_a_few_lines_what_it_signs_in_with() {
    let none = "\
no credentials; record signs in with those of a profile, or of the environment

  trackside record --profile prod     its client_id and a secret key, see trackside --help
  trackside record --region eu1       with TRACKSIDE_CLIENT_ID and TRACKSIDE_CLIENT_SECRET
  trackside record --demo             without an account";
    assert_eq!(refusal(&["record"], &[]), none);
    assert_eq!(refusal(&["--region", "eu1", "record"], &[]), none);
}

#[test]
fn half_of_the_credentials_is_named_with_what_is_missing() {
    let secret = "or client_secret_file or client_secret_command in a profile";
    let id = "or client_id in a profile";
    assert_eq!(
        refusal(&[], &SIGNED_IN[..1]),
        format!("TRACKSIDE_CLIENT_SECRET: not set, but TRACKSIDE_CLIENT_ID is; set both, {secret}")
    );
    assert_eq!(
        refusal(&[], &SIGNED_IN[1..]),
        format!("TRACKSIDE_CLIENT_ID: not set, but TRACKSIDE_CLIENT_SECRET is; set both, {id}")
    );
    assert_eq!(
        refusal(&[], &SIGNED_IN[..2]),
        "--region: missing; give one of eu1, us1, au1 here, in TRACKSIDE_REGION or a profile, or use --api-url"
    );
    for (line, expected) in [
        (
            "client_id = 'a'",
            format!("TRACKSIDE_CLIENT_SECRET: not set, but /etc/t/config.toml:2: client_id is; set both, {secret}"),
        ),
        (
            "client_secret_file = 'a'",
            format!("TRACKSIDE_CLIENT_ID: not set, but /etc/t/config.toml:2: client_secret_file is; set both, {id}"),
        ),
        (
            "client_secret_command = ['a']",
            format!("TRACKSIDE_CLIENT_ID: not set, but /etc/t/config.toml:2: client_secret_command is; set both, {id}"),
        ),
        (
            "client_id = ''\nclient_secret_command = ['a']",
            "/etc/t/config.toml:2: client_id: the value is empty".to_owned(),
        ),
        (
            "client_id = 'a'\nclient_secret_file = ''",
            "/etc/t/config.toml:3: client_secret_file: an empty value names no file".to_owned(),
        ),
    ] {
        let Err(error) = options(&[], &[], Some(&format!("[profiles.p]\n{line}"))) else { panic!("{line}") };
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn a_file_beats_a_command_and_neither_is_looked_at_behind_the_variable() {
    let both = "[profiles.p]\nregion = 'eu1'\nclient_id = 'a'\nclient_secret_command = ['b']\nclient_secret_file = 'c'";
    let source = |variables: &[(&str, &str)], text: &str| {
        let Target::ControlPlane { client_secret, .. } =
            options(&[], variables, Some(text)).unwrap().accounts.remove(0).target
        else {
            panic!("a demo")
        };
        client_secret
    };
    let file = GivenFile { path: "/etc/t/c".into(), by: "/etc/t/config.toml:5: client_secret_file".to_owned() };
    assert_eq!(source(&[], both), SecretSource::File(file));
    let empty = "[profiles.p]\nregion = 'eu1'\nclient_id = 'a'\nclient_secret_file = ''";
    let given = SecretSource::Given(Secret::new("s".to_owned()));
    assert_eq!(source(&[("TRACKSIDE_CLIENT_SECRET", "s")], empty), given);
}

#[test]
fn a_secret_is_never_an_argument_and_never_repeated() {
    let expected = "--client-secret: a secret is never an argument, which other users of this machine can read; set TRACKSIDE_CLIENT_SECRET";
    let cases: [&[&str]; 6] = [
        &["--client-secret", "hunter2"],
        &["--client-secret=hunter2"],
        &["--client-secret"],
        &["--help", "--client-secret=hunter2"],
        &["--refresh", "abc", "hunter2", "--client-secret", "hunter2"],
        &["--demo", "--client-secret", "hunter2"],
    ];
    for flags in cases {
        assert_eq!(refusal(flags, &[]), expected);
    }
}

#[test]
fn what_looks_like_a_secret_in_the_wrong_place_is_counted_and_not_repeated() {
    let secret = "mQ7x_Zb1-Kf93LtVw8sYpR2dNcHgUe4aJ0iOkT6m";
    let told = "a value of 40 characters";
    for (flags, environment) in [
        (&["--region", secret][..], &[][..]),
        (&[][..], &[("TRACKSIDE_REGION", secret)][..]),
        (&[][..], &[("TRACKSIDE_REFRESH", secret)][..]),
        (&[][..], &[("TRACKSIDE_THEME", secret)][..]),
        (&["list", "--output", secret][..], &[][..]),
        (&["list", "--sort", secret][..], &[][..]),
        (&["check", "--for", secret][..], &[][..]),
        (&[secret][..], &[][..]),
    ] {
        let line = refusal(flags, &[&SIGNED_IN, environment].concat());
        assert!(line.contains(told) && !line.contains(&secret[..8]), "{flags:?} {environment:?}: {line}");
    }
    // Words are repeated, as whoever wrote them finds the slip by them.
    for word in ["production-europe-west", "eu-west-1-account-prod-20261130", "EU1"] {
        assert!(refusal(&["--region", word], &SIGNED_IN).contains(word));
    }
}
