//! What the runners of all accounts are called, without a [`Store`](super::Store): the file is left as it is, and where there is none,
//! none is made.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::{StoreFault, schema};

/// As many names as somebody could look through.
const MOST_NAMES: usize = 1_000;
/// How long another program's lock is waited for, while somebody waits for the words.
const PATIENCE: Duration = Duration::from_millis(50);

/// The names of runners that begin with `start`, in their order, each once; where no name does, the ids that do. Those of runners that
/// are gone are left out; and those of other accounts, where the history has some of `profiles`: of one whose account is known by an
/// id it does not have the name.
pub fn runner_names(path: &Path, start: &str, profiles: &[String]) -> Result<Vec<String>, StoreFault> {
    schema::check_header(path)?;
    let connection = open(path)?;
    let accounts = accounts(&connection, profiles)?;
    let names = beginning(&connection, "name", start, &accounts)?;
    if names.is_empty() && !start.is_empty() { beginning(&connection, "runner", start, &accounts) } else { Ok(names) }
}

/// The accounts of these profiles, as their keys with commas between; every account where one of them is not known by its name.
fn accounts(connection: &Connection, profiles: &[String]) -> Result<String, StoreFault> {
    const ALL: &str = "SELECT id FROM accounts";
    let mut keys = Vec::new();
    let mut statement = connection.prepare("SELECT id FROM accounts WHERE profile = ?1")?;
    for profile in profiles {
        let found = statement.query_map([profile], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        if found.is_empty() {
            return Ok(ALL.to_owned());
        }
        keys.extend(found.iter().map(i64::to_string));
    }
    Ok(if keys.is_empty() { ALL.to_owned() } else { keys.join(", ") })
}

/// Opens the file for reading. Where no log stands beside it nobody has it open, and it is whole: SQLite would make a log even so, and
/// leave it.
fn open(path: &Path) -> Result<Connection, StoreFault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let connection = match path.to_str().filter(|_| !Path::new(&log).exists()) {
        Some(path) => {
            let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
            Connection::open_with_flags(format!("file:{path}?immutable=1"), flags | OpenFlags::SQLITE_OPEN_URI)?
        }
        None => Connection::open_with_flags(path, flags)?,
    };
    connection.busy_timeout(PATIENCE)?;
    Ok(connection)
}

/// What a column of the runners of these accounts has that begins like that.
fn beginning(connection: &Connection, column: &str, start: &str, accounts: &str) -> Result<Vec<String>, StoreFault> {
    let text = format!(
        "SELECT DISTINCT {column} FROM runners WHERE is_gone = 0 AND account IN ({accounts}) \
         AND substr({column}, 1, length(?1)) = ?1 ORDER BY {column} LIMIT {MOST_NAMES}"
    );
    let mut statement = connection.prepare(&text)?;
    let names = statement.query_map([start], |row| row.get(0))?;
    let mut names: Vec<String> = names.collect::<Result<_, _>>()?;
    names.retain(|name| !has_mark(name));
    Ok(names)
}

/// Whether something in a name may stand for a control character, as `^[` and `<U+202E>` do: nobody can type that name.
fn has_mark(name: &str) -> bool {
    let is_mark = |rest: &str| rest.starts_with(|next| matches!(next, '?'..='_'));
    name.contains("<U+") || name.match_indices('^').any(|(at, _)| is_mark(&name[at + 1..]))
}
