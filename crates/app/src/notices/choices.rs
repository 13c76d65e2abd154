//! What a person wants to be told, and how: each kind behind the bell and by mail, and how often mail comes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use wayleave_access::audit::Event;
use wayleave_access::{Target, act};

use super::digest;
use super::kinds::{self, Kind};
use super::store;
use crate::cx::Cx;
use crate::error::{Error, FieldError, Result};
use crate::settings::{self, GENERAL, General, NOTIFICATIONS, Notifications, Rhythm};
use crate::wire;
use crate::work::Work;

/// Whether a kind comes one way.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChannelView {
    /// Does it come?
    pub on: bool,
    /// Would it, if the person chose nothing?
    pub usual: bool,
    /// Can it not be switched off?
    pub fixed: bool,
    /// Why not.
    pub why: Option<&'static str>,
}

/// A kind of notice and what the person chose for it.
#[derive(Debug, Serialize, ToSchema)]
pub struct KindView {
    /// Its code.
    #[schema(example = "submission.received")]
    pub kind: &'static str,
    /// What it belongs to: `documents`, `access`, `guest_shares` or `account`.
    pub category: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Does it go out at once even where mail comes in digests?
    pub urgent: bool,
    /// Behind the bell; null for letters that have no notice.
    pub bell: Option<ChannelView>,
    /// By mail.
    pub mail: ChannelView,
}

/// What the organisation does where nobody chose.
#[derive(Debug, Serialize, ToSchema)]
pub struct UsualView {
    /// How often mail comes.
    pub digest: Rhythm,
    /// The hour at which digests go out.
    pub hour: i64,
    /// The day of weekly ones, from 1 for Monday to 7 for Sunday.
    pub weekday: i64,
    /// The time zone of that hour.
    #[schema(example = "Europe/London")]
    pub timezone: String,
}

/// What a person is told, and how.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChoicesView {
    /// How often mail comes; null for as often as the organisation says.
    pub rhythm: Option<Rhythm>,
    /// What the organisation says.
    pub organisation: UsualView,
    /// The kinds, in the order of screens.
    pub kinds: Vec<KindView>,
}

/// A choice for one kind.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeKind {
    /// The kind.
    #[schema(example = "document.edited")]
    pub kind: String,
    /// Behind the bell?
    pub bell: Option<bool>,
    /// By mail?
    pub mail: Option<bool>,
}

/// A change of what one is told.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeChoices {
    /// How often mail comes; null for as often as the organisation says.
    #[serde(default, deserialize_with = "wire::given")]
    #[schema(value_type = Option<Rhythm>)]
    pub rhythm: Option<Option<Rhythm>>,
    /// The kinds that change.
    #[serde(default)]
    pub kinds: Vec<ChangeKind>,
}

/// What a person chose, complete.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Chosen {
    rhythm: Option<Rhythm>,
    /// Bell and mail by kind, where they were chosen.
    kinds: BTreeMap<&'static str, (bool, bool)>,
}

impl Chosen {
    async fn load(work: &mut Work) -> Result<Self> {
        let (organisation, me) = (work.organisation.id, work.me.subject);
        let rhythm = store::rhythm(&mut work.tx, organisation, me).await?;
        let mut kinds = BTreeMap::new();
        for row in store::choices(&mut work.tx, organisation, me).await? {
            // A kind that became fixed since is as its row of the table says.
            if let Some(kind) = kinds::find(&row.kind).filter(|kind| kind.fixed.is_none()) {
                kinds.insert(kind.code, (row.bell, row.mail));
            }
        }
        Ok(Self { rhythm, kinds })
    }

    fn of(&self, kind: &Kind) -> (bool, bool) {
        self.kinds.get(kind.code).copied().unwrap_or((kind.bell, kind.mail))
    }

    /// The choices as the audit log keeps them: those that differ.
    fn differences(&self, after: &Self) -> (Value, Value) {
        let (mut old, mut new) = (Map::new(), Map::new());
        if self.rhythm != after.rhythm {
            old.insert("rhythm".to_owned(), json!(self.rhythm));
            new.insert("rhythm".to_owned(), json!(after.rhythm));
        }
        for kind in kinds::ALL.iter().filter(|kind| self.of(kind) != after.of(kind)) {
            let words = |(bell, mail)| json!({"bell": bell, "mail": mail});
            old.insert(kind.code.to_owned(), words(self.of(kind)));
            new.insert(kind.code.to_owned(), words(after.of(kind)));
        }
        (Value::Object(old), Value::Object(new))
    }
}

fn channel(on: bool, usual: bool, kind: &Kind) -> ChannelView {
    ChannelView { on, usual, fixed: kind.fixed.is_some(), why: kind.fixed }
}

async fn view(work: &mut Work, chosen: &Chosen) -> Result<ChoicesView> {
    let organisation = work.organisation.id;
    let usual: Notifications = settings::read(&mut work.tx, organisation, None, NOTIFICATIONS).await?;
    let general: General = settings::read(&mut work.tx, organisation, None, GENERAL).await?;
    let kinds = kinds::ALL
        .iter()
        .map(|kind| {
            let (bell, mail) = chosen.of(kind);
            KindView {
                kind: kind.code,
                category: kind.category,
                title: kind.title,
                urgent: kind.urgent,
                bell: kind.bell.then(|| channel(bell, true, kind)),
                mail: channel(mail, kind.mail, kind),
            }
        })
        .collect();
    Ok(ChoicesView {
        rhythm: chosen.rhythm,
        organisation: UsualView {
            digest: usual.digest,
            hour: usual.hour,
            weekday: usual.weekday,
            timezone: general.timezone,
        },
        kinds,
    })
}

/// What the person is told.
pub async fn get(cx: &Cx, organisation: &str) -> Result<ChoicesView> {
    let mut work = Work::read(cx, organisation).await?;
    work.permit::<act::OrganisationView>(Target::default())?;
    let chosen = Chosen::load(&mut work).await?;
    view(&mut work, &chosen).await
}

/// Changes what the person is told; the caller commits.
pub async fn change(cx: &Cx, organisation: &str, change: ChangeChoices) -> Result<(Work, ChoicesView)> {
    let mut work = Work::write(cx, organisation).await?;
    let permit = work.permit::<act::OrganisationView>(Target::default())?;
    let before = Chosen::load(&mut work).await?;
    let after = changed(&before, &change)?;
    let (old, new) = before.differences(&after);
    if new.as_object().is_some_and(|new| !new.is_empty()) {
        let (id, name) = (work.me.public_id.clone(), work.me.name.clone());
        let event = Event::new("user", "user.notices_chosen", ("member", &id, &name)).before(old).after(new);
        work.record(&permit, event).await?;
        keep(&mut work, &before, &after).await?;
    }
    let view = view(&mut work, &after).await?;
    Ok((work, view))
}

fn changed(before: &Chosen, change: &ChangeChoices) -> Result<Chosen> {
    let mut after = before.clone();
    if let Some(rhythm) = change.rhythm {
        after.rhythm = rhythm;
    }
    let mut errors = Vec::new();
    if change.kinds.len() > kinds::ALL.len() {
        return Err(Error::field("kinds", "too_many", "Name each kind once."));
    }
    for (at, wish) in change.kinds.iter().enumerate() {
        let field = format!("kinds[{at}].kind");
        match kinds::find(&wish.kind) {
            None => errors.push(FieldError::new(field, "unknown_choice", "There is no such kind of notice.")),
            Some(kind) => match kind.fixed {
                Some(why) if wish.bell == Some(false) || wish.mail == Some(false) => {
                    errors.push(FieldError::new(
                        field,
                        "fixed",
                        format!("This cannot be switched off. {why}"),
                    ));
                }
                Some(_) => {}
                None => {
                    let (bell, mail) = after.of(kind);
                    let chosen = (wish.bell.unwrap_or(bell), wish.mail.unwrap_or(mail));
                    after.kinds.insert(kind.code, chosen);
                }
            },
        }
    }
    Error::check(errors)?;
    Ok(after)
}

async fn keep(work: &mut Work, before: &Chosen, after: &Chosen) -> Result<()> {
    let (organisation, me, now) = (work.organisation.id, work.me.subject, work.now());
    for (kind, chosen) in &after.kinds {
        if before.kinds.get(kind) != Some(chosen) {
            store::choose(&mut work.tx, organisation, me, now, (kind, chosen.0, chosen.1)).await?;
        }
    }
    if before.rhythm != after.rhythm {
        store::set_rhythm(&mut work.tx, organisation, me, now, after.rhythm).await?;
        digest::again(&mut work.tx, organisation, me, after.rhythm, now).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    fn none() -> Chosen {
        Chosen { rhythm: None, kinds: BTreeMap::new() }
    }

    #[test]
    fn a_choice_changes_its_channel_alone_and_what_is_fixed_is_refused() {
        let wish = |kind: &str, bell, mail| ChangeKind { kind: kind.to_owned(), bell, mail };
        let change = ChangeChoices {
            rhythm: Some(Some(Rhythm::Daily)),
            kinds: vec![wish("document.shared", None, Some(false))],
        };
        let after = changed(&none(), &change).unwrap();
        assert_eq!(after.kinds.get("document.shared"), Some(&(true, false)));
        let (old, new) = none().differences(&after);
        assert_eq!(old, json!({"rhythm": null, "document.shared": {"bell": true, "mail": true}}));
        assert_eq!(new, json!({"rhythm": "daily", "document.shared": {"bell": true, "mail": false}}));
        for kind in ["role.changed", "invitation.sent", "never.heard_of"] {
            let change = ChangeChoices { rhythm: None, kinds: vec![wish(kind, None, Some(false))] };
            assert!(changed(&none(), &change).is_err(), "{kind}");
        }
    }
}
