//! Reading JSON that keeps to no schema: a field of another type is a missing field, never a failed answer.
//!
//! Text is borrowed from the answer where JSON allows it, so that reading a page copies each text once, into
//! the domain's value.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A text, or whatever could be read as one.
pub(super) type Text<'a> = Option<Cow<'a, str>>;

/// Reads a text; numbers and booleans count as their JSON form, everything else as missing.
pub(super) fn text<'de, D: Deserializer<'de>>(json: D) -> Result<Text<'de>, D::Error> {
    Ok(match any::<_, IgnoredAny, IgnoredAny>(json)? {
        Any::Text(text) => Some(text),
        Any::Nothing | Any::Object(_) | Any::List(_) => None,
    })
}

/// Reads `true`, `false` and the texts that say the same.
pub(super) fn boolean<'de, D: Deserializer<'de>>(json: D) -> Result<Option<bool>, D::Error> {
    Ok(text(json)?.and_then(|word| match word.trim() {
        word if word.eq_ignore_ascii_case("true") => Some(true),
        word if word.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }))
}

/// Reads a count from 0, as a number or as a text.
pub(super) fn count<'de, D: Deserializer<'de>>(json: D) -> Result<Option<u64>, D::Error> {
    Ok(text(json)?.and_then(|word| word.trim().parse().ok()))
}

/// Reads an object of the shape `T`; `T`'s default for anything else.
pub(super) fn object<'de, D, T>(json: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Lenient::deserialize(json)?.0.unwrap_or_default())
}

/// Reads a list, each entry as an object of the shape `T`; `None` for anything but a list.
pub(super) fn list<'de, D, T>(json: D) -> Result<Option<Vec<Lenient<T>>>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Ok(match any::<_, IgnoredAny, _>(json)? {
        Any::List(list) => Some(list),
        Any::Nothing | Any::Object(_) | Any::Text(_) => None,
    })
}

/// An object of the shape `T`; `None` for anything else.
pub(super) struct Lenient<T>(pub(super) Option<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Lenient<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        Ok(Self(match any::<_, _, IgnoredAny>(json)? {
            Any::Object(object) => Some(object),
            Any::Nothing | Any::Text(_) | Any::List(_) => None,
        }))
    }
}

/// An object of the shape `T`; anything else is an error. serde itself would take a list for one.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        Lenient::deserialize(json)?.0.map(Self).ok_or_else(|| D::Error::custom("not an object"))
    }
}

/// Any JSON value, its objects read as `O` and its lists as `L`.
pub(super) enum Any<'a, O, L> {
    /// `null`, which stands for a field that was not told.
    Nothing,
    /// A text, a number or a boolean.
    Text(Cow<'a, str>),
    Object(O),
    List(L),
}

/// Reads any JSON value.
pub(super) fn any<'de, D, O, L>(json: D) -> Result<Any<'de, O, L>, D::Error>
where
    D: Deserializer<'de>,
    O: Deserialize<'de>,
    L: Deserialize<'de>,
{
    json.deserialize_any(AnyVisitor(PhantomData::<(O, L)>))
}

struct AnyVisitor<O, L>(PhantomData<(O, L)>);

impl<'de, O: Deserialize<'de>, L: Deserialize<'de>> Visitor<'de> for AnyVisitor<O, L> {
    type Value = Any<'de, O, L>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Any::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Any::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Any::Text(Cow::Borrowed(if value { "true" } else { "false" })))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Any::Text(Cow::Owned(number.to_string())))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Any::Text(Cow::Owned(number.to_string())))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Any::Text(Cow::Owned(number.to_string())))
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(Any::Nothing)
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Self::Value, A::Error> {
        O::deserialize(MapAccessDeserializer::new(object)).map(Any::Object)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Self::Value, A::Error> {
        L::deserialize(SeqAccessDeserializer::new(list)).map(Any::List)
    }
}
