//! [`ExtraRoots`]: the certificates of a file that the operator named, checked one by one before anything starts.

use reqwest::Certificate;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Certificates to trust besides the system's; at least one.
#[derive(Clone, Debug)]
pub struct ExtraRoots {
    certificates: Vec<Certificate>,
    faults: Vec<String>,
}

impl ExtraRoots {
    /// Reads a file's PEM text. A byte order mark before it says nothing, nor does what stands between the blocks.
    ///
    /// # Errors
    ///
    /// What is wrong with a file that holds no certificate that can be used, as the end of a sentence about the file.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let Ok(text) = std::str::from_utf8(bytes) else { return Err(not_pem(bytes).to_owned()) };
        let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
        let mut found = Self { certificates: Vec::new(), faults: Vec::new() };
        let mut count = 0;
        for (number, (line, block)) in (1..).zip(blocks(text)) {
            count = number;
            match block.and_then(|block| certificate(&block)) {
                Ok(certificate) => found.certificates.push(certificate),
                Err(reason) => found.faults.push(format!("certificate {number} (line {line}) {reason}")),
            }
        }
        match (found.certificates.is_empty(), found.faults.as_slice()) {
            (false, _) => Ok(found),
            (true, []) => Err(not_pem(bytes).to_owned()),
            (true, [first, ..]) if count == 1 => Err(format!("holds no usable certificate, {first}")),
            (true, [first, ..]) => Err(format!("holds {count} certificates, none usable, {first}")),
        }
    }

    /// The certificates that cannot be used, each with its number, its line and what is wrong, as the beginning of a
    /// sentence.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    pub(super) fn certificates(&self) -> impl Iterator<Item = Certificate> {
        self.certificates.iter().cloned()
    }
}

/// The blocks of certificates, each with the line on which it begins, counted from 1, or what is wrong with it.
fn blocks(text: &str) -> impl Iterator<Item = (usize, Result<String, String>)> {
    let mut lines = text.lines().map(str::trim).zip(1_usize..).peekable();
    std::iter::from_fn(move || {
        let (_, at) = lines.find(|(line, _)| *line == BEGIN)?;
        let mut block = format!("{BEGIN}\n");
        // A block that begins within another shows that the one before has no end.
        while let Some((line, _)) = lines.next_if(|(line, _)| *line != BEGIN) {
            block.push_str(line);
            block.push('\n');
            if line == END {
                return Some((at, Ok(block)));
            }
        }
        Some((at, Err("is cut (no END line)".to_owned())))
    })
}

fn certificate(block: &str) -> Result<Certificate, String> {
    let der = CertificateDer::from_pem_slice(block.as_bytes()).map_err(|_| "is not valid base64".to_owned())?;
    // What makes the client would refuse all of them for one.
    RootCertStore::empty().add(der.clone()).map_err(|_| "is not a valid certificate".to_owned())?;
    Certificate::from_der(&der).map_err(|_| "is not a valid certificate".to_owned())
}

/// What a file without a block is instead.
fn not_pem(bytes: &[u8]) -> &'static str {
    let text = String::from_utf8_lossy(bytes);
    if text.trim().is_empty() {
        "is empty"
    } else if text.contains("PRIVATE KEY-----") {
        "holds a private key and no certificate"
    } else if bytes.starts_with(&[0x30, 0x82]) {
        "is in DER form; convert the file to PEM with openssl x509 -inform der"
    } else {
        "holds no certificate in PEM form"
    }
}
