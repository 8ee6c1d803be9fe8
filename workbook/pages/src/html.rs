//! HTML that mdBook's Markdown leaves as it is.

/// Text for an element or an attribute in double quotes, on one line; safe in a Markdown table too.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '|' => escaped.push_str("&#124;"),
            '\n' | '\r' => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}

/// Code inside inline or block HTML, of which Markdown must see nothing: its own signs go in as numbers.
pub fn code(text: &str) -> String {
    format!("<code>{}</code>", without_markdown(&escape(text)))
}

/// Replaces the signs that Markdown and smart punctuation would take for their own.
pub fn without_markdown(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '*' | '_' | '`' | '[' | ']' | '~' | '\\' | '$' | '!' | '{' | '}' | '\'' | '|' | '^'
            | '.' | '-' => {
                result.push_str(&format!("&#{};", u32::from(character)));
            }
            other => result.push(other),
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_element_or_attribute() {
        assert_eq!(
            escape("a<b> \"c\" & d|e\nf"),
            "a&lt;b&gt; &quot;c&quot; &amp; d&#124;e f"
        );
    }

    #[test]
    fn markdown_sees_nothing_of_code() {
        assert_eq!(code("a_b*"), "<code>a&#95;b&#42;</code>");
    }
}
