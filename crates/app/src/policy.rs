//! The policy of external access as the API describes it. The values are the access core's [`SharePolicy`], which knows
//! nothing of descriptions; a test holds the two together.
//!
//! [`SharePolicy`]: wayleave_access::SharePolicy

use utoipa::ToSchema;

/// Describes the policy twice: whole as it is read, and with every field optional as it is changed.
macro_rules! described {
    ($($(#[$about:meta])+ $field:ident: $kind:ty = $example:expr,)+) => {
        /// What people from outside may be given.
        #[derive(ToSchema)]
        #[schema(as = SharePolicy)]
        #[expect(dead_code, reason = "it describes what the access core's type holds")]
        pub struct PolicyView {
            $($(#[$about])+ #[schema(example = $example)] $field: $kind,)+
        }

        /// A change of what people from outside may be given; absent fields stay.
        #[derive(ToSchema)]
        #[schema(as = SharePolicyEdit)]
        #[expect(dead_code, reason = "it describes what the access core's type takes")]
        pub struct PolicyEdit {
            $($(#[$about])+ #[schema(example = $example)] $field: Option<$kind>,)+
        }
    };
}

described! {
    /// May anybody create and use guest shares?
    guest_sharing_enabled: bool = true,
    /// The days of a guest share offered first.
    default_days: i64 = 14,
    /// The most days of a guest share.
    max_days: i64 = 30,
    /// May creators choose another end below the ceiling?
    allow_custom_expiry: bool = true,
    /// The count of opens offered first; 0 for no limit.
    default_max_opens: i64 = 0,
    /// May creators choose another count of opens?
    creators_may_override_count: bool = true,
    /// May initiators share what they see?
    initiators_may_share: bool = true,
    /// A password on the link: `off`, `optional` or `required`.
    password: String = "optional",
    /// The guest's name: `off`, `optional` or `required`.
    name: String = "required",
    /// The guest's e-mail address: `off`, `optional` or `required`.
    email: String = "off",
    /// May shares allow downloading?
    allow_download: bool = true,
    /// Who may share restricted documents with guests: `no` for nobody, `project_admin`.
    confidential: String = "project_admin",
    /// May the link be sent to a given address?
    send_share_emails: bool = false,
    /// The days of access from outside offered first.
    external_default_days: i64 = 180,
    /// The most days of access from outside.
    external_max_days: i64 = 730,
}

#[cfg(test)]
mod tests {
    use super::*;
    use utoipa::PartialSchema;
    use wayleave_access::SharePolicy;

    fn fields(schema: &serde_json::Value) -> Vec<String> {
        schema.as_object().into_iter().flat_map(|object| object.keys().cloned()).collect()
    }

    #[test]
    fn the_description_names_the_fields_of_the_policy() {
        let policy = fields(&serde_json::json!(SharePolicy::default()));
        for schema in [PolicyView::schema(), PolicyEdit::schema()] {
            let described = serde_json::json!(schema);
            assert_eq!(fields(&described["properties"]), policy);
        }
    }
}
