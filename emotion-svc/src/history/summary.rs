//! Counts of moods by day and by hour of the week, and how many days in a row there was one.

use std::collections::BTreeMap;

use jiff::{Timestamp, Zoned, civil::Date, tz::TimeZone};

use crate::{error::Error, mood::Mood};

/// Hours of a week.
const WEEK_HOURS: usize = 7 * 24;

/// How often each mood was, in the order of [`Mood::ALL`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MoodCounts(pub [u64; 4]);

impl MoodCounts {
    const fn add(&mut self, mood: Mood) {
        self.0[mood.index()] += 1;
    }
}

/// The moods of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day in the summary's time zone.
    pub date: Date,
    /// Its moods.
    pub counts: MoodCounts,
}

/// A span of time at a glance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Oldest first; days without a detection are left out.
    pub days: Vec<Day>,
    /// All days together.
    pub distribution: MoodCounts,
    /// Detections in each hour of the week, Monday 00:00 first; 168 of them.
    pub weekday_hour: Vec<u64>,
    /// Days in a row with a detection, up to today or yesterday.
    pub streak_days: u32,
}

impl Summary {
    /// Counts moods at times in ms since the epoch, by the zone's calendar. The streak is left 0.
    pub(super) fn of(moods: &[(i64, Mood)], zone: &TimeZone) -> Result<Self, Error> {
        let mut days = BTreeMap::<Date, MoodCounts>::new();
        let mut distribution = MoodCounts::default();
        let mut weekday_hour = vec![0; WEEK_HOURS];
        for &(at_ms, mood) in moods {
            let at = zoned(at_ms, zone)?;
            days.entry(at.date()).or_default().add(mood);
            distribution.add(mood);
            weekday_hour[hour_of_week(&at)] += 1;
        }
        let days = days.into_iter().map(|(date, counts)| Day { date, counts });
        Ok(Self {
            days: days.collect(),
            distribution,
            weekday_hour,
            streak_days: 0,
        })
    }
}

/// Counts days in a row, walking back in time.
pub(super) struct Streak {
    today: Date,
    last: Option<Date>,
    days: u32,
}

impl Streak {
    /// A streak that may end today or yesterday.
    pub(super) fn up_to(now_ms: i64, zone: &TimeZone) -> Result<Self, Error> {
        Ok(Self {
            today: zoned(now_ms, zone)?.date(),
            last: None,
            days: 0,
        })
    }

    /// Takes the next older detection.
    pub(super) fn count(&mut self, at_ms: i64, zone: &TimeZone) -> Result<Step, Error> {
        let date = zoned(at_ms, zone)?.date();
        let follows = |later: Date| later.yesterday().is_ok_and(|before| before == date);
        let goes_on = match self.last {
            Some(last) if last == date => return Ok(Step::On(self.days)),
            Some(last) => follows(last),
            None => date == self.today || follows(self.today),
        };
        if !goes_on {
            return Ok(Step::Broken(self.days));
        }
        self.last = Some(date);
        self.days += 1;
        Ok(Step::On(self.days))
    }
}

/// How far a streak goes, and whether an older detection can still lengthen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// It may go on.
    On(u32),
    /// A day is missing.
    Broken(u32),
}

/// 0 for Monday 00:00, 167 for Sunday 23:00.
fn hour_of_week(at: &Zoned) -> usize {
    let (weekday, hour) = (at.weekday().to_monday_zero_offset(), at.hour());
    24 * usize::from(weekday.unsigned_abs()) + usize::from(hour.unsigned_abs())
}

fn zoned(at_ms: i64, zone: &TimeZone) -> Result<Zoned, Error> {
    Ok(Timestamp::from_millisecond(at_ms)?.to_zoned(zone.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> i64 {
        text.parse::<Timestamp>().unwrap().as_millisecond()
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn streak(now: &str, times: &[&str], zone: &TimeZone) -> u32 {
        let mut streak = Streak::up_to(at(now), zone).unwrap();
        let mut days = 0;
        for time in times {
            match streak.count(at(time), zone).unwrap() {
                Step::On(so_far) => days = so_far,
                Step::Broken(total) => return total,
            }
        }
        days
    }

    #[test]
    fn days_and_hours_are_the_zones_own() {
        // Sunday evening in UTC is Monday morning in Tokyo.
        let moods = [
            (at("2024-03-03T15:30:00Z"), Mood::Happy),
            (at("2024-03-03T16:30:00Z"), Mood::Sad),
            (at("2024-03-05T00:00:00Z"), Mood::Sad),
        ];
        let tokyo = Summary::of(&moods, &zone("Asia/Tokyo")).unwrap();
        let dates: Vec<String> = tokyo.days.iter().map(|day| day.date.to_string()).collect();
        assert_eq!(dates, ["2024-03-04", "2024-03-05"]);
        assert_eq!(tokyo.days[0].counts, MoodCounts([1, 1, 0, 0]));
        assert_eq!(tokyo.distribution, MoodCounts([1, 2, 0, 0]));
        assert_eq!((tokyo.weekday_hour[0], tokyo.weekday_hour[1]), (1, 1));
        assert_eq!(tokyo.weekday_hour[24 + 9], 1);
        let utc = Summary::of(&moods, &TimeZone::UTC).unwrap();
        assert_eq!(utc.weekday_hour[6 * 24 + 15], 1);
        assert_eq!(utc.weekday_hour.len(), 168);
    }

    #[test]
    fn the_night_when_clocks_change_counts_once() {
        let berlin = zone("Europe/Berlin");
        let moods = [
            (at("2024-03-31T00:30:00Z"), Mood::Neutral),
            (at("2024-03-31T01:30:00Z"), Mood::Neutral),
        ];
        let summary = Summary::of(&moods, &berlin).unwrap();
        assert_eq!(summary.days.len(), 1);
        assert_eq!(
            (
                summary.weekday_hour[6 * 24 + 1],
                summary.weekday_hour[6 * 24 + 3]
            ),
            (1, 1)
        );
    }

    #[test]
    fn a_streak_ends_today_or_yesterday_and_a_gap_breaks_it() {
        let utc = TimeZone::UTC;
        let days = [
            "2024-05-04T22:00:00Z",
            "2024-05-04T08:00:00Z",
            "2024-05-03T23:59:59Z",
        ];
        assert_eq!(streak("2024-05-04T23:00:00Z", &days, &utc), 2);
        assert_eq!(streak("2024-05-05T23:00:00Z", &days, &utc), 2);
        assert_eq!(streak("2024-05-06T00:00:00Z", &days, &utc), 0);
        let gap = ["2024-05-04T08:00:00Z", "2024-05-02T08:00:00Z"];
        assert_eq!(streak("2024-05-04T23:00:00Z", &gap, &utc), 1);
        assert_eq!(streak("2024-05-04T23:00:00Z", &[], &utc), 0);
    }
}
