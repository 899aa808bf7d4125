//! What the cron library must know of a time in a zone. It brings an adapter for an older jiff only.

use std::cmp::Ordering;

use croner::errors::CronError;
use croner::{CivilDate, CivilDateTime, CivilTime, CronDateTime, Resolution, Weekday};
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// A moment, seen in a zone.
#[derive(Clone)]
pub(super) struct Zoned<'a> {
    pub(super) at: Timestamp,
    zone: &'a TimeZone,
    local: DateTime,
}

impl<'a> Zoned<'a> {
    pub(super) fn new(at: Timestamp, zone: &'a TimeZone) -> Self {
        Self { at, zone, local: zone.to_datetime(at) }
    }
}

impl CronDateTime for Zoned<'_> {
    fn to_civil(&self) -> CivilDateTime {
        let (date, time) = (self.local.date(), self.local.time());
        let part = |part: i8| u32::try_from(part).unwrap_or(0);
        // Every part is in range: jiff keeps it there, and "unchecked" is only about that.
        CivilDateTime::new(
            CivilDate::from_parts_unchecked(i32::from(date.year()), part(date.month()), part(date.day())),
            CivilTime::from_parts_unchecked(part(time.hour()), part(time.minute()), part(time.second())),
        )
    }

    fn civil_weekday(&self) -> Weekday {
        let days = self.local.weekday().to_sunday_zero_offset();
        [
            Weekday::Sunday,
            Weekday::Monday,
            Weekday::Tuesday,
            Weekday::Wednesday,
            Weekday::Thursday,
            Weekday::Friday,
            Weekday::Saturday,
        ][usize::try_from(days).unwrap_or(0) % 7]
    }

    fn resolve_civil(&self, civil: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let part = |part: u32| i8::try_from(part).map_err(|_| CronError::InvalidDate);
        let year = i16::try_from(civil.year()).map_err(|_| CronError::InvalidDate)?;
        let (month, day) = (part(civil.month())?, part(civil.day())?);
        let (hour, minute, second) = (part(civil.hour())?, part(civil.minute())?, part(civil.second())?);
        let local = DateTime::new(year, month, day, hour, minute, second, 0).map_err(|_| CronError::InvalidDate)?;
        let at = |offset: jiff::tz::Offset| {
            let at = offset.to_timestamp(local).map_err(|_| CronError::InvalidTime)?;
            Ok::<_, CronError>(Self { at, zone: self.zone, local })
        };
        Ok(match self.zone.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } => Resolution::Single(at(offset)?),
            AmbiguousOffset::Fold { before, after } => Resolution::Ambiguous(at(before)?, at(after)?),
            AmbiguousOffset::Gap { .. } => Resolution::Gap,
        })
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        let at = self.at.checked_add(SignedDuration::from_secs(seconds)).ok()?;
        Some(Self::new(at, self.zone))
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.at.cmp(&other.at)
    }
}
