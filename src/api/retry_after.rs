//! `Retry-After`, in both forms that HTTP knows: seconds, and a date.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::fmt::strtime::BrokenDownTime;
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// Dates with a wrong day of the week are still dates.
const DATES: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);

/// How long an answer asks to wait; `None` where it does not say, or not in a form that makes sense.
///
/// A number too large to count with is a long wait all the same: [`Duration::MAX`]. A date is measured against the answer's own `Date` where there is one: the server's two clocks agree, and ours
/// may be wrong. `now` stands in otherwise. A date in the past asks for no wait.
pub(super) fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let asked = text(headers, &RETRY_AFTER)?;
    if asked.starts_with(|first: char| first.is_ascii_digit())
        && let Ok(seconds) = asked.parse::<f64>()
    {
        // Not negative, and a number: all that can be wrong with it is that it is too large.
        return Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX));
    }
    let Ok(until) = DATES.parse_timestamp(asked) else {
        // The last day of all, which some services mean "never" by, is a date and no moment that can be counted with.
        let date = BrokenDownTime::parse("%a, %d %b %Y %H:%M:%S GMT", asked).and_then(|parts| parts.to_datetime());
        return date.ok().map(|_| Duration::MAX);
    };
    let sent = date(headers).unwrap_or(now);
    Some(Duration::try_from(until.duration_since(sent)).unwrap_or_default())
}

/// When an answer was sent, by the clock of whoever sent it.
pub(super) fn date(headers: &HeaderMap) -> Option<Timestamp> {
    text(headers, &DATE).and_then(|date| DATES.parse_timestamp(date).ok())
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn seconds_and_dates_are_read_and_nonsense_is_not() {
        let now: Timestamp = "1994-11-06T08:49:00Z".parse().unwrap();
        let seconds = |seconds| Some(Duration::from_secs(seconds));
        let beyond_floats = "9".repeat(400);
        for (asked, date, expected) in [
            ("7", None, seconds(7)),
            (" 7 ", None, seconds(7)),
            ("0", None, seconds(0)),
            ("0.5", None, Some(Duration::from_millis(500))),
            ("86400", None, seconds(86_400)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", None, seconds(37)),
            ("Mon, 06 Nov 1994 08:49:37 GMT", None, seconds(37)),
            ("Sun, 06 Nov 1994 08:48:00 GMT", None, seconds(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some("Sun, 06 Nov 1994 08:49:30 GMT"), seconds(7)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some("yesterday"), seconds(37)),
            ("", None, None),
            ("-1", None, None),
            ("NaN", None, None),
            ("inf", None, None),
            ("1e300", None, Some(Duration::MAX)),
            ("999999999999999999999", None, Some(Duration::MAX)),
            (&beyond_floats, None, Some(Duration::MAX)),
            ("Thu, 31 Dec 9998 23:59:59 GMT", None, seconds(252_586_653_059)),
            ("Fri, 31 Dec 9999 23:59:59 GMT", None, Some(Duration::MAX)),
            ("soon", None, None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_str(asked).unwrap());
            if let Some(date) = date {
                headers.insert(DATE, HeaderValue::from_static(date));
            }
            assert_eq!(retry_after(&headers, now), expected, "Retry-After: {asked}, Date: {date:?}");
        }
        assert_eq!(retry_after(&HeaderMap::new(), now), None);
    }
}
