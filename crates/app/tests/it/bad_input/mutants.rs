//! Bodies made from a valid one and the description of its fields, each wrong in one place.

use serde_json::{Value, json};

/// What must be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// 422 with the field.
    FieldError,
    /// A refusal that fits; which one depends on what else is so.
    Refusal,
}

/// A body that is wrong in one place.
pub struct Mutant {
    pub what: String,
    pub body: Value,
    pub expected: Expected,
}

/// The description.
pub struct Schemas(Value);

impl Schemas {
    pub fn read() -> Self {
        Self(wayleave_app::http::openapi().clone())
    }

    /// Every mutant of a valid body of an operation.
    pub fn mutants(&self, operation: &str, valid: &Value, strangers: &[String]) -> Vec<Mutant> {
        let schema = self.0["paths"]
            .as_object()
            .unwrap()
            .values()
            .flat_map(|methods| methods.as_object().unwrap().values())
            .find(|candidate| candidate["operationId"] == operation)
            .map(|found| found["requestBody"]["content"]["application/json"]["schema"].clone())
            .unwrap();
        let mut sweep = Sweep { schemas: self, strangers, found: Vec::new() };
        sweep.object(&schema, valid, "");
        sweep.found
    }

    /// The schema itself: references followed, `null` as an alternative left aside.
    fn resolve(&self, schema: &Value) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let pointer = reference.trim_start_matches('#');
            return self.resolve(self.0.pointer(pointer).unwrap());
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            if let Some(alternatives) = schema[key].as_array() {
                let real: Vec<&Value> = alternatives.iter().filter(|one| one["type"] != "null").collect();
                if let [only] = real[..] {
                    return self.resolve(only);
                }
            }
        }
        schema.clone()
    }

    /// A plain value of this schema.
    fn sample(&self, schema: &Value) -> Value {
        let schema = self.resolve(schema);
        if let Some(values) = schema["enum"].as_array() {
            return values[0].clone();
        }
        match kind(&schema) {
            "integer" | "number" => json!(1),
            "boolean" => json!(false),
            "array" => json!([self.sample(&schema["items"])]),
            "object" => {
                let mut object = json!({});
                for name in schema["required"].as_array().into_iter().flatten() {
                    let name = name.as_str().unwrap();
                    object[name] = self.sample(&schema["properties"][name]);
                }
                object
            }
            _ => json!("x"),
        }
    }
}

fn kind(schema: &Value) -> &str {
    let kind = &schema["type"];
    kind.as_str().unwrap_or_else(|| {
        let kinds = kind.as_array().into_iter().flatten().filter_map(Value::as_str);
        kinds.into_iter().find(|kind| *kind != "null").unwrap_or("anything")
    })
}

fn is_nullable(schema: &Value) -> bool {
    let has_null = |list: &Value| {
        list.as_array().into_iter().flatten().any(|one| one == "null" || one["type"] == "null")
    };
    has_null(&schema["type"]) || has_null(&schema["oneOf"]) || has_null(&schema["anyOf"])
}

struct Sweep<'a> {
    schemas: &'a Schemas,
    strangers: &'a [String],
    found: Vec<Mutant>,
}

impl Sweep<'_> {
    /// Mutants of the object at `at`, a JSON pointer into `valid`.
    fn object(&mut self, schema: &Value, valid: &Value, at: &str) {
        let schema = self.schemas.resolve(schema);
        let Some(properties) = schema["properties"].as_object() else { return };
        self.put(valid, at, "zzyzx", &json!(1), "an unknown field", Expected::FieldError);
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (name, property) in properties {
            let must = required.contains(&name.as_str());
            if must {
                let mut body = valid.clone();
                body.pointer_mut(at).unwrap().as_object_mut().unwrap().remove(name);
                let what = format!("{}: left out", label(at, name));
                self.found.push(Mutant { what, body, expected: Expected::FieldError });
                if !is_nullable(property) {
                    self.put(valid, at, name, &Value::Null, "null of a wrong type", Expected::FieldError);
                }
            }
            self.field(valid, at, name, property);
        }
    }

    fn field(&mut self, valid: &Value, at: &str, name: &str, property: &Value) {
        let schema = self.schemas.resolve(property);
        let kind = kind(&schema);
        let others: &[Value] = match kind {
            "string" => &[json!(1), json!(true), json!({"a": 1}), json!(["x"])],
            "integer" => &[json!("x"), json!(1.5), json!(true), json!([]), json!(1e300)],
            "boolean" => &[json!("true"), json!(1), json!([]), json!({})],
            "array" => &[json!("x"), json!({"a": 1}), json!(7), json!([[[1]]])],
            "object" => &[json!("x"), json!(7), json!([1])],
            _ => &[],
        };
        for other in others {
            let what = format!("the wrong type {other}");
            self.put(valid, at, name, other, &what, Expected::FieldError);
        }
        match kind {
            "string" => self.text(valid, at, name),
            "integer" => {
                for number in [json!(-1), json!(i64::MIN), json!(i64::MAX), json!(u64::MAX)] {
                    let what = format!("the number {number}");
                    self.put(valid, at, name, &number, &what, Expected::Refusal);
                }
            }
            "array" => {
                let item = self.schemas.sample(&schema["items"]);
                let each = |at: usize| if item.is_string() { json!(format!("x{at}")) } else { item.clone() };
                let many: Value = (0..20_000).map(each).collect();
                self.put(valid, at, name, &many, "20,000 items", Expected::Refusal);
                if item.is_string() && name.ends_with("ids") {
                    for id in self.strangers {
                        self.put(
                            valid,
                            at,
                            name,
                            &json!([id]),
                            &format!("the foreign id {id}"),
                            Expected::Refusal,
                        );
                    }
                }
                if item.is_object() {
                    self.inner(valid, at, name, &schema["items"], true);
                }
            }
            "object" => self.inner(valid, at, name, &schema, false),
            _ => {}
        }
    }

    fn text(&mut self, valid: &Value, at: &str, name: &str) {
        let long = "x".repeat(100_000);
        self.put(valid, at, name, &json!(long), "100,000 letters", Expected::Refusal);
        for (text, what) in [("a\u{0}b", "a NUL"), ("a\u{1b}[31mb", "an escape"), ("\u{7f}", "a DEL")] {
            self.put(valid, at, name, &json!(text), what, Expected::Refusal);
        }
        if name == "id" || name.ends_with("_id") || name == "first_controller" {
            for id in self.strangers {
                self.put(valid, at, name, &json!(id), &format!("the foreign id {id}"), Expected::Refusal);
            }
        }
    }

    /// The fields of an object within a field, or of the first object of a list.
    fn inner(&mut self, valid: &Value, at: &str, name: &str, schema: &Value, is_list: bool) {
        let mut body = valid.clone();
        let place = &mut body.pointer_mut(at).unwrap()[name];
        let present = if is_list { place[0].is_object() } else { place.is_object() };
        if !present {
            let sample = self.schemas.sample(schema);
            *place = if is_list { json!([sample]) } else { sample };
        }
        let at = format!("{at}/{name}{}", if is_list { "/0" } else { "" });
        self.object(schema, &body, &at);
    }

    fn put(&mut self, valid: &Value, at: &str, name: &str, value: &Value, what: &str, expected: Expected) {
        let mut body = valid.clone();
        body.pointer_mut(at).unwrap()[name] = value.clone();
        self.found.push(Mutant { what: format!("{}: {what}", label(at, name)), body, expected });
    }
}

fn label(at: &str, name: &str) -> String {
    format!("{at}/{name}").trim_start_matches('/').replace('/', ".")
}
