//! Turns a filled template into a mail's words. A variable that a template names and nobody filled is an
//! error, never a gap in a mail.

use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value, ValueKind};
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, context, escape_formatter};

use crate::own;
use crate::templates::{FILES, Template};

/// The words of one mail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The whole mail as plain text.
    pub text: String,
    /// The whole mail as HTML.
    pub html: String,
}

/// A template and what fills it do not fit each other.
#[derive(Debug, thiserror::Error)]
#[error("the mail template {template} could not be filled")]
pub struct RenderError {
    template: &'static str,
    #[source]
    source: minijinja::Error,
}

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()
            .expect("the usual marks, no others"),
    );
    environment.set_formatter(write_value);
    environment.add_filter("quoted", quoted);
    environment.add_filter("kept", kept);
    for (name, source) in FILES {
        environment.add_template(name, source).expect("the templates in this crate parse; a test fills each");
    }
    environment
});

/// Fills a template.
pub fn render<T: Template>(filled: &T) -> Result<Rendered, RenderError> {
    let name = T::NAME.as_str();
    let values = Value::from(Serde(filled));
    let own = own::fill(T::NAME, filled.head(), &values);
    let values = context! {
        said => context! { introduction => own.introduction, closing => own.closing },
        ..values
    };
    let part = |file: &str, values: Value| {
        ENVIRONMENT
            .get_template(&format!("{name}/{file}.j2"))
            .and_then(|template| template.render(values))
            .map_err(|source| RenderError { template: name, source })
    };
    let standard = one_line(&part("subject.txt", values.clone())?);
    let subject = if own.subject.is_empty() { standard } else { own.subject };
    let text = part("body.txt", values.clone())?;
    let html = part("body.html", context! { subject => &subject, ..values })?;
    Ok(Rendered { subject, text: tidy(&text), html })
}

/// In text, a value stays on its line: a title with line breaks must not pass for words of the mail itself.
/// Only what went through `quoted` or `kept` keeps its lines. HTML is escaped as usual.
fn write_value(
    out: &mut Output<'_>,
    state: &mut State<'_, '_>,
    value: &Value,
) -> Result<(), minijinja::Error> {
    let plain = matches!(state.auto_escape(), AutoEscape::None);
    match value.as_str() {
        Some(text) if plain && value.kind() == ValueKind::String && !value.is_safe() => {
            escape_formatter(out, state, &Value::from(one_line(text)))
        }
        _ => escape_formatter(out, state, value),
    }
}

/// Marks every line as somebody's words: `> `.
fn quoted(words: &str) -> Value {
    let lines: Vec<String> = words.trim().lines().map(|line| format!("> {}", one_line(line))).collect();
    Value::from_safe_string(lines.join("\n"))
}

/// Keeps the lines of what the server itself wrote. For text alone: in HTML nothing of it would be escaped.
fn kept(words: &str) -> Value {
    let lines: Vec<String> = words.trim().lines().map(one_line).collect();
    Value::from_safe_string(lines.join("\n"))
}

/// Control characters and runs of white space become single spaces.
pub(crate) fn one_line(text: &str) -> String {
    let spaced = text.replace(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Templates leave blank lines where a condition did not hold; more than one in a row says nothing.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut blank = true;
    for line in text.lines() {
        // The separator before the signature is "-- ", whose space mail programs look for.
        let line = if line == "-- " { line } else { line.trim_end() };
        if !line.is_empty() || !blank {
            tidied.push_str(line);
            tidied.push('\n');
        }
        blank = line.is_empty();
    }
    tidied
}
