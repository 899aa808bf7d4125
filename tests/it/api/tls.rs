//! Certificates that are refused, each for its reason, by a server that shows them; and files of certificates.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, date_time_ymd};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use trackside::api::ExtraRoots;

use super::*;

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

fn for_this_machine() -> CertificateParams {
    CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap()
}

struct Shown {
    certificate: CertificateDer<'static>,
    pem: String,
    key: KeyPair,
}

fn signed(params: &CertificateParams, by: &Authority) -> Shown {
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, by).unwrap();
    Shown { pem: certificate.pem(), certificate: certificate.der().clone(), key }
}

fn self_signed(params: &CertificateParams) -> Shown {
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    Shown { pem: certificate.pem(), certificate: certificate.der().clone(), key }
}

/// What signing in comes to at a server that shows this certificate, where `roots` are trusted.
async fn words_for(shown: &Shown, roots: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = BaseUrl::parse(&format!("https://{}", listener.local_addr().unwrap())).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(shown.key.serialize_der()));
    let config = ServerConfig::builder().with_no_client_auth().with_single_cert(vec![shown.certificate.clone()], key);
    let acceptor = TlsAcceptor::from(Arc::new(config.unwrap()));
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A connection that was accepted is closed without an answer.
            let _ = acceptor.accept(stream).await;
        }
    });
    let mut settings = Settings::new(address.clone(), address, "c".to_owned(), Secret::new(SECRET.to_owned()));
    settings.extra_roots = Some(ExtraRoots::read(roots.as_bytes()).unwrap());
    let error = ControlPlane::new(settings).unwrap().runners(0).await.unwrap_err();
    server.abort();
    error.to_string()
}

/// What is said once a certificate was accepted: this server answers nothing.
const ACCEPTED: &str = "cannot sign in: the connection closed before the whole answer was there";

#[tokio::test]
async fn a_certificate_that_is_refused_is_refused_in_words_with_what_helps() {
    let trusted = authority("Trusted");
    let roots = trusted.pem();
    let unknown = "cannot sign in: the server's certificate is self-signed or from an unknown authority; use --ca-file";
    assert_eq!(words_for(&signed(&for_this_machine(), &trusted), &roots).await, ACCEPTED);
    assert_eq!(words_for(&signed(&for_this_machine(), &authority("Somebody else")), &roots).await, unknown);
    assert_eq!(words_for(&self_signed(&for_this_machine()), &roots).await, unknown);

    let elsewhere = CertificateParams::new(vec!["a.example".to_owned(), "b.example".to_owned()]).unwrap();
    assert_eq!(
        words_for(&signed(&elsewhere, &trusted), &roots).await,
        "cannot sign in: the server's certificate is for another host name (a.example, b.example); check the address"
    );

    let mut expired = for_this_machine();
    (expired.not_before, expired.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 2, 3));
    assert_eq!(
        words_for(&signed(&expired, &trusted), &roots).await,
        "cannot sign in: the server's certificate expired on 2021-02-03; check this machine's clock"
    );

    let mut early = for_this_machine();
    (early.not_before, early.not_after) = (date_time_ymd(2090, 1, 1), date_time_ymd(2091, 1, 1));
    assert_eq!(
        words_for(&signed(&early, &trusted), &roots).await,
        "cannot sign in: the server's certificate is not valid before 2090-01-01; check this machine's clock"
    );
}

#[tokio::test]
async fn the_servers_own_certificate_as_ca_file_works_or_says_why_not() {
    let own = self_signed(&for_this_machine());
    assert_eq!(words_for(&own, &own.pem).await, ACCEPTED);
    let mut params = for_this_machine();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let own = self_signed(&params);
    assert_eq!(
        words_for(&own, &own.pem).await,
        "cannot sign in: the server shows the certificate of an authority; a server needs one with CA:FALSE"
    );
}

#[tokio::test]
async fn hostile_names_in_a_certificate_are_drawn_safely() {
    let trusted = authority("Trusted");
    let hostile = CertificateParams::new(vec!["xn--a.example".to_owned(); 9]).unwrap();
    let words = words_for(&signed(&hostile, &trusted), &trusted.pem()).await;
    assert!(words.contains("(xn--a.example, xn--a.example, xn--a.example and 6 more)"), "{words}");
    assert!(words.chars().all(|c| !c.is_control()), "{words:?}");
}

/// The first lines of a block, without its end.
fn beginning(pem: &str) -> String {
    let lines: Vec<&str> = pem.lines().take(3).collect();
    format!("{}\n", lines.join("\n"))
}

#[test]
fn a_file_of_certificates_names_what_cannot_be_used_and_uses_the_rest() {
    let good = authority("Trusted").pem();
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let cut = beginning(&good);
    let lines = good.lines().count();
    for (text, faults) in [
        (good.clone(), vec![]),
        (format!("\u{feff}{good}"), vec![]),
        (good.replace('\n', "\r\n"), vec![]),
        (format!("words between\n{good}"), vec![]),
        (format!("{good}{broken}"), vec![format!("certificate 2 (line {}) is not a valid certificate", lines + 1)]),
        (format!("{broken}{good}"), vec!["certificate 1 (line 1) is not a valid certificate".to_owned()]),
        (format!("{good}{cut}"), vec![format!("certificate 2 (line {}) is cut (no END line)", lines + 1)]),
        (format!("{cut}{good}"), vec!["certificate 1 (line 1) is cut (no END line)".to_owned()]),
        (
            format!("-----BEGIN CERTIFICATE-----\n!!\n-----END CERTIFICATE-----\n{good}"),
            vec!["certificate 1 (line 1) is not valid base64".to_owned()],
        ),
    ] {
        assert_eq!(ExtraRoots::read(text.as_bytes()).unwrap().faults(), faults, "{text}");
    }
}

#[test]
fn a_file_without_a_certificate_is_refused_with_what_it_is_instead() {
    let good = authority("Trusted");
    let cut = beginning(&good.pem());
    let key = KeyPair::generate().unwrap().serialize_pem();
    for (bytes, reason) in [
        (b"".to_vec(), "is empty"),
        (b" \n\t\n".to_vec(), "is empty"),
        (b"rubbish".to_vec(), "holds no certificate in PEM form"),
        (b"\xff\xfe\x00rubbish".to_vec(), "holds no certificate in PEM form"),
        (key.into_bytes(), "holds a private key and no certificate"),
        (good.der().to_vec(), "is in DER form; convert the file to PEM with openssl x509 -inform der"),
        (cut.into_bytes(), "holds no usable certificate, certificate 1 (line 1) is cut (no END line)"),
        (
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".repeat(2).into_bytes(),
            "holds 2 certificates, none usable, certificate 1 (line 1) is not a valid certificate",
        ),
    ] {
        assert_eq!(ExtraRoots::read(&bytes).unwrap_err(), reason);
    }
}
