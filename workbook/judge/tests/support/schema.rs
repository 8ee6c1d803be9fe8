//! Holds documents against their schemas.

use serde_json::Value;

/// The schema of `grades.json`.
pub const GRADES: &str = include_str!("../../schema/grades.schema.json");
/// The schema of `results.json`.
pub const GRADESCOPE: &str = include_str!("../../schema/gradescope.schema.json");
/// The schema of a runner's results.
pub const CLASSROOM: &str = include_str!("../../schema/classroom.schema.json");

/// What is wrong with a document.
pub fn problems(schema: &str, document: &Value) -> Vec<String> {
    let schema = serde_json::from_str(schema).expect("a schema is JSON");
    let mut compiler = boon::Compiler::new();
    let mut schemas = boon::Schemas::new();
    compiler
        .add_resource("mem:///schema.json", schema)
        .expect("a schema has a place");
    let schema = compiler
        .compile("mem:///schema.json", &mut schemas)
        .expect("a schema is one");
    match schemas.validate(document, schema) {
        Ok(()) => Vec::new(),
        Err(error) => vec![format!("{error:#}")],
    }
}

/// Reads a document that must be right.
///
/// # Panics
/// When it isn't.
pub fn valid(schema: &str, bytes: &[u8]) -> Value {
    let document: Value = serde_json::from_slice(bytes).expect("a document is JSON");
    let problems = problems(schema, &document);
    assert!(problems.is_empty(), "{problems:#?}\n{document:#}");
    document
}
