//! The fields of bodies, read from the schemas of the description.

use serde_json::{Value, json};

/// Deeper than this no body is shown; none is.
const DEEPEST: usize = 5;

/// The schemas that others refer to.
pub struct Schemas<'a>(&'a Value);

impl<'a> Schemas<'a> {
    /// Those of a description.
    pub fn of(description: &'a Value) -> Self {
        Self(&description["components"]["schemas"])
    }

    /// A schema and, where it has one, its name: references are followed, `null` as an alternative is left aside.
    pub fn resolve(&self, schema: &'a Value) -> (Option<&'a str>, &'a Value) {
        if let Some(name) = schema["$ref"].as_str().and_then(|text| text.rsplit('/').next()) {
            let (inner, found) = self.resolve(&self.0[name]);
            return (inner.or(Some(name)), found);
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            let real: Vec<&Value> =
                schema[key].as_array().into_iter().flatten().filter(|one| one["type"] != "null").collect();
            if let [only] = real[..] {
                return self.resolve(only);
            }
        }
        (None, schema)
    }

    /// What a value is, in words.
    pub fn kind(&self, schema: &'a Value) -> String {
        let (_, found) = self.resolve(schema);
        let mut text = match kind_of(found) {
            "string" => string(found),
            "integer" => "whole number".to_owned(),
            "number" => "number".to_owned(),
            "boolean" => "true or false".to_owned(),
            "array" => format!("list of {}", self.kind(&found["items"])),
            "object" => "object".to_owned(),
            _ => "any value".to_owned(),
        };
        for (key, words) in [
            ("minimum", "at least"),
            ("maximum", "at most"),
            ("minLength", "letters at least"),
            ("maxLength", "letters at most"),
            ("maxItems", "items at most"),
        ] {
            if let Some(limit) = found[key].as_f64() {
                text.push_str(&format!(", {words} {limit}"));
            }
        }
        if is_nullable(schema) {
            text.push_str(", or null");
        }
        text
    }

    /// A row for each field, those of objects within under the paths of these.
    pub fn rows(&self, schema: &'a Value) -> Vec<Value> {
        let mut rows = Vec::new();
        self.collect(schema, "", 0, &mut rows);
        rows
    }

    fn collect(&self, schema: &'a Value, at: &str, depth: usize, rows: &mut Vec<Value>) {
        let (_, found) = self.resolve(schema);
        if depth > DEEPEST {
            return;
        }
        if kind_of(found) == "array" {
            return self.collect(&found["items"], &format!("{at}[]"), depth + 1, rows);
        }
        for (name, property) in found["properties"].as_object().into_iter().flatten() {
            let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            let (_, inner) = self.resolve(property);
            let text = property["description"].as_str().or_else(|| inner["description"].as_str());
            rows.push(json!({
                "name": path,
                "kind": self.kind(property),
                "required": requires(found, name),
                "text": text.unwrap_or_default(),
            }));
            self.collect(property, &path, depth + 1, rows);
        }
    }
}

fn string(schema: &Value) -> String {
    match schema["enum"].as_array() {
        Some(values) => {
            let values: Vec<&str> = values.iter().filter_map(Value::as_str).collect();
            format!("one of {}", values.join(", "))
        }
        None => "text".to_owned(),
    }
}

/// The JSON type of a schema, `null` left aside.
pub fn kind_of(schema: &Value) -> &str {
    let kinds = &schema["type"];
    let listed = || kinds.as_array()?.iter().filter_map(Value::as_str).find(|kind| *kind != "null");
    kinds.as_str().or_else(listed).unwrap_or_default()
}

/// May it be null?
pub fn is_nullable(schema: &Value) -> bool {
    ["type", "oneOf", "anyOf"].iter().any(|key| {
        schema[*key].as_array().into_iter().flatten().any(|one| one == "null" || one["type"] == "null")
    })
}

/// Is the field of this name required?
pub fn requires(schema: &Value, name: &str) -> bool {
    schema["required"].as_array().into_iter().flatten().any(|one| one == name)
}
