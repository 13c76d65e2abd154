//! What was read, told once: that somebody looked at a file or got it is in the audit log before the first byte leaves,
//! once for each file, session and hour, however many ranges and pages are asked for.

use std::collections::HashMap;
use std::sync::Mutex;

use tokio::sync::MutexGuard;
use wayleave_base::Timestamp;

use crate::cx::Cx;

/// How long one audit event stands for further requests of the same kind in the same session.
const HOUR: i64 = 3600 * 1000;
/// How many readings are remembered at most; beyond it the oldest hour is forgotten early.
const REMEMBERED: usize = 20_000;

/// What somebody does with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Looks at it.
    View,
    /// Takes it along.
    Download,
}

/// The session, what it did, and the public id of what has the file.
type Key = (Vec<u8>, Kind, String);

/// Which session read which file, and when that was written to the audit log.
#[derive(Default)]
pub struct Readings {
    noted: Mutex<HashMap<Key, Timestamp>>,
    writing: tokio::sync::Mutex<()>,
}

/// A reading that is not in the audit log yet. Whoever holds it writes its event; others wait for it.
pub struct Unnoted<'a> {
    readings: &'a Readings,
    key: Key,
    at: Timestamp,
    _alone: MutexGuard<'a, ()>,
}

impl Readings {
    /// The reading, unless its event stands already.
    pub async fn unnoted(&self, cx: &Cx, kind: Kind, what: &str) -> Option<Unnoted<'_>> {
        let session = cx.session.as_ref().map(wayleave_base::Token::hash).unwrap_or_default();
        let (key, at) = ((session, kind, what.to_owned()), cx.now());
        if self.is_noted(&key, at) {
            return None;
        }
        let alone = self.writing.lock().await;
        if self.is_noted(&key, at) {
            return None;
        }
        Some(Unnoted { readings: self, key, at, _alone: alone })
    }

    fn is_noted(&self, key: &Key, now: Timestamp) -> bool {
        let noted = self.noted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        noted.get(key).is_some_and(|at| now - at < HOUR)
    }

    fn note(&self, key: Key, now: Timestamp) {
        let mut noted = self.noted.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if noted.len() >= REMEMBERED {
            noted.retain(|_, at| now - *at < HOUR);
        }
        if noted.len() >= REMEMBERED {
            noted.clear();
        }
        noted.insert(key, now);
    }
}

impl Unnoted<'_> {
    /// Its event is written.
    pub fn noted(self) {
        self.readings.note(self.key, self.at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_noted_for_an_hour() {
        let readings = Readings::default();
        let key = (vec![1], Kind::View, "rev_a".to_owned());
        assert!(!readings.is_noted(&key, 0));
        readings.note(key.clone(), 0);
        assert!(readings.is_noted(&key, HOUR - 1));
        assert!(!readings.is_noted(&key, HOUR));
        assert!(
            !readings.is_noted(&(vec![1], Kind::Download, "rev_a".to_owned()), 0),
            "a view is no download"
        );
    }
}
