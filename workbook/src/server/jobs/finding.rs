//! Results on their way into a log, which has only so much room: what floods it would push out what it was sent for.

use serde_json::Value;

/// The most bytes of a result that is passed on as it is.
const MOST: usize = 256 * 1024;
/// The most entries of a list in a result that was shortened.
const MOST_ENTRIES: usize = 200;
/// How long texts may be in a result that is to be shortened, in bytes: the first of these that is enough.
const TEXTS: [usize; 3] = [16 * 1024, 1024, 64];

/// A result, with long texts and lists cut where it would be too large.
pub fn fitting(mut finding: Value) -> Value {
    for longest in TEXTS {
        if finding.to_string().len() <= MOST {
            break;
        }
        shorten(&mut finding, longest);
    }
    finding
}

fn shorten(value: &mut Value, longest: usize) {
    match value {
        Value::String(text) => cut(text, longest),
        Value::Array(entries) => {
            entries.truncate(MOST_ENTRIES);
            entries.iter_mut().for_each(|entry| shorten(entry, longest));
        }
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| shorten(field, longest)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Cuts a text between two letters, with a mark that there was more.
pub fn cut(text: &mut String, longest: usize) {
    if text.len() <= longest {
        return;
    }
    let end = (0..=longest)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0);
    text.truncate(end);
    text.push('…');
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_fits_stays_as_it_is_and_what_does_not_is_cut_until_it_does() {
        let small = json!({ "tests": [{ "name": "a", "message": "x".repeat(30_000) }] });
        assert_eq!(fitting(small.clone()), small);
        let tests: Vec<_> = (0..1000)
            .map(|at| json!({ "name": at.to_string(), "message": "ä".repeat(5000) }))
            .collect();
        let large = fitting(json!({ "name": "q1", "tests": tests, "race": null }));
        assert!(large.to_string().len() <= MOST);
        assert_eq!(
            (&large["name"], &large["race"]),
            (&json!("q1"), &Value::Null)
        );
        assert_eq!(large["tests"].as_array().unwrap().len(), MOST_ENTRIES);
        let message = large["tests"][0]["message"].as_str().unwrap();
        assert!(message.starts_with('ä') && message.ends_with('…'));
    }
}
