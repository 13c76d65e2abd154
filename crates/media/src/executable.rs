//! The things a computer would run: known by the end of their name or by their first bytes.

/// Extensions that Windows, macOS or a desktop shell starts on a double click, or loads as code.
const EXTENSIONS: &[&str] = &[
    "action",
    "apk",
    "app",
    "appimage",
    "appref-ms",
    "appx",
    "bash",
    "bat",
    "bin",
    "cmd",
    "com",
    "command",
    "cpl",
    "csh",
    "deb",
    "desktop",
    "dll",
    "dmg",
    "drv",
    "dylib",
    "elf",
    "exe",
    "fish",
    "gadget",
    "hta",
    "inf",
    "ins",
    "ipa",
    "isp",
    "jar",
    "js",
    "jse",
    "ksh",
    "lnk",
    "mjs",
    "msc",
    "msh",
    "msi",
    "msix",
    "msp",
    "mst",
    "ocx",
    "osx",
    "out",
    "pif",
    "pkg",
    "ps1",
    "ps1xml",
    "ps2",
    "psc1",
    "psd1",
    "psm1",
    "reg",
    "rgs",
    "rpm",
    "run",
    "scf",
    "scr",
    "sct",
    "sh",
    "shb",
    "shs",
    "so",
    "sys",
    "url",
    "vb",
    "vbe",
    "vbs",
    "vbscript",
    "workflow",
    "ws",
    "wsc",
    "wsf",
    "wsh",
    "xbap",
    "zsh",
];

/// First bytes of programs, with the words that finish "the content is …".
const SIGNATURES: &[(&[u8], &str)] = &[
    (b"\x7fELF", "a Linux program"),
    (b"\xfe\xed\xfa\xce", "a macOS program"),
    (b"\xfe\xed\xfa\xcf", "a macOS program"),
    (b"\xce\xfa\xed\xfe", "a macOS program"),
    (b"\xcf\xfa\xed\xfe", "a macOS program"),
    (b"\xca\xfe\xba\xbe", "a macOS or Java program"),
    (b"\x00asm", "a WebAssembly program"),
    (b"dex\n", "an Android program"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "a Windows shortcut"),
    (b"#!", "a script"),
    (b"\xef\xbb\xbf#!", "a script"),
];

/// Whether a name with this extension (lower case, no dot) would be run.
pub fn by_extension(extension: &str) -> bool {
    EXTENSIONS.contains(&extension)
}

/// What program the leading bytes are, if any.
pub fn by_content(head: &[u8], is_text: bool) -> Option<&'static str> {
    // A specification may well begin with the letters "MZ"; a Windows header is never readable text.
    if (head.starts_with(b"MZ") || head.starts_with(b"ZM")) && !is_text {
        return Some("a Windows program");
    }
    SIGNATURES.iter().find(|(signature, _)| head.starts_with(signature)).map(|(_, what)| *what)
}
