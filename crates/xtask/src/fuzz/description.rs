//! The OpenAPI document as the fuzzer gets it: with ids that exist, and without the doors that would end its session.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// How many things of a kind are named; more would only repeat the same answers.
const MOST: usize = 8;

/// Ends of the fuzzer's own session: it would go on as nobody and find nothing.
const LEFT_OUT: [&str; 4] =
    ["/api/v1/session", "/api/v1/me/password", "/api/v1/me/sessions", "/api/v1/me/sessions/{session}"];

/// The ids of what exists, by their prefix.
#[derive(Debug, Default)]
pub struct Found(BTreeMap<String, BTreeSet<String>>);

impl Found {
    /// Takes the ids out of an answer.
    pub fn add(&mut self, answer: &Value) {
        match answer {
            Value::Object(map) => map.values().for_each(|value| self.add(value)),
            Value::Array(list) => list.iter().for_each(|value| self.add(value)),
            Value::String(text) => {
                if let Some(prefix) = prefix(text) {
                    self.0.entry(prefix.to_owned()).or_default().insert(text.clone());
                }
            }
            _ => {}
        }
    }

    /// The addresses of all reads that take this many ids, for the first things of each kind.
    pub fn places(&self, described: &Value, depth: usize) -> Vec<String> {
        let paths = described["paths"].as_object().into_iter().flatten();
        let read = paths
            .filter(|(path, methods)| path.matches('{').count() == depth && methods.get("get").is_some());
        let mut places = Vec::new();
        for (path, methods) in read {
            let mut open = vec![path.clone()];
            for parameter in methods["get"]["parameters"].as_array().into_iter().flatten() {
                let Some(name) = in_path(parameter) else { continue };
                let ids = self.of(parameter);
                let filled = |path: &String| {
                    ids.iter().map(|id| path.replace(&format!("{{{name}}}"), id)).collect::<Vec<_>>()
                };
                open = open.iter().flat_map(filled).take(MOST).collect();
            }
            places.append(&mut open);
        }
        places
    }

    /// What a parameter of a path may be: things of the kind that its example is.
    fn of(&self, parameter: &Value) -> Vec<&str> {
        let kind = parameter["example"].as_str().and_then(prefix);
        let ids = kind.and_then(|kind| self.0.get(kind));
        ids.into_iter().flatten().map(String::as_str).take(MOST).collect()
    }
}

/// Writes the ids into the document and leaves out what would end the session.
pub fn prepare(described: &mut Value, found: &Found) {
    let Some(paths) = described["paths"].as_object_mut() else { return };
    // They go with all their methods: the fuzzer also tries those that are not described.
    paths.retain(|path, _| !LEFT_OUT.contains(&path.as_str()));
    for operation in
        paths.values_mut().filter_map(Value::as_object_mut).flat_map(|methods| methods.values_mut())
    {
        // The fuzzer cannot write pieces of files: it sends bytes that are none, and is refused.
        if operation.pointer("/requestBody/content/application~1offset+octet-stream").is_some() {
            operation["requestBody"] = json!({"content": {"application/octet-stream": {}}});
        }
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten().filter(|parameter| in_path(parameter).is_some()) {
            let ids = found.of(parameter);
            if !ids.is_empty() {
                parameter["schema"] = json!({"type": "string", "enum": ids});
                parameter["example"] = json!(ids[0]);
            }
        }
    }
}

fn in_path(parameter: &Value) -> Option<&str> {
    if parameter["in"] == "path" { parameter["name"].as_str() } else { None }
}

/// The prefix of a public id.
fn prefix(text: &str) -> Option<&str> {
    let (prefix, rest) = text.split_once('_')?;
    let letters = prefix.len() == 3 && prefix.bytes().all(|letter| letter.is_ascii_lowercase());
    let id = rest.len() == 26 && rest.bytes().all(|letter| letter.is_ascii_alphanumeric());
    (letters && id).then_some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "doc_25tq6tfn9hpx49eq2fax0r99g3";

    #[test]
    fn ids_that_exist_stand_in_paths_and_the_session_stays() {
        let parameter =
            json!({"in": "path", "name": "document", "example": "doc_00000000000000000000000000"});
        let mut described = json!({"paths": {
            "/api/v1/session": {"delete": {}},
            "/d/{document}": {"get": {"parameters": [parameter]}},
        }});
        let mut found = Found::default();
        found.add(&json!({"items": [{"id": DOCUMENT, "number": "A-1"}]}));
        assert_eq!(found.places(&described, 1), [format!("/d/{DOCUMENT}")]);
        prepare(&mut described, &found);
        assert_eq!(described["paths"].as_object().map(serde_json::Map::len), Some(1));
        let parameter = &described["paths"]["/d/{document}"]["get"]["parameters"][0];
        assert_eq!(parameter["schema"]["enum"], json!([DOCUMENT]));
    }
}
