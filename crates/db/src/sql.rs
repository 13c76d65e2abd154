//! A statement as a value: one text with `$1` placeholders and its typed arguments, for either engine.

use std::borrow::Cow;

/// An argument of a statement. Booleans travel as 0 and 1.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// A 64-bit integer or null.
    Int(Option<i64>),
    /// A text or null.
    Text(Option<String>),
    /// Bytes or null.
    Bytes(Option<Vec<u8>>),
}

macro_rules! int_args {
    ($($type:ty),*) => {$(
        impl From<$type> for Arg {
            fn from(value: $type) -> Self {
                Self::Int(Some(i64::from(value)))
            }
        }
        impl From<Option<$type>> for Arg {
            fn from(value: Option<$type>) -> Self {
                Self::Int(value.map(i64::from))
            }
        }
    )*};
}
int_args!(i64, i32, u32, u16, bool);

macro_rules! id_args {
    ($($name:ident),*) => {$(
        impl From<wayleave_base::$name> for Arg {
            fn from(id: wayleave_base::$name) -> Self {
                Self::Int(Some(id.get()))
            }
        }
        impl From<Option<wayleave_base::$name>> for Arg {
            fn from(id: Option<wayleave_base::$name>) -> Self {
                Self::Int(id.map(|id| id.get()))
            }
        }
        impl crate::Column for wayleave_base::$name {
            fn read(row: &crate::Row, name: &str) -> crate::DbResult<Self> {
                Ok(Self(<i64 as crate::Column>::read(row, name)?))
            }
        }
        impl crate::Column for Option<wayleave_base::$name> {
            fn read(row: &crate::Row, name: &str) -> crate::DbResult<Self> {
                Ok(<Option<i64> as crate::Column>::read(row, name)?.map(wayleave_base::$name))
            }
        }
    )*};
}
id_args!(
    OrganisationId,
    AccountId,
    SubjectId,
    ProjectId,
    CompanyId,
    MemberId,
    GroupId,
    MembershipId,
    DocumentId,
    RevisionId,
    FolderId,
    GrantId,
    GuestShareId,
    GuestSessionId,
    InvitationId,
    OverrideId,
    UploadId,
    MailId,
    NotificationId,
    SessionId,
    ShareId,
    TransmittalId,
    JobId
);

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(Some(value.to_owned()))
    }
}
impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(Some(value))
    }
}
impl From<&String> for Arg {
    fn from(value: &String) -> Self {
        Self::Text(Some(value.clone()))
    }
}
impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        Self::Text(value)
    }
}
impl From<Option<&str>> for Arg {
    fn from(value: Option<&str>) -> Self {
        Self::Text(value.map(str::to_owned))
    }
}
impl From<Vec<u8>> for Arg {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(Some(value))
    }
}
impl From<&[u8]> for Arg {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(Some(value.to_vec()))
    }
}
impl From<Option<Vec<u8>>> for Arg {
    fn from(value: Option<Vec<u8>>) -> Self {
        Self::Bytes(value)
    }
}

/// A statement and its arguments. Placeholders are `$1`, `$2`, … on both engines.
#[derive(Clone, Debug)]
pub struct Sql {
    pub(crate) text: Cow<'static, str>,
    pub(crate) args: Vec<Arg>,
    /// Does the text hold values that hardly come again? Then nobody keeps it prepared.
    pub(crate) once: bool,
}

/// How many ids of a list are bound; SQLite looks for every placeholder among all others.
const BOUND: usize = 512;

/// Starts a statement from a fixed text.
#[must_use]
pub fn sql(text: &'static str) -> Sql {
    Sql { text: Cow::Borrowed(text), args: Vec::new(), once: false }
}

impl Sql {
    /// Binds the next argument: the n-th call fills `$n`.
    #[must_use]
    pub fn bind(mut self, value: impl Into<Arg>) -> Self {
        self.args.push(value.into());
        self
    }

    /// Appends fixed text. User input never goes through here; it is bound with [`Sql::arg`].
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.to_mut().push_str(text);
        self
    }

    /// Appends the next placeholder and binds `value` to it.
    pub fn arg(&mut self, value: impl Into<Arg>) -> &mut Self {
        self.args.push(value.into());
        let placeholder = format!("${}", self.args.len());
        self.push(&placeholder)
    }

    /// Binds `value` without appending its placeholder, which is returned to be used in text, as often as needed.
    pub fn reserve(&mut self, value: impl Into<Arg>) -> String {
        self.args.push(value.into());
        format!("${}", self.args.len())
    }

    /// Appends another statement, its placeholders renumbered to follow the ones here.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        let shift = self.args.len();
        let mut rest = other.text.as_ref();
        while let Some(at) = rest.find('$') {
            let digits = rest[at + 1..].bytes().take_while(u8::is_ascii_digit).count();
            let number: usize = rest[at + 1..at + 1 + digits].parse().unwrap_or_default();
            self.push(&rest[..at]);
            self.push(&if number == 0 { "$".to_owned() } else { format!("${}", number + shift) });
            rest = &rest[at + 1 + digits..];
        }
        self.push(rest);
        self.args.extend(other.args.iter().cloned());
        self.once |= other.once;
        self
    }

    /// Appends `(a, b, …)` for the ids, or `(null)` when there are none. The list is padded by repeating the last id
    /// up to a power of two, so that the engines see few different texts and keep their prepared statements. A long list
    /// is written out.
    pub fn id_list(&mut self, ids: &[i64]) -> &mut Self {
        let Some(last) = ids.last() else { return self.push("(null)") };
        if ids.len() > BOUND {
            self.once = true;
            let written: Vec<String> = ids.iter().map(i64::to_string).collect();
            return self.push(&format!("({})", written.join(", ")));
        }
        self.push("(");
        for at in 0..ids.len().next_power_of_two() {
            if at > 0 {
                self.push(", ");
            }
            self.arg(*ids.get(at).unwrap_or(last));
        }
        self.push(")")
    }

    /// Appends `(a, b, …)` for texts, or `(null)` when there are none.
    pub fn text_list<T: AsRef<str>>(&mut self, texts: &[T]) -> &mut Self {
        if texts.is_empty() {
            return self.push("(null)");
        }
        self.push("(");
        for (at, text) in texts.iter().enumerate() {
            if at > 0 {
                self.push(", ");
            }
            self.arg(text.as_ref());
        }
        self.push(")")
    }

    /// The text, for plan tests and messages.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The arguments, in the order of their placeholders.
    #[must_use]
    pub fn args(&self) -> &[Arg] {
        &self.args
    }

    /// The same arguments under a text made from this one, such as `explain query plan …`.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        Self { text: Cow::Owned(text), args: self.args.clone(), once: self.once }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pushed_arguments_are_numbered_in_order() {
        let mut list = sql("select 1 where a = $1").bind(5);
        list.push(" and b = ").arg("x").push(" and c in ").id_list(&[1, 2, 3]);
        assert_eq!(list.text(), "select 1 where a = $1 and b = $2 and c in ($3, $4, $5, $6)");
        assert_eq!(list.args().len(), 6);
        let mut none = sql("c in ");
        none.id_list(&[]);
        assert_eq!(none.text(), "c in (null)");
        let mut long = sql("c in ");
        long.id_list(&vec![7; BOUND + 1]);
        assert!(long.text().starts_with("c in (7, 7, ") && long.args().is_empty() && long.once);
    }
}
