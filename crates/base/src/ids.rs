//! Ids: small integers inside, random 128-bit texts outside.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rand::{RngCore, TryRngCore};
use sha2::{Digest, Sha256};

macro_rules! row_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl $name {
            /// The prefix of this kind's public ids.
            pub const PREFIX: &'static str = $prefix;

            /// The number stored in the database. It never leaves the server.
            #[must_use]
            pub fn get(self) -> i64 {
                self.0
            }
        }

        impl From<i64> for $name {
            fn from(raw: i64) -> Self {
                Self(raw)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}#{}", $prefix, self.0)
            }
        }
    )*};
}

row_ids! {
    /// An organisation: the tenant.
    OrganisationId = "org";
    /// A person's sign-in, shared by all organisations on the server.
    AccountId = "acc";
    /// Whatever a grant can name: a member, a group, a company or a guest link.
    SubjectId = "sub";
    /// A project of an organisation.
    ProjectId = "prj";
    /// A company that people belong to.
    CompanyId = "com";
    /// A member of an organisation.
    MemberId = "mem";
    /// An access control group of a project.
    GroupId = "grp";
    /// A membership of a member in a project.
    MembershipId = "msh";
    /// A controlled document.
    DocumentId = "doc";
    /// One revision of a document.
    RevisionId = "rev";
    /// A folder that documents can lie in.
    FolderId = "fld";
    /// A grant in the ledger.
    GrantId = "grt";
    /// A guest share.
    GuestShareId = "shr";
    /// A guest's session on one share.
    GuestSessionId = "gse";
    /// An invitation into an organisation.
    InvitationId = "inv";
    /// A permission override.
    OverrideId = "ovr";
    /// A request for edits of a document.
    EditRequestId = "edr";
    /// A staged upload that no revision names yet.
    UploadId = "upl";
    /// A file that arrives in pieces.
    ArrivalId = "arr";
    /// A mail that was sent or waits to be.
    MailId = "mai";
    /// A notification of one member.
    NotificationId = "ntf";
    /// A signed-in session.
    SessionId = "ses";
    /// An act of sharing a revision with people inside the product.
    ShareId = "sha";
    /// A formal sending of revisions.
    TransmittalId = "trn";
    /// A job in the queue.
    JobId = "job";
}

/// Where random bits come from: the operating system, or a counter in tests.
#[derive(Clone, Debug)]
pub struct Ids(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Counting(Arc<AtomicU64>),
}

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl Ids {
    /// Ids from the operating system's random source.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// Ids that repeat from run to run; for tests alone.
    #[must_use]
    pub fn counting() -> Self {
        Self(Source::Counting(Arc::new(AtomicU64::new(1))))
    }

    /// 256 fresh bits.
    #[must_use]
    pub fn secret(&self) -> [u8; 32] {
        match &self.0 {
            Source::System => {
                let mut bytes = [0; 32];
                rand::rngs::OsRng.unwrap_err().fill_bytes(&mut bytes);
                bytes
            }
            Source::Counting(next) => {
                let n = next.fetch_add(1, Ordering::SeqCst);
                Sha256::digest(format!("wayleave counting ids {n}")).into()
            }
        }
    }

    /// A fresh public id such as `doc_5n0v…`: the prefix and 128 random bits in lower-case base 32.
    #[must_use]
    pub fn public(&self, prefix: &str) -> String {
        let secret = self.secret();
        let mut bits = u128::from_be_bytes(secret[..16].try_into().expect("sixteen of thirty-two bytes"));
        let mut text = String::with_capacity(prefix.len() + 27);
        text.push_str(prefix);
        text.push('_');
        for _ in 0..26 {
            text.push(char::from(ALPHABET[usize::try_from(bits & 31).expect("five bits")]));
            bits >>= 5;
        }
        text
    }

    /// A six-digit code, for proving an e-mail address.
    #[must_use]
    pub fn digits(&self) -> String {
        let secret = self.secret();
        let number =
            u64::from_be_bytes(secret[..8].try_into().expect("eight of thirty-two bytes")) % 1_000_000;
        format!("{number:06}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_ids_are_prefixed_distinct_and_of_one_length() {
        let ids = Ids::system();
        let many: std::collections::HashSet<String> = (0..1000).map(|_| ids.public("doc")).collect();
        assert_eq!(many.len(), 1000);
        assert!(many.iter().all(|id| id.starts_with("doc_") && id.len() == 30));
    }

    #[test]
    fn counting_ids_repeat() {
        assert_eq!(Ids::counting().public("rev"), Ids::counting().public("rev"));
    }
}
