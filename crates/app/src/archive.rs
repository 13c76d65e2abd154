//! The bytes of an archive whose files are passed through as they are: nothing is packed, nothing is held but the list of
//! what went by. What a file weighs and sums up to is known when it has passed, and follows it; beyond four gigabytes the
//! larger form of the format is used.

use crc32fast::Hasher;
use jiff::civil::DateTime;

/// What the smaller form of the format can count up to.
const SMALL: u64 = u32::MAX as u64;

/// A file that has passed.
struct Passed {
    name: String,
    crc: u32,
    size: u64,
    offset: u64,
    stamp: (u16, u16),
}

/// A file that is passing.
pub struct Passing {
    name: String,
    crc: Hasher,
    size: u64,
    offset: u64,
    stamp: (u16, u16),
    large: bool,
}

impl Passing {
    /// Notes bytes on their way.
    pub fn note(&mut self, bytes: &[u8]) {
        self.crc.update(bytes);
        self.size += bytes.len() as u64;
    }
}

/// An archive being written.
#[derive(Default)]
pub struct Archive {
    offset: u64,
    passed: Vec<Passed>,
}

/// Numbers as the format writes them, the smallest byte first.
struct Record(Vec<u8>);

impl Record {
    fn new(mark: u32) -> Self {
        Self(mark.to_le_bytes().to_vec())
    }
    fn two(mut self, value: u16) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }
    fn four(mut self, value: u32) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }
    fn eight(mut self, value: u64) -> Self {
        self.0.extend(value.to_le_bytes());
        self
    }
    /// A number in four bytes; what is larger is marked as written elsewhere.
    fn most(self, value: u64) -> Self {
        self.four(u32::try_from(value).unwrap_or(u32::MAX))
    }
    fn text(mut self, text: &str) -> Self {
        self.0.extend(text.as_bytes());
        self
    }
}

/// Length of a text in two bytes; names are far shorter.
fn length(text: &str) -> u16 {
    u16::try_from(text.len()).unwrap_or(u16::MAX)
}

/// A moment in the format's own way of counting: pairs of seconds since 1980.
fn stamp(at: DateTime) -> (u16, u16) {
    let part = |part: i8| u16::try_from(part).unwrap_or_default();
    let year = u16::try_from(at.year() - 1980).unwrap_or_default().min(127);
    let time = (part(at.hour()) << 11) | (part(at.minute()) << 5) | (part(at.second()) / 2);
    (time, (year << 9) | (part(at.month()) << 5) | part(at.day()))
}

/// The version of the format that a reader needs.
fn version(large: bool) -> u16 {
    if large { 45 } else { 20 }
}

/// Names are UTF-8, and size and sum follow the bytes.
const FLAGS: u16 = 0x0808;

impl Archive {
    /// What comes before a file of about this size.
    pub fn begin(&mut self, name: &str, size: u64, at: DateTime) -> (Passing, Vec<u8>) {
        // A file that turns out larger than announced would not fit the form that was chosen for it.
        let large = size >= SMALL;
        let stamp = stamp(at);
        let empty = if large { u32::MAX } else { 0 };
        let mut head = Record::new(0x0403_4b50)
            .two(version(large))
            .two(FLAGS)
            .two(0)
            .two(stamp.0)
            .two(stamp.1)
            .four(0)
            .four(empty)
            .four(empty)
            .two(length(name))
            .two(if large { 20 } else { 0 })
            .text(name);
        if large {
            head = head.two(1).two(16).eight(0).eight(0);
        }
        let passing =
            Passing { name: name.to_owned(), crc: Hasher::new(), size: 0, offset: self.offset, stamp, large };
        self.offset += head.0.len() as u64;
        (passing, head.0)
    }

    /// What comes after a file.
    pub fn end(&mut self, passing: Passing) -> anyhow::Result<Vec<u8>> {
        anyhow::ensure!(passing.large || passing.size < SMALL, "a file is larger than was said");
        let crc = passing.crc.finalize();
        let tail = Record::new(0x0807_4b50).four(crc);
        let tail = if passing.large {
            tail.eight(passing.size).eight(passing.size)
        } else {
            tail.most(passing.size).most(passing.size)
        };
        self.offset += passing.size + tail.0.len() as u64;
        self.passed.push(Passed {
            name: passing.name,
            crc,
            size: passing.size,
            offset: passing.offset,
            stamp: passing.stamp,
        });
        Ok(tail.0)
    }

    /// The list of what went by, with which the archive ends.
    #[must_use]
    pub fn close(self) -> Vec<u8> {
        let mut list = Vec::new();
        for file in &self.passed {
            let mut extra = Vec::new();
            if file.size >= SMALL {
                extra.extend([file.size.to_le_bytes(), file.size.to_le_bytes()].concat());
            }
            if file.offset >= SMALL {
                extra.extend(file.offset.to_le_bytes());
            }
            let large = !extra.is_empty();
            let mut entry = Record::new(0x0201_4b50)
                .two(version(large))
                .two(version(large))
                .two(FLAGS)
                .two(0)
                .two(file.stamp.0)
                .two(file.stamp.1)
                .four(file.crc)
                .most(file.size)
                .most(file.size)
                .two(length(&file.name))
                .two(if large { u16::try_from(extra.len()).unwrap_or_default() + 4 } else { 0 })
                .two(0)
                .two(0)
                .two(0)
                .four(0)
                .most(file.offset)
                .text(&file.name);
            if large {
                entry = entry.two(1).two(u16::try_from(extra.len()).unwrap_or_default());
                entry.0.extend(extra);
            }
            list.extend(entry.0);
        }
        let (count, size) = (self.passed.len() as u64, list.len() as u64);
        if self.offset >= SMALL {
            let at = self.offset + size;
            let end = Record::new(0x0606_4b50)
                .eight(44)
                .two(45)
                .two(45)
                .four(0)
                .four(0)
                .eight(count)
                .eight(count)
                .eight(size)
                .eight(self.offset);
            list.extend(end.0);
            list.extend(Record::new(0x0706_4b50).four(0).eight(at).four(1).0);
        }
        let count = u16::try_from(count).unwrap_or(u16::MAX);
        let end =
            Record::new(0x0605_4b50).two(0).two(0).two(count).two(count).most(size).most(self.offset).two(0);
        list.extend(end.0);
        list
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use super::*;

    #[test]
    fn what_passed_is_read_back_by_another_reader() {
        let mut archive = Archive::default();
        let mut bytes = Vec::new();
        let at: DateTime = "2026-11-21T12:30:20".parse().expect("a moment");
        for (name, content) in [("A-101 Grundriß.pdf", b"first".as_slice()), ("empty.txt", b"")] {
            let (mut passing, head) = archive.begin(name, content.len() as u64, at);
            bytes.extend(head);
            passing.note(content);
            bytes.extend(content);
            bytes.extend(archive.end(passing).expect("as large as said"));
        }
        bytes.extend(archive.close());
        let mut read = zip::ZipArchive::new(Cursor::new(bytes)).expect("an archive");
        assert_eq!(read.len(), 2);
        let mut first = read.by_index(0).expect("the first");
        assert_eq!((first.name().expect("a name").as_ref(), first.size()), ("A-101 Grundriß.pdf", 5));
        let mut content = String::new();
        first.read_to_string(&mut content).expect("its sum is right");
        assert_eq!(content, "first");
    }

    #[test]
    fn beyond_four_gigabytes_the_larger_form_is_used() {
        let mut archive = Archive::default();
        let at: DateTime = "2026-11-21T12:30:20".parse().expect("a moment");
        let size = 5 * 1024 * 1024 * 1024_u64;
        let (mut passing, head) = archive.begin("large.bin", size, at);
        assert_eq!(head.len(), 30 + "large.bin".len() + 20);
        passing.size = size;
        assert_eq!(archive.end(passing).expect("as large as said").len(), 24);
        let (passing, _) = archive.begin("small.bin", 0, at);
        let _ = archive.end(passing).expect("as large as said");
        let tail = archive.close();
        assert!(tail.windows(8).any(|eight| eight == size.to_le_bytes()));
        assert!(tail.windows(4).any(|four| four == 0x0606_4b50_u32.to_le_bytes()));
    }

    #[test]
    fn a_file_larger_than_was_said_ends_the_archive() {
        let mut archive = Archive::default();
        let (mut passing, _) = archive.begin("a", 1, DateTime::default());
        passing.size = SMALL;
        assert!(archive.end(passing).is_err());
    }
}
