//! A running server, spoken to over a plain socket.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// A running server; dropped, it is killed.
pub struct Server {
    pub child: Child,
    pub port: u16,
    /// What it prints after the address, line by line.
    lines: Mutex<Receiver<String>>,
}

impl Server {
    /// Starts `serve` on a free port.
    pub fn start(mut command: Command) -> Self {
        let mut child = command
            .args(["serve", "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = lines
            .find(|line| line.as_ref().is_ok_and(|line| line.contains("127.0.0.1")))
            .expect("serve says where it is")
            .unwrap();
        let port = line
            .split("127.0.0.1:")
            .nth(1)
            .unwrap()
            .split('/')
            .next()
            .unwrap()
            .parse()
            .unwrap();
        // The pipe must be drained, or the server's next word would block or kill it.
        let (said, heard) = channel();
        std::thread::spawn(move || {
            lines
                .map_while(Result::ok)
                .for_each(|line| drop(said.send(line)))
        });
        Self {
            child,
            port,
            lines: Mutex::new(heard),
        }
    }

    /// The path of the next link that the server prints.
    pub fn link(&self) -> String {
        loop {
            let lines = self.lines.lock().unwrap();
            let line = lines.recv_timeout(Duration::from_secs(20)).unwrap();
            if let Some(at) = line.find("/__workbook/enter/") {
                return line[at..].trim().to_owned();
            }
        }
    }

    /// Opens a link and takes the cookie.
    pub fn connect(&self, link: &str) -> String {
        let answer = self.get(link);
        assert_eq!(status(&answer), "303", "{answer}");
        let cookie = answer
            .lines()
            .find_map(|line| line.strip_prefix("set-cookie: "))
            .unwrap();
        for needed in ["; HttpOnly", "; SameSite=Strict", "; Path=/"] {
            assert!(cookie.contains(needed), "{cookie}");
        }
        cookie.split(';').next().unwrap().to_owned()
    }

    /// Posts JSON as a page of this server would, with these headers in the place of its own.
    pub fn post(&self, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        self.send("POST", path, headers, body)
    }

    /// The same with another method.
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        let port = self.port;
        let mut all = BTreeMap::from([
            ("Host", format!("127.0.0.1:{port}")),
            ("Origin", format!("http://127.0.0.1:{port}")),
            ("Content-Type", "application/json".to_owned()),
            ("Content-Length", body.len().to_string()),
            ("Connection", "close".to_owned()),
        ]);
        all.extend(
            headers
                .iter()
                .map(|(name, value)| (*name, (*value).to_owned())),
        );
        all.retain(|_, value| !value.is_empty());
        let headers = all
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect::<String>();
        self.say(&format!("{method} {path} HTTP/1.1\r\n{headers}\r\n{body}"))
    }

    /// Sends a request as it stands and reads the whole answer.
    pub fn say(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Fetches a path as a browser without a cookie would.
    pub fn get(&self, path: &str) -> String {
        self.say(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        ))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The status of an answer.
pub fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or(answer)
}

/// A WebSocket that only listens.
pub struct Socket(BufReader<TcpStream>);

impl Server {
    /// Opens a WebSocket as a page of `origin` would; what the server answers, if it isn't a socket.
    pub fn socket(&self, path: &str, origin: &str, cookie: &str) -> Result<Socket, String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        // Longer than anything that a test waits for.
        stream
            .set_read_timeout(Some(Duration::from_secs(300)))
            .unwrap();
        let origin = match origin {
            "" => String::new(),
            origin => format!("Origin: {origin}\r\n"),
        };
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{origin}Cookie: {cookie}\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut reader = BufReader::new(stream);
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") && reader.read_line(&mut head).unwrap() > 0 {}
        if status(&head) == "101" {
            Ok(Socket(reader))
        } else {
            Err(head)
        }
    }

    /// The address of its pages.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// The texts that arrive, to the end.
impl Iterator for Socket {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).ok()?;
        let length = match head[1] & 0x7f {
            126 => {
                let mut more = [0; 2];
                self.0.read_exact(&mut more).unwrap();
                u64::from(u16::from_be_bytes(more))
            }
            127 => {
                let mut more = [0; 8];
                self.0.read_exact(&mut more).unwrap();
                u64::from_be_bytes(more)
            }
            short => u64::from(short),
        };
        let mut payload = vec![0; usize::try_from(length).unwrap()];
        self.0.read_exact(&mut payload).unwrap();
        // A server that sends anything but whole texts has said its last.
        (head[0] == 0x81).then(|| String::from_utf8(payload).unwrap())
    }
}

/// A page that is connected.
pub struct Page<'a> {
    pub server: &'a Server,
    pub cookie: String,
}

impl<'a> Page<'a> {
    pub fn open(server: &'a Server) -> Self {
        let cookie = server.connect(&server.link());
        Self { server, cookie }
    }
}
