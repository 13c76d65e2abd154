//! The prefixes of a search, `status:` and the like. The built-in ones are the same everywhere; each project adds its own
//! metadata fields.

/// What a field's value is compared with.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// Words of the title.
    Title,
    /// The whole document number.
    Number,
    /// Words of the description.
    Description,
    /// Words of the tags.
    Tags,
    /// Words of the file name.
    FileName,
    /// Words of the text inside the file.
    Content,
    /// The code of the document type.
    Type,
    /// The code of the discipline.
    Discipline,
    /// The zone.
    Zone,
    /// The stage.
    Stage,
    /// The level.
    Level,
    /// The status.
    Status,
    /// The code of the revision that is shown.
    Revision,
    /// The originator.
    Originator,
    /// The package.
    Package,
    /// The programme.
    Programme,
    /// The sub-programme.
    SubProgramme,
    /// The code of the work breakdown structure.
    Wbs,
    /// The name or mail address of the owner.
    Owner,
    /// The name or mail address of who uploaded the revision that is shown.
    Uploader,
    /// The day of creation.
    Created,
    /// The day of the last change.
    Updated,
    /// Is it locked?
    Locked,
    /// Is it restricted to groups?
    Restricted,
    /// Was it issued?
    Issued,
    /// Is it in a workflow?
    InWorkflow,
    /// A metadata field of the organisation or project, by its key.
    Custom(String),
}

/// How the value of a field is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Words, phrases and wildcards within words.
    Words,
    /// The whole value, any case, with wildcards.
    Whole,
    /// A day, a comparison or a range of days.
    Day,
    /// `true` or `false`.
    Flag,
}

/// A prefix one may search by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The prefix, in lower case, without the colon.
    pub name: String,
    /// How its value is read.
    pub kind: FieldKind,
    /// What it is compared with.
    pub source: Source,
}

/// The prefixes that exist for a reader.
#[derive(Clone, Debug)]
pub struct Fields {
    fields: Vec<Field>,
}

const BUILT_IN: &[(&str, FieldKind, Source)] = &[
    ("title", FieldKind::Words, Source::Title),
    ("number", FieldKind::Whole, Source::Number),
    ("description", FieldKind::Words, Source::Description),
    ("tag", FieldKind::Words, Source::Tags),
    ("file", FieldKind::Words, Source::FileName),
    ("content", FieldKind::Words, Source::Content),
    ("type", FieldKind::Whole, Source::Type),
    ("discipline", FieldKind::Whole, Source::Discipline),
    ("zone", FieldKind::Whole, Source::Zone),
    ("stage", FieldKind::Whole, Source::Stage),
    ("level", FieldKind::Whole, Source::Level),
    ("status", FieldKind::Whole, Source::Status),
    ("rev", FieldKind::Whole, Source::Revision),
    ("originator", FieldKind::Whole, Source::Originator),
    ("package", FieldKind::Whole, Source::Package),
    ("programme", FieldKind::Whole, Source::Programme),
    ("subprogramme", FieldKind::Whole, Source::SubProgramme),
    ("wbs", FieldKind::Whole, Source::Wbs),
    ("owner", FieldKind::Whole, Source::Owner),
    ("uploader", FieldKind::Whole, Source::Uploader),
    ("created", FieldKind::Day, Source::Created),
    ("updated", FieldKind::Day, Source::Updated),
    ("locked", FieldKind::Flag, Source::Locked),
    ("restricted", FieldKind::Flag, Source::Restricted),
    ("issued", FieldKind::Flag, Source::Issued),
    ("workflow", FieldKind::Flag, Source::InWorkflow),
];

impl Default for Fields {
    fn default() -> Self {
        let fields = BUILT_IN
            .iter()
            .map(|(name, kind, source)| Field {
                name: (*name).to_owned(),
                kind: *kind,
                source: source.clone(),
            })
            .collect();
        Self { fields }
    }
}

impl Fields {
    /// Adds a metadata field by its key. A key that a built-in prefix has already is not reachable by prefix.
    pub fn add(&mut self, key: &str, kind: FieldKind) {
        let name = key.to_lowercase();
        if self.get(&name).is_none() {
            self.fields.push(Field { name, kind, source: Source::Custom(key.to_owned()) });
        }
    }

    /// The field of a prefix, in any case.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.eq_ignore_ascii_case(name))
    }

    /// All of them, built-in ones first.
    #[must_use]
    pub fn all(&self) -> &[Field] {
        &self.fields
    }
}
