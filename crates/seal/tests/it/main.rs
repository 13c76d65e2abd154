//! Sealed files, as programs that know nothing of this one check them, and byte by byte.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use wayleave_media::paper::Paper;
use wayleave_seal::{Identity, Remark, seal};

fn identity(secret: u8) -> Identity {
    let about = ("Wayleave org_01jd2v", "https://docs.example.com/audit/org_01jd2v");
    Identity::new(&[secret; 32], about, 1_790_000_000).unwrap()
}

fn sealed(secret: u8) -> Vec<u8> {
    let mut paper = Paper::new(false).unwrap();
    paper.title("Answer to a step: WF-003");
    paper.particulars(3, [("Person", "B. Lee"), ("Answer", "approved")]);
    let page = paper.finish("WF-003").unwrap();
    let remark = Remark { name: "Meridian", reason: "Answer to a step — WF-003", at: "D:20261121140300Z" };
    seal(&page, &identity(secret), remark).unwrap()
}

/// The two signed parts of a file, as the file itself tells them, and what stands between.
fn parts(file: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let text = String::from_utf8_lossy(file);
    let ranges = text.split("/ByteRange").nth(1).and_then(|rest| rest.split(['[', ']']).nth(1)).unwrap();
    let numbers: Vec<usize> = ranges.split_whitespace().map(|number| number.parse().unwrap()).collect();
    let [0, from, to, rest] = numbers[..] else { panic!("{ranges}") };
    assert_eq!(to + rest, file.len(), "the signature covers the file to its end");
    assert_eq!((file[from], file[to - 1]), (b'<', b'>'), "nothing but the signature is left out");
    ([&file[..from], &file[to..]].concat(), hex::decode(&file[from + 1..to - 1]).unwrap())
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

/// What `openssl` says of the signature of a file, trusting the certificate of a secret.
fn openssl(folder: &Folder, file: &[u8], trusted: u8) -> Output {
    let (content, signature) = parts(file);
    let content = folder.keep("content", &content);
    let signature = folder.keep("signature", &signature);
    let trusted = folder.keep("trusted.pem", identity(trusted).certificate().unwrap().as_bytes());
    let mut command = Command::new("openssl");
    command.args(["cms", "-verify", "-inform", "DER", "-binary", "-purpose", "any", "-out"]);
    command.arg(folder.0.join("out")).arg("-in").arg(signature);
    command.arg("-content").arg(content).arg("-CAfile").arg(trusted);
    command.output().expect("openssl is installed")
}

#[test]
fn the_same_file_and_key_give_the_same_bytes() {
    assert_eq!(sealed(7), sealed(7));
    assert_ne!(sealed(7), sealed(8));
    assert_eq!(identity(7).certificate().unwrap(), identity(7).certificate().unwrap());
}

#[test]
fn openssl_accepts_the_signature_and_whose_it_is() {
    let folder = Folder::new("openssl");
    let file = sealed(7);
    let said = openssl(&folder, &file, 7);
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert!(
        !openssl(&folder, &file, 8).status.success(),
        "another organisation's certificate is not this one"
    );
    let mut changed = file.clone();
    changed[100] ^= 1;
    assert!(!openssl(&folder, &changed, 7).status.success(), "a changed byte is found out");
}

#[test]
fn a_reader_of_pdf_accepts_the_signature_over_the_whole_file() {
    let folder = Folder::new("reader");
    let file = sealed(7);
    let check = |bytes: &[u8]| {
        let path = folder.keep("sealed.pdf", bytes);
        let said = Command::new("pdfsig").arg(path).output().expect("pdfsig of poppler-utils is installed");
        String::from_utf8_lossy(&said.stdout).into_owned()
    };
    let said = check(&file);
    for expected in ["Signature is Valid", "Total document signed", "ETSI.CAdES.detached", "org_01jd2v"] {
        assert!(said.contains(expected), "{said}");
    }
    // Anywhere but in the signature itself, of which the tests below take every byte.
    for at in (20..file.len()).step_by(file.len() / 24).filter(|at| !file[*at].is_ascii_digit()) {
        let mut changed = file.clone();
        changed[at] ^= 1;
        let said = check(&changed);
        assert!(
            !said.contains("Signature is Valid") || !said.contains("Total document"),
            "byte {at}: {said}"
        );
    }
}

/// A file so short that all its bytes are tried.
fn empty_page() -> Vec<u8> {
    use lopdf::{Document, Object, dictionary};
    let mut document = Document::with_version("1.7");
    let tree = document.new_object_id();
    let area = vec![0.into(), 0.into(), 200.into(), 200.into()];
    let page = document.add_object(dictionary! { "Type" => "Page", "Parent" => tree, "MediaBox" => area });
    let kids = vec![Object::from(page)];
    document.set_object(tree, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => 1 });
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => tree });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

#[test]
fn every_byte_of_the_file_is_bound() {
    use p256::ecdsa::signature::Verifier as _;
    use sha2::{Digest as _, Sha256};
    let remark = Remark { name: "Meridian", reason: "Evidence", at: "D:20261121140300Z" };
    let file = seal(&empty_page(), &identity(7), remark).unwrap();
    let (content, signature) = parts(&file);
    // The message names the digest, and the signed attributes are found in it as they are written.
    let digest = Sha256::digest(&content);
    let at = signature.windows(32).position(|window| window == digest.as_slice()).unwrap();
    for place in 0..content.len() {
        let mut changed = content.clone();
        changed[place] ^= 1;
        assert_ne!(Sha256::digest(&changed), digest, "byte {place}");
    }
    // The set of attributes as it is signed, and every change of it.
    let begin = signature[..at].windows(2).rposition(|window| window[0] == 0xa0).unwrap();
    let length = usize::from(signature[begin + 1]);
    let (begin, length) =
        if length == 0x81 { (begin, 3 + usize::from(signature[begin + 2])) } else { (begin, 2 + length) };
    let mut attributes = signature[begin..begin + length].to_vec();
    attributes[0] = 0x31;
    let (key, found) = key_and_signature(&signature);
    key.verify(&attributes, &found).unwrap();
    for place in 0..attributes.len() {
        let mut changed = attributes.clone();
        changed[place] ^= 1;
        assert!(key.verify(&changed, &found).is_err(), "byte {place}");
    }
}

fn key_and_signature(message: &[u8]) -> (p256::ecdsa::VerifyingKey, p256::ecdsa::DerSignature) {
    use cms::cert::CertificateChoices;
    use cms::content_info::ContentInfo;
    use cms::signed_data::SignedData;
    use p256::pkcs8::DecodePublicKey as _;
    use x509_cert::der::{Decode as _, Encode as _, Reader as _, SliceReader};
    // Zeros fill the room that is left.
    let mut reader = SliceReader::new(message).unwrap();
    let outer = ContentInfo::decode(&mut reader).unwrap();
    assert!(reader.read_slice(reader.remaining_len()).unwrap().iter().all(|byte| *byte == 0));
    let data: SignedData = outer.content.decode_as().unwrap();
    let signer = data.signer_infos.0.iter().next().unwrap();
    let certificates = data.certificates.as_ref().unwrap();
    let Some(CertificateChoices::Certificate(certificate)) = certificates.0.iter().next() else {
        panic!("no certificate")
    };
    let public = certificate.tbs_certificate().subject_public_key_info().to_der().unwrap();
    let key = p256::ecdsa::VerifyingKey::from_public_key_der(&public).unwrap();
    (key, p256::ecdsa::DerSignature::from_bytes(signer.signature.as_bytes()).unwrap())
}

#[test]
fn a_name_that_would_mean_something_else_is_refused() {
    for name in ["", "a,O=b", "a+b", "ö", &"a".repeat(65)] {
        assert!(Identity::new(&[7; 32], (name, "https://example.com"), 0).is_err(), "{name}");
    }
}
