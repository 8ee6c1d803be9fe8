//! Who may talk to the server: only those who call it by a name it was started under.
//!
//! A page on another site can point its own host name at 127.0.0.1 and read what answers; checking `Host` stops that.
//! WebSockets are not bound by the same-origin policy, so they check `Origin` too.

use axum::http::{HeaderMap, header};

/// The names that the server answers to.
#[derive(Debug, Clone)]
pub struct Guard {
    port: u16,
    extra: Vec<String>,
}

impl Guard {
    /// Loopback names at `port`, and `extra` names at any port (a tunnel's).
    pub fn new(port: u16, extra: &[String]) -> Self {
        Self {
            port,
            extra: extra.iter().map(|name| name.to_ascii_lowercase()).collect(),
        }
    }

    /// Whether a request for `host` (`name` or `name:port`) is meant for us.
    pub fn allows_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        let (name, port) = match host.rsplit_once(':') {
            // The colons of a bare IPv6 address belong to its name.
            Some((name, port)) if !name.contains(':') || name.ends_with(']') => (name, Some(port)),
            _ => (host.as_str(), None),
        };
        let port = match port {
            Some(port) => match port.parse::<u16>() {
                Ok(port) => port,
                Err(_) => return false,
            },
            None => 80,
        };
        let loopback = matches!(name, "localhost" | "127.0.0.1" | "[::1]");
        (loopback && port == self.port) || self.extra.iter().any(|extra| extra == name)
    }
}

/// Whether the page that asks was served by the host it asks.
pub fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let origin = text(header::ORIGIN).and_then(|origin| {
        origin
            .strip_prefix("http://")
            .or_else(|| origin.strip_prefix("https://"))
    });
    match (origin, text(header::HOST)) {
        (Some(origin), Some(host)) => origin.eq_ignore_ascii_case(host),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_names_at_our_port_are_allowed_and_nothing_else() {
        let guard = Guard::new(3000, &[]);
        for host in [
            "localhost:3000",
            "127.0.0.1:3000",
            "[::1]:3000",
            "LOCALHOST:3000",
        ] {
            assert!(guard.allows_host(host), "{host}");
        }
        for host in [
            "localhost",
            "localhost:3001",
            "evil.example:3000",
            "127.0.0.1.evil.example:3000",
            "localhost:x",
            "",
            "localhost:3000:3000",
        ] {
            assert!(!guard.allows_host(host), "{host}");
        }
    }

    #[test]
    fn an_allowed_name_is_allowed_at_any_port() {
        let guard = Guard::new(3000, &["Login.Cluster".to_owned()]);
        assert!(guard.allows_host("login.cluster:8443"));
        assert!(guard.allows_host("login.cluster"));
        assert!(!guard.allows_host("other.cluster:3000"));
    }

    #[test]
    fn a_foreign_or_missing_origin_is_not_ours() {
        let headers = |origin: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, "localhost:3000".parse().unwrap());
            if let Some(origin) = origin {
                headers.insert(header::ORIGIN, origin.parse().unwrap());
            }
            headers
        };
        assert!(same_origin(&headers(Some("http://localhost:3000"))));
        for origin in [
            None,
            Some("null"),
            Some("http://evil.example"),
            Some("http://localhost:3001"),
            Some("ftp://localhost:3000"),
        ] {
            assert!(!same_origin(&headers(origin)), "{origin:?}");
        }
    }
}
