//! The texts in quotes of a source file: where each stands, and in whose brackets.

use std::ops::Range;

/// A string literal as the compiler takes it, placeholders aside: `It is {status}.`
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Literal {
    /// Its line, from 1.
    pub(super) line: usize,
    /// Its text: a continued line joined, escapes of quotes and line breaks resolved.
    pub(super) text: String,
    /// What opened the brackets that it stands in, the innermost last: `format!`, `expect`, `#[error`; empty for a
    /// bracket without a name.
    pub(super) inside: Vec<String>,
}

/// The literals of `code`, but for what stands in comments and from `mod tests` on.
pub(super) fn literals(code: &str) -> Vec<Literal> {
    let code = code.split("#[cfg(test)]\nmod tests").next().unwrap();
    let mut found = Vec::new();
    let mut inside: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(next) = code[at..].chars().next() {
        let rest = &code[at..];
        at += if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some((whole, text)) = literal(rest, &code[..at]) {
            let line = code[..at].matches('\n').count() + 1;
            found.push(Literal { line, text, inside: inside.clone() });
            whole.end
        } else if let Some(length) = character(rest) {
            length
        } else {
            match next {
                '(' | '[' | '{' => inside.push(name_before(&code[..at])),
                ')' | ']' | '}' => drop(inside.pop()),
                _ => {}
            }
            next.len_utf8()
        };
    }
    found
}

/// The literal that `rest` begins with, and its text.
fn literal(rest: &str, before: &str) -> Option<(Range<usize>, String)> {
    let prefix = rest.strip_prefix('b').unwrap_or(rest);
    let raw = prefix.strip_prefix('r').filter(|_| !before.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
    if let Some(raw) = raw {
        let hashes = raw.chars().take_while(|c| *c == '#').count();
        if let Some(body) = raw[hashes..].strip_prefix('"') {
            let end = body.find(&format!("\"{}", "#".repeat(hashes)))?;
            let start = rest.len() - body.len();
            return Some((0..start + end + 1 + hashes, body[..end].to_owned()));
        }
    }
    let body = rest.strip_prefix('"')?;
    let mut escaped = false;
    let end = body.find(|c: char| {
        let ends = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    })?;
    Some((0..end + 2, unescaped(&body[..end])))
}

fn unescaped(body: &str) -> String {
    let mut text = String::new();
    let mut rest = body;
    while let Some(at) = rest.find('\\') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let Some(next) = rest.chars().next() else { break };
        rest = &rest[next.len_utf8()..];
        match next {
            '\n' => rest = rest.trim_start(),
            'n' => text.push('\n'),
            other => text.push(other),
        }
    }
    text + rest
}

/// How long the character in quotes is that `rest` begins with; a lifetime is none.
fn character(rest: &str) -> Option<usize> {
    let body = rest.strip_prefix('\'')?;
    let end = match body.strip_prefix('\\') {
        Some(escape) => 1 + escape.char_indices().skip(1).find(|(_, c)| *c == '\'')?.0,
        None => body.chars().next()?.len_utf8(),
    };
    body[end..].starts_with('\'').then_some(end + 2)
}

/// The name that stands right before a bracket: `format!`, `expect`, `#[error`.
fn name_before(code: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '!' | '#' | '[');
    let start = code.rfind(|c| !is_part(c)).map_or(0, |at| at + code[at..].chars().next().map_or(1, char::len_utf8));
    code[start..].to_owned()
}

#[test]
fn literals_are_read_as_the_compiler_reads_them() {
    let read = |code: &str| literals(code).into_iter().map(|literal| literal.text).collect::<Vec<_>>();
    assert_eq!(read(r#"f("one two", 'x', '"', '\'', "a \"b\" c")"#), ["one two", r#"a "b" c"#]);
    assert_eq!(read("// \"no\"\nlet a: &'static str = \"yes \\\n      it goes on\";"), ["yes it goes on"]);
    assert_eq!(read("r#\"raw \"text\" {x}\"#; br\"bytes\"; for_r\"\""), ["raw \"text\" {x}", "bytes", ""]);
    assert_eq!(read("\"kept\"\n#[cfg(test)]\nmod tests { \"not kept\" }"), ["kept"]);
    let of = literals("#[error(\"a\")]\nwarn!(target: \"b\", x(\"c\"))");
    assert_eq!(of[0].inside, ["#", "#[error"]);
    assert_eq!(of[1].inside, ["warn!"]);
    assert_eq!((of[2].line, of[2].inside.clone()), (2, vec!["warn!".to_owned(), "x".to_owned()]));
}
