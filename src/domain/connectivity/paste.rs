//! [`split_paste`]: endpoint and port out of what people have at hand: `host:port`, addresses, URLs, JDBC strings.

use std::net::Ipv6Addr;

/// What a pasted text holds for the form's two fields, as texts still to be checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pasted {
    /// For the endpoint's field; never empty.
    pub endpoint: String,
    /// For the port's field, if the text has one or its scheme implies one; digits only.
    pub port: Option<String>,
}

/// Ports that a scheme stands for where none is written.
const DEFAULT_PORTS: [(&str, &str); 24] = [
    ("http", "80"),
    ("https", "443"),
    ("ws", "80"),
    ("wss", "443"),
    ("ftp", "21"),
    ("ssh", "22"),
    ("sftp", "22"),
    ("ldap", "389"),
    ("ldaps", "636"),
    ("postgres", "5432"),
    ("postgresql", "5432"),
    ("redshift", "5439"),
    ("mysql", "3306"),
    ("mariadb", "3306"),
    ("sqlserver", "1433"),
    ("mssql", "1433"),
    ("oracle", "1521"),
    ("db2", "50000"),
    ("snowflake", "443"),
    ("databricks", "443"),
    ("mongodb", "27017"),
    ("redis", "6379"),
    ("amqp", "5672"),
    ("amqps", "5671"),
];

/// Splits what was pasted into the endpoint's field; `None` where there is nothing to split, or nothing to make sense of.
/// Of several hosts the first counts. User and password of a URL are in neither part.
pub fn split_paste(text: &str) -> Option<Pasted> {
    let text = text.trim();
    let bare = text.trim_matches(['"', '\'', '`', '<', '>']);
    let (scheme, rest) = scheme_and_rest(bare)?;
    let end = rest.find(['/', '?', '#', ';']).unwrap_or(rest.len());
    let authority = rest[..end].rsplit('@').next().unwrap_or_default();
    let first = authority.split(',').next().unwrap_or_default();
    let (endpoint, port) = host_and_port(first, scheme.as_deref() == Some("oracle"))?;
    if endpoint.is_empty() || endpoint.contains(char::is_whitespace) {
        return None;
    }
    let implied = || DEFAULT_PORTS.iter().find(|(name, _)| Some(*name) == scheme.as_deref()).map(|(_, port)| *port);
    let port = Some(port).filter(|port| !port.is_empty()).or_else(implied).map(str::to_owned);
    (endpoint != text || port.is_some()).then(|| Pasted { endpoint: endpoint.to_owned(), port })
}

/// The scheme in lower case, and what follows its two slashes. Of a JDBC string that is the database's, and Oracle's has
/// the host behind an at sign.
fn scheme_and_rest(text: &str) -> Option<(Option<String>, &str)> {
    let jdbc = text.get(..5).filter(|start| start.eq_ignore_ascii_case("jdbc:")).map(|_| &text[5..]);
    let inner = jdbc.unwrap_or(text);
    if let Some((scheme, rest)) = inner.split_once("://")
        && is_scheme(scheme)
    {
        return Some((Some(scheme.to_ascii_lowercase()), rest));
    }
    match jdbc {
        Some(_) => {
            let (driver, rest) = inner.split_once('@')?;
            let rest = rest.split_once("//").map_or(rest, |(_, rest)| rest);
            driver.to_ascii_lowercase().starts_with("oracle:").then(|| (Some("oracle".to_owned()), rest))
        }
        None => Some((None, text.strip_prefix("//").unwrap_or(text))),
    }
}

fn is_scheme(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
}

/// Host and port, the port empty where there is none. `None` if what stands behind the colon is no number.
fn host_and_port(text: &str, has_service: bool) -> Option<(&str, &str)> {
    let (host, behind) = if let Some(rest) = text.strip_prefix('[') {
        rest.split_once(']')?
    } else if text.parse::<Ipv6Addr>().is_ok() {
        (text, "")
    } else {
        text.split_at(text.find(':').unwrap_or(text.len()))
    };
    // SQL Server has an instance between host and port, Oracle a service behind the port.
    let host = host.split('\\').next().unwrap_or_default();
    let port = match behind.strip_prefix(':') {
        Some(port) if has_service => port.split(':').next().unwrap_or_default(),
        Some(port) => port,
        None if behind.is_empty() => "",
        None => return None,
    };
    port.bytes().all(|byte| byte.is_ascii_digit()).then_some((host, port))
}
