//! [`Escape`]: the ways in which JSON, addresses and web pages write a character.

/// A way of writing characters.
#[derive(Clone, Copy)]
pub(super) enum Escape {
    Json,
    Percent,
    Entity,
}

/// What an escape stands for.
pub(super) enum Meant {
    Character(char),
    /// A byte of UTF-8.
    Byte(u8),
}

impl Escape {
    pub(super) const ALL: [Self; 3] = [Self::Json, Self::Percent, Self::Entity];
    /// More bytes than the longest takes.
    pub(super) const MAX_BYTES: usize = 16;

    /// What every one begins with.
    pub(super) fn first(self) -> u8 {
        match self {
            Self::Json => b'\\',
            Self::Percent => b'%',
            Self::Entity => b'&',
        }
    }

    /// What stands at the start of `text`, and how many bytes it takes.
    pub(super) fn at(self, text: &[u8]) -> Option<(Meant, usize)> {
        match self {
            Self::Json => json(text).map(|(character, length)| (Meant::Character(character), length)),
            Self::Percent => percent(text).map(|byte| (Meant::Byte(byte), 3)),
            Self::Entity => entity(text).map(|(character, length)| (Meant::Character(character), length)),
        }
    }
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    let is_hexadecimal = !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit);
    let digits = std::str::from_utf8(digits).ok().filter(|_| is_hexadecimal)?;
    u32::from_str_radix(digits, 16).ok()
}

/// `\/`, `\"`, `\n`, `\u0041`, also as a pair for what needs two.
fn json(text: &[u8]) -> Option<(char, usize)> {
    let [b'\\', kind, ..] = text else { return None };
    let character = match kind {
        b'"' | b'\\' | b'/' | b'\'' => char::from(*kind),
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'n' => '\n',
        b'r' => '\r',
        b't' => '\t',
        b'x' => return Some((char::from_u32(hexadecimal(text.get(2..4)?)?)?, 4)),
        b'u' => return unicode(text),
        _ => return None,
    };
    Some((character, 2))
}

fn unicode(text: &[u8]) -> Option<(char, usize)> {
    let high = hexadecimal(text.get(2..6)?)?;
    if let Some(character) = char::from_u32(high) {
        return Some((character, 6));
    }
    let [b'\\', b'u', digits @ ..] = text.get(6..12)? else { return None };
    let low = hexadecimal(digits)?;
    let is_pair = (0xd800..0xdc00).contains(&high) && (0xdc00..0xe000).contains(&low);
    let code = is_pair.then(|| 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00))?;
    Some((char::from_u32(code)?, 12))
}

/// `%2F`: one byte.
fn percent(text: &[u8]) -> Option<u8> {
    let [b'%', ..] = text else { return None };
    u8::try_from(hexadecimal(text.get(1..3)?)?).ok()
}

/// The names of what stands in ASCII, as HTML has them; some have two.
const ENTITIES: [(&str, char); 44] = [
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("nbsp", ' '),
    ("excl", '!'),
    ("quot", '"'),
    ("QUOT", '"'),
    ("num", '#'),
    ("dollar", '$'),
    ("percnt", '%'),
    ("amp", '&'),
    ("AMP", '&'),
    ("apos", '\''),
    ("lpar", '('),
    ("rpar", ')'),
    ("ast", '*'),
    ("midast", '*'),
    ("plus", '+'),
    ("comma", ','),
    ("hyphen", '-'),
    ("dash", '-'),
    ("period", '.'),
    ("sol", '/'),
    ("colon", ':'),
    ("semi", ';'),
    ("lt", '<'),
    ("LT", '<'),
    ("equals", '='),
    ("gt", '>'),
    ("GT", '>'),
    ("quest", '?'),
    ("commat", '@'),
    ("lsqb", '['),
    ("lbrack", '['),
    ("bsol", '\\'),
    ("rsqb", ']'),
    ("rbrack", ']'),
    ("Hat", '^'),
    ("lowbar", '_'),
    ("grave", '`'),
    ("lcub", '{'),
    ("lbrace", '{'),
    ("vert", '|'),
    ("rcub", '}'),
    ("tilde", '~'),
];

/// `&amp;`, `&#39;`, `&#x27;`; browsers forgive a number without its semicolon.
fn entity(text: &[u8]) -> Option<(char, usize)> {
    let [b'&', rest @ ..] = text else { return None };
    if let [b'#', rest @ ..] = rest {
        let (digits, radix, before) = match rest {
            [b'x' | b'X', digits @ ..] => (digits, 16, 3),
            digits => (digits, 10, 2),
        };
        let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
        let count = digits.iter().take(8).take_while(is_digit).count();
        let code = u32::from_str_radix(std::str::from_utf8(&digits[..count]).ok()?, radix).ok()?;
        let end = usize::from(digits.get(count) == Some(&b';'));
        return Some((char::from_u32(code)?, before + count + end));
    }
    ENTITIES.iter().find_map(|(name, character)| {
        let after = rest.strip_prefix(name.as_bytes())?;
        (after.first() == Some(&b';')).then_some((*character, name.len() + 2))
    })
}
