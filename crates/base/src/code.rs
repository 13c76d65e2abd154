//! Every failure a client can see has one stable code, declared here with its kind and its English sentence.

/// What kind of failure a code is; each kind has one HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// 401: nobody is signed in.
    Unauthenticated,
    /// 403: the thing is visible, the act is not allowed.
    Forbidden,
    /// 404: absent, or not to be known of; the two answer alike.
    NotFound,
    /// 409: the state of the thing does not allow the act now.
    Conflict,
    /// 410: an access that has ended.
    Gone,
    /// 412: somebody else changed it meanwhile.
    Stale,
    /// 412: the request speaks a version of a protocol that is not spoken here.
    Version,
    /// 413: too large.
    TooLarge,
    /// 415: the body is of a type that is not taken there.
    MediaType,
    /// 422: the request says something that cannot be accepted.
    Invalid,
    /// 423: somebody else is writing to it at this moment.
    Busy,
    /// 429: too many attempts.
    RateLimited,
    /// 460: what arrived is not what its checksum says.
    Checksum,
    /// 500: a defect or a failure of ours.
    Internal,
    /// 503: a part that is needed does not answer.
    Unavailable,
}

impl ErrorKind {
    /// The HTTP status of the kind.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::Unauthenticated => 401,
            Self::Forbidden => 403,
            Self::NotFound => 404,
            Self::Conflict => 409,
            Self::Gone => 410,
            Self::Stale | Self::Version => 412,
            Self::TooLarge => 413,
            Self::MediaType => 415,
            Self::Invalid => 422,
            Self::Busy => 423,
            Self::RateLimited => 429,
            Self::Checksum => 460,
            Self::Internal => 500,
            Self::Unavailable => 503,
        }
    }
}

macro_rules! codes {
    ($($variant:ident $code:literal $kind:ident $text:literal;)*) => {
        /// A stable error code.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ErrorCode {
            $(#[doc = $text] $variant,)*
        }

        impl ErrorCode {
            /// All codes, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The code as clients see it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// The kind, and with it the status.
            #[must_use]
            pub fn kind(self) -> ErrorKind {
                match self { $(Self::$variant => ErrorKind::$kind,)* }
            }

            /// The sentence shown when nothing more exact is known.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }
    };
}

codes! {
    Unauthenticated "unauthenticated" Unauthenticated "Sign in to go on.";
    SignInFailed "sign_in_failed" Unauthenticated "The e-mail address or the password is not right.";
    Forbidden "forbidden" Forbidden "You may see this, but not do that.";
    CrossSite "cross_site" Forbidden "The request came from another site and was refused.";
    NotFound "not_found" NotFound "There is nothing here, or nothing that you may see.";
    Conflict "conflict" Conflict "The state of this does not allow that now.";
    DocumentLocked "document_locked" Conflict "The document is locked; unlock it before adding a revision.";
    CloseoutOpen "closeout_open" Conflict "The closeout of the project is not done.";
    ProjectLocked "project_locked" Conflict "The project is locked; nothing in it can be changed.";
    NumberTaken "document_number_taken" Conflict "Another document of this project has that number.";
    RevisionTaken "revision_code_taken" Conflict "The document already has a revision with that code.";
    AlreadyDecided "already_decided" Conflict "Somebody has decided this already.";
    EditRequestOpen "edit_request_open" Conflict "You have asked for edits of this document already; withdraw that request first.";
    NotADraft "not_a_draft" Conflict "Only drafts can be deleted. Withdraw or archive the document instead.";
    WasShared "was_shared" Conflict "The document was shared, sent or in a workflow once; withdraw it instead, so that its history stays.";
    TooEarly "too_early" Conflict "It is kept a while longer before it can be removed for good.";
    NotSignedYet "not_signed_yet" Conflict "The event is in no signed checkpoint yet. Ask again in a minute.";
    StepAnswered "step_answered" Conflict "Somebody has answered this step already.";
    AlreadyMember "already_member" Conflict "This person already belongs here.";
    AlreadyEnded "already_ended" Conflict "This has ended already.";
    LastOrgAdmin "last_org_admin" Conflict "The organisation needs at least one administrator.";
    LastDocumentController "last_document_controller" Conflict "The project needs at least one Document Controller.";
    DocumentMerged "document_merged" Gone "It was merged into another document.";
    InvitationUsed "invitation_used" Gone "This invitation was used, revoked or has expired. Ask for a new one.";
    ResetExpired "reset_expired" Gone "This link was used or has expired. Ask for a new one.";
    IdempotencyMismatch "idempotency_mismatch" Conflict "The idempotency key was used for a different request.";
    WrongOffset "wrong_offset" Conflict "The piece begins elsewhere than the upload stands. Ask how far it has come.";
    UnfinishedUploads "unfinished_uploads" Conflict "Too much is being uploaded at once. Finish or cancel an upload first.";
    BeingWritten "being_written" Busy "Another request is sending to this upload at this moment.";
    TusVersion "tus_version" Version "The header Tus-Resumable must say 1.0.0.";
    WrongMediaType "wrong_media_type" MediaType "A body of this type is not taken here.";
    ChecksumMismatch "checksum_mismatch" Checksum "What arrived is not what its checksum says. Nothing of it was kept.";
    Stale "stale" Stale "Somebody changed this meanwhile. Load it again.";
    TooLarge "too_large" TooLarge "This is larger than allowed.";
    Invalid "invalid" Invalid "Some of this cannot be accepted.";
    Malformed "malformed" Invalid "The request cannot be read.";
    InvalidCursor "invalid_cursor" Invalid "The cursor does not belong to this list.";
    RateLimited "rate_limited" RateLimited "Too many attempts. Wait a little and try again.";
    Unavailable "unavailable" Unavailable "A part of the server does not answer. Try again shortly.";
    Internal "internal" Internal "Something went wrong on the server. It has been logged.";
}
