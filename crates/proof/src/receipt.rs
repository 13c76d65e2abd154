//! Receipts: what somebody acknowledged or answered, signed by the organisation's key, for both sides to keep.
//!
//! A receipt is a JSON Web Signature (RFC 7515) in its flattened form, with EdDSA (RFC 8037); beside the signed claims it
//! carries, once there is one, the proof that the event is in the audit log. Whoever makes one fills [`Claims`], signs
//! with [`sign`], and adds the proof with [`Receipt::with_proof`] when a checkpoint covers the event.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::encoding::{base64url, from_base64url, hash_from_hex};
use crate::{Checkpoint, Proof, PublicKey, SigningKey, Wrong};

/// The version of the claims that is written and read here.
pub const VERSION: u32 = 1;

/// The type in the header of every receipt.
pub const TYPE: &str = "wayleave-receipt";

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A transmittal's recipient acknowledged it.
    TransmittalAcknowledged,
    /// A transmittal's recipient said that they did not receive it, after somebody else had recorded that they did.
    TransmittalNotReceived,
    /// A step of a workflow was answered.
    StepAnswered,
}

/// Something with a public id and a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// The public id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// What was acknowledged or answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// The public id of the transmittal or the step.
    pub id: String,
    /// Its number, such as `TRN-012` or `WF-003`.
    pub number: String,
    /// Its subject or title.
    pub subject: String,
}

/// A document as it lay before the person: one revision, and its bytes by their hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// The public id of the document.
    pub id: String,
    /// Its number.
    pub number: String,
    /// Its title then.
    pub title: String,
    /// The public id of the revision.
    pub revision: String,
    /// The revision's code.
    pub code: String,
    /// Its status then.
    pub status: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// How many bytes the file has.
    pub size: u64,
}

/// A file that was handed in with an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// How many bytes the file has.
    pub size: u64,
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The name, as an account has it; of whoever holds a link, as the sender gave it.
    pub name: String,
    /// The name that the holder of a link typed, when they were asked for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed_name: Option<String>,
    /// The public id of the member, when it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The mail address, when that is what is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The company, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
}

/// What was signed, and under which name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    /// The name as it was typed.
    pub full_name: String,
    /// The words that were signed; they are about the documents of the receipt.
    pub statement: String,
}

/// The event of the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its number, from 1.
    pub number: u64,
    /// Its leaf in the log's tree, in hexadecimal.
    pub leaf: String,
}

/// What a receipt states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Claims {
    /// [`VERSION`].
    pub version: u32,
    /// The organisation whose server signs.
    pub organisation: Named,
    /// The project.
    pub project: Named,
    /// What was done.
    pub kind: Kind,
    /// What it was done to.
    pub object: Object,
    /// The answer given, when it is an answer: the code of the action, such as `approve`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// What was signed, when the step is one that is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<Signature>,
    /// The documents.
    pub documents: Vec<Document>,
    /// The files that were handed in with it, when it is an answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    /// Whose acknowledgement or answer it is.
    pub person: Person,
    /// How sure we are of who it was: the code of the assurance level that the audit log has, or `recorded` where
    /// somebody else wrote it down.
    pub assurance: String,
    /// Who acted, when they did so on the person's behalf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acted_by: Option<Person>,
    /// Who received it, where the person named somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_by: Option<String>,
    /// The day on which it was acknowledged, as told by whoever recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged_on: Option<String>,
    /// The number of the event by which somebody else had recorded an acknowledgement, where this stands beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beside: Option<u64>,
    /// What was said with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When, as RFC 3339 writes it.
    pub at: String,
    /// The event of the audit log.
    pub event: Event,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unsigned {
    tlog_proof: String,
}

/// A signed receipt.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    protected: String,
    payload: String,
    signature: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    header: Option<Unsigned>,
}

/// What a receipt says once it is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// What was signed.
    pub claims: Claims,
    /// The checkpoint that covers the event, when the proof is there.
    pub checkpoint: Option<Checkpoint>,
}

/// Signs claims.
pub fn sign(claims: &Claims, key: &SigningKey) -> Result<Receipt, Wrong> {
    let payload = serde_json::to_string(claims).map_err(|_| Wrong::Form("the claims cannot be written"))?;
    check_claims(claims)?;
    let (protected, payload) = (base64url(header(key.public()).as_bytes()), base64url(payload.as_bytes()));
    let signature = base64url(&key.sign(format!("{protected}.{payload}").as_bytes()));
    Ok(Receipt { protected, payload, signature, header: None })
}

/// Reads a receipt that the key signed, in either form: as [`Receipt`] writes itself, byte for byte, or compact.
pub fn open(text: &str, key: &PublicKey) -> Result<Opened, Wrong> {
    let receipt = Receipt::parse(text)?;
    let signed = format!("{}.{}", receipt.protected, receipt.payload);
    let expected = base64url(header(key).as_bytes());
    if receipt.protected != expected {
        return Err(foreign(&receipt.protected));
    }
    let signature = from_base64url(&receipt.signature).ok_or(Wrong::Form("the signature is not one"))?;
    if !key.verifies(signed.as_bytes(), &signature) {
        return Err(Wrong::Signature);
    }
    let payload = from_base64url(&receipt.payload).ok_or(Wrong::Form("the claims are not encoded"))?;
    let claims: Claims =
        serde_json::from_slice(&payload).map_err(|_| Wrong::Form("the claims are not a receipt's"))?;
    let leaf = check_claims(&claims)?;
    let Some(unsigned) = receipt.header else { return Ok(Opened { claims, checkpoint: None }) };
    let proof = Proof::parse(&unsigned.tlog_proof)?;
    if proof.extra.is_some() {
        return Err(Wrong::Form("the proof of a receipt has nothing beside it"));
    }
    if proof.index + 1 != claims.event.number {
        return Err(Wrong::Path);
    }
    let checkpoint = proof.check(&leaf, key)?;
    Ok(Opened { claims, checkpoint: Some(checkpoint) })
}

impl Receipt {
    /// Reads the envelope and checks nothing but its form.
    pub fn parse(text: &str) -> Result<Self, Wrong> {
        if !text.starts_with('{') {
            let mut parts = text.split('.').map(str::to_owned);
            let (Some(protected), Some(payload), Some(signature), None) =
                (parts.next(), parts.next(), parts.next(), parts.next())
            else {
                return Err(Wrong::Form("it is not a signed receipt"));
            };
            return Ok(Self { protected, payload, signature, header: None });
        }
        let receipt: Self =
            serde_json::from_str(text).map_err(|_| Wrong::Form("it is not a signed receipt"))?;
        if receipt.to_string() == text { Ok(receipt) } else { Err(Wrong::Form("it was written anew")) }
    }

    /// The same receipt with the proof that its event is in the log.
    #[must_use]
    pub fn with_proof(self, proof: &Proof) -> Self {
        Self { header: Some(Unsigned { tlog_proof: proof.to_string() }), ..self }
    }

    /// The compact form, for tools that know no other. The proof does not come along.
    #[must_use]
    pub fn compact(&self) -> String {
        format!("{}.{}.{}", self.protected, self.payload, self.signature)
    }
}

/// The text of the file: JSON, flattened, in one line.
impl fmt::Display for Receipt {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = serde_json::to_string(self).map_err(|_| fmt::Error)?;
        writeln!(out, "{text}")
    }
}

/// The one header that receipts of a key have.
fn header(key: &PublicKey) -> String {
    serde_json::json!({"alg": "EdDSA", "kid": key.kid(), "typ": TYPE}).to_string()
}

/// Another key's header, or no header at all.
fn foreign(protected: &str) -> Wrong {
    let header = from_base64url(protected).and_then(|bytes| serde_json::from_slice(&bytes).ok());
    match header {
        Some(serde_json::Value::Object(header)) if header.get("typ") == Some(&TYPE.into()) => Wrong::OtherKey,
        _ => Wrong::Form("the header is not a receipt's"),
    }
}

/// What only an acknowledgement says, and what goes with it.
fn check_receipt(claims: &Claims) -> Result<(), Wrong> {
    let acknowledged = claims.kind == Kind::TransmittalAcknowledged;
    if (claims.received_by.is_some() || claims.acknowledged_on.is_some()) && !acknowledged {
        return Err(Wrong::Form("nothing but an acknowledgement says who received it"));
    }
    if claims.acknowledged_on.is_some() && claims.acted_by.is_none() {
        return Err(Wrong::Form("only what was recorded names its day"));
    }
    if claims.beside.is_some() && (claims.kind == Kind::StepAnswered || claims.acted_by.is_some()) {
        return Err(Wrong::Form("only the person themselves says something beside a record"));
    }
    if claims.kind == Kind::TransmittalNotReceived && claims.beside.is_none() {
        return Err(Wrong::Form("it names no record that it contests"));
    }
    Ok(())
}

/// What every receipt must state, and the leaf of its event.
fn check_claims(claims: &Claims) -> Result<crate::Hash, Wrong> {
    if claims.version != VERSION {
        return Err(Wrong::Form("the receipt is of another version"));
    }
    if claims.event.number == 0 {
        return Err(Wrong::Form("events are counted from 1"));
    }
    let signature = claims.signature.as_ref();
    if signature.is_some_and(|_| claims.kind != Kind::StepAnswered) {
        return Err(Wrong::Form("nothing but a step is signed"));
    }
    if signature.is_some_and(|one| one.full_name.is_empty() || one.statement.is_empty()) {
        return Err(Wrong::Form("the signature has no name or no words"));
    }
    check_receipt(claims)?;
    if claims.documents.iter().any(|document| hash_from_hex(&document.sha256).is_none()) {
        return Err(Wrong::Form("a document has no hash"));
    }
    if !claims.attachments.is_empty() && claims.kind != Kind::StepAnswered {
        return Err(Wrong::Form("nothing but an answer has attachments"));
    }
    if claims.attachments.iter().any(|file| file.name.is_empty() || hash_from_hex(&file.sha256).is_none()) {
        return Err(Wrong::Form("an attachment has no name or no hash"));
    }
    hash_from_hex(&claims.event.leaf).ok_or(Wrong::Form("the event has no leaf"))
}
