//! What a guest share is: its states, what it follows, and the terms that the policy of external access sets.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use wayleave_access::{Demand, SharePolicy};
use wayleave_base::Timestamp;

use crate::error::FieldError;
use crate::wire;

/// The longest label, and the longest name of a recipient or guest.
pub const LONGEST: usize = 120;
/// The longest e-mail address.
const LONGEST_EMAIL: usize = 254;
/// The largest count of opens that can be set.
const MOST_OPENS: i64 = 1_000_000;
/// The days that are offered besides the policy's own default.
const PRESETS: [i64; 3] = [7, 14, 30];

/// The state of a guest share at a moment. It is never stored: it follows from the grant, the count and the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its link opens.
    Active,
    /// Its end has passed.
    Expired,
    /// It was opened as often as allowed.
    Exhausted,
    /// It was revoked by hand.
    Revoked,
    /// The project is locked, or sharing was switched off.
    Suspended,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 5] = [Self::Active, Self::Expired, Self::Exhausted, Self::Revoked, Self::Suspended];

    /// The code on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Exhausted => "exhausted",
            Self::Revoked => "revoked",
            Self::Suspended => "suspended",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// What a state is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Is its grant open?
    pub live: bool,
    /// When it ends.
    pub ends_at: Timestamp,
    /// How often it was opened.
    pub opens: i64,
    /// How often it may be; 0 is without limit.
    pub max_opens: i64,
    /// Is the project locked, or sharing switched off?
    pub suspended: bool,
}

impl Standing {
    /// The state as those inside see it: why the link does not open.
    #[must_use]
    pub fn inside(self, now: Timestamp) -> State {
        if !self.live {
            State::Revoked
        } else if self.ends_at <= now {
            State::Expired
        } else if self.max_opens > 0 && self.opens >= self.max_opens {
            State::Exhausted
        } else if self.suspended {
            State::Suspended
        } else {
            State::Active
        }
    }

    /// The state as the holder of the link may learn it: a suspended link tells nothing else.
    #[must_use]
    pub fn outside(self, now: Timestamp) -> State {
        match self.inside(now) {
            State::Revoked => State::Revoked,
            _ if self.suspended => State::Suspended,
            state => state,
        }
    }
}

/// Which revision a guest share shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// The one it was made for.
    Pinned,
    /// The latest approved one.
    LatestApproved,
}

impl Follows {
    /// The code as stored and on the wire.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::LatestApproved => "latest_approved",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::Pinned, Self::LatestApproved].into_iter().find(|follows| follows.code() == code)
    }
}

/// The terms that a share is created or changed with, as far as the policy speaks of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Is downloading allowed?
    pub allow_download: bool,
    /// Is there a password?
    pub has_password: bool,
    /// How often it may be opened.
    pub max_opens: i64,
    /// Is the guest's name asked for?
    pub require_name: bool,
    /// Is the guest's e-mail address asked for?
    pub require_email: bool,
    /// Is a code sent to the recipient on opening?
    pub mail_code: bool,
}

impl Terms {
    /// What of the terms the policy forbids.
    #[must_use]
    pub fn against(&self, policy: &SharePolicy) -> Vec<FieldError> {
        let mut errors = Vec::new();
        let mut refuse = |wrong: bool, field: &str, code: &'static str, detail: &str| {
            if wrong {
                errors.push(FieldError::new(field, code, detail));
            }
        };
        let download = self.allow_download && !policy.allow_download;
        refuse(download, "allow_download", "not_allowed", "The policy does not let guests download.");
        let missing = policy.password == Demand::Required && !self.has_password;
        refuse(missing, "password", "required", "The policy demands a password.");
        let extra = policy.password == Demand::Off && self.has_password;
        refuse(extra, "password", "not_allowed", "The policy does not offer passwords on links.");
        let missing = policy.name == Demand::Required && !self.require_name;
        refuse(missing, "require_name", "required", "The policy demands that guests give their name.");
        let extra = policy.name == Demand::Off && self.require_name;
        refuse(extra, "require_name", "not_allowed", "The policy does not let shares ask for a name.");
        // A code that went to the address proves more than an address that was typed.
        let missing = policy.email == Demand::Required && !self.require_email && !self.mail_code;
        refuse(missing, "require_email", "required", "The policy demands that guests give their address.");
        let extra = policy.email == Demand::Off && self.require_email;
        refuse(extra, "require_email", "not_allowed", "The policy does not let shares ask for an address.");
        let fixed = !policy.creators_may_override_count && self.max_opens != policy.default_max_opens;
        refuse(fixed, "max_opens", "not_allowed", "The policy sets how often a link can be opened.");
        let range = !(0..=MOST_OPENS).contains(&self.max_opens);
        refuse(range, "max_opens", "out_of_range", "The count is 0 (no limit) to 1,000,000.");
        errors
    }
}

/// The last moment to which the policy lets a share run that is made or extended now.
#[must_use]
pub fn ceiling(policy: &SharePolicy, now: Timestamp, zone: &str) -> Timestamp {
    let day = today(now, zone).saturating_add(days(policy.max_days));
    wire::end_of_day("expires_on", &day.to_string(), zone).unwrap_or(now)
}

/// The end that `expires_on` means, checked against the policy.
pub fn end(
    policy: &SharePolicy,
    now: Timestamp,
    zone: &str,
    expires_on: &str,
) -> Result<Timestamp, FieldError> {
    const FIELD: &str = "expires_on";
    let ends_at = wire::end_of_day(FIELD, expires_on, zone)?;
    let day = wire::parse_day(FIELD, expires_on)?;
    let today = today(now, zone);
    if ends_at <= now {
        return Err(FieldError::new(FIELD, "in_the_past", "This day has passed."));
    }
    if ends_at > ceiling(policy, now, zone) {
        let detail = format!(
            "A share may run for {} days at most, so until {}.",
            policy.max_days,
            day_after(today, policy.max_days)
        );
        return Err(FieldError::new(FIELD, "beyond_ceiling", detail));
    }
    let offered = |count: i64| today.saturating_add(days(count)) == day;
    if !policy.allow_custom_expiry && !offered(policy.default_days) && !PRESETS.into_iter().any(offered) {
        let detail =
            format!("The policy offers 7, 14 and 30 days, and its default of {} days.", policy.default_days);
        return Err(FieldError::new(FIELD, "not_offered", detail));
    }
    Ok(ends_at)
}

/// The end of a link that goes out with something else: the day that was named, or the policy's default.
pub fn link_end(
    policy: &SharePolicy,
    now: Timestamp,
    zone: &str,
    ends_on: Option<&str>,
) -> Result<Timestamp, FieldError> {
    match ends_on {
        Some(day) => end(policy, now, zone, day),
        None => Ok(wire::end_of_day_after(now, policy.default_days, zone)),
    }
}

fn today(now: Timestamp, zone: &str) -> Date {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    jiff::Timestamp::from_millisecond(now).unwrap_or_default().to_zoned(zone).date()
}

fn days(count: i64) -> Span {
    count.clamp(0, 36_500).days()
}

fn day_after(day: Date, count: i64) -> Date {
    day.saturating_add(days(count))
}

/// A text without white space at its ends, of at most `most` characters and without control characters.
pub fn short_text(field: &str, text: &str, most: usize) -> Result<String, FieldError> {
    let text = text.trim();
    if text.chars().count() > most {
        return Err(FieldError::new(field, "too_long", format!("At most {most} characters fit here.")));
    }
    if text.chars().any(char::is_control) {
        return Err(FieldError::new(field, "malformed", "Write this on one line."));
    }
    Ok(text.to_owned())
}

/// An e-mail address in lower case, or nothing.
pub fn address(field: &str, text: &str) -> Result<String, FieldError> {
    let text = short_text(field, text, LONGEST_EMAIL)?.to_lowercase();
    let plausible = text.is_empty()
        || text.split_once('@').is_some_and(|(name, domain)| {
            !name.is_empty()
                && domain.len() > 2
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && domain.contains('.')
                && !text.contains(|letter: char| letter.is_whitespace() || "<>()[],;:\\\"".contains(letter))
        });
    if plausible {
        Ok(text)
    } else {
        Err(FieldError::new(field, "not_an_address", "Write an address like name@example.com."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Timestamp = 1_763_726_400_000; // 2025-11-21T12:00:00Z

    fn standing() -> Standing {
        Standing { live: true, ends_at: NOON + 1, opens: 0, max_opens: 0, suspended: false }
    }

    #[test]
    fn a_suspended_link_tells_outside_nothing_but_is_explained_inside() {
        let expired = Standing { ends_at: NOON, suspended: true, ..standing() };
        assert_eq!(expired.inside(NOON), State::Expired);
        assert_eq!(expired.outside(NOON), State::Suspended);
        let revoked = Standing { live: false, ..expired };
        assert_eq!((revoked.inside(NOON), revoked.outside(NOON)), (State::Revoked, State::Revoked));
    }

    #[test]
    fn a_count_of_zero_never_runs_out() {
        assert_eq!(Standing { opens: 9, ..standing() }.outside(NOON), State::Active);
        assert_eq!(Standing { opens: 9, max_opens: 9, ..standing() }.outside(NOON), State::Exhausted);
    }

    #[test]
    fn the_end_is_the_last_moment_of_a_day_within_the_ceiling() {
        let policy = SharePolicy { max_days: 30, ..SharePolicy::default() };
        let ends_at = end(&policy, NOON, "UTC", "2025-12-21").expect("thirty days ahead");
        assert_eq!(ends_at, NOON + 30 * 86_400_000 + 12 * 3_600_000 - 1);
        assert_eq!(ends_at, ceiling(&policy, NOON, "UTC"));
        let code = |day: &str| end(&policy, NOON, "UTC", day).map_err(|error| error.code);
        assert_eq!(code("2025-12-22"), Err("beyond_ceiling"));
        assert_eq!(code("2025-11-20"), Err("in_the_past"));
        assert!(code("2025-11-21").is_ok());
        assert_eq!(code("soon"), Err("not_a_day"));
    }

    #[test]
    fn without_custom_ends_only_the_offered_ones_pass() {
        let policy = SharePolicy { allow_custom_expiry: false, default_days: 5, ..SharePolicy::default() };
        for (day, ok) in [("2025-11-26", true), ("2025-11-28", true), ("2025-11-27", false)] {
            assert_eq!(end(&policy, NOON, "UTC", day).is_ok(), ok, "{day}");
        }
    }

    #[test]
    fn terms_are_held_against_every_field_of_the_policy() {
        let terms = Terms {
            allow_download: true,
            has_password: false,
            max_opens: 3,
            require_name: false,
            require_email: false,
            mail_code: false,
        };
        let strict = SharePolicy {
            allow_download: false,
            password: Demand::Required,
            name: Demand::Required,
            email: Demand::Required,
            default_max_opens: 5,
            creators_may_override_count: false,
            ..SharePolicy::default()
        };
        let fields: Vec<String> = terms.against(&strict).into_iter().map(|error| error.field).collect();
        assert_eq!(fields, ["allow_download", "password", "require_name", "require_email", "max_opens"]);
        assert_eq!(Terms { mail_code: true, ..terms }.against(&strict).len(), 4);
    }

    #[test]
    fn addresses_are_lowered_and_checked() {
        assert_eq!(address("email", " Ann@Example.COM "), Ok("ann@example.com".to_owned()));
        assert_eq!(address("email", ""), Ok(String::new()));
        for bad in ["ann", "ann@", "@example.com", "a b@example.com", "a@b@c.de", "a@b,c.de"] {
            assert!(address("email", bad).is_err(), "{bad}");
        }
    }
}
