//! Who seals: a key on the curve P-256 and its own certificate.

use std::str::FromStr as _;

use p256::ecdsa::SigningKey;
use sha2::{Digest as _, Sha256};
use x509_cert::Certificate;
use x509_cert::builder::profile::BuilderProfile;
use x509_cert::builder::{self, Builder as _, CertificateBuilder};
use x509_cert::certificate::TbsCertificate;
use x509_cert::der::asn1::Ia5String;
use x509_cert::der::flagset::FlagSet;
use x509_cert::der::{DateTime, EncodePem as _};
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{KeyUsage, KeyUsages, SubjectAltName, SubjectKeyIdentifier};
use x509_cert::ext::{Extension, Extensions, ToExtension as _};
use x509_cert::name::Name;
use x509_cert::serial_number::SerialNumber;
use x509_cert::spki::{SubjectPublicKeyInfo, SubjectPublicKeyInfoRef};
use x509_cert::time::{Time, Validity};

use crate::{SealError, failed};

/// What the key is made of beside the secret, so that the secret serves nothing else with it.
const LABEL: &[u8] = b"wayleave pdf seal";

/// The key that seals, with its certificate.
pub struct Identity {
    pub(crate) key: SigningKey,
    pub(crate) certificate: Certificate,
}

impl Identity {
    /// The identity that belongs to a secret; the same in, the same out. `name` stands in the certificate as the common
    /// name and may have 64 bytes; `address` says where more is told; `since` is the second of 1970's from which it is valid.
    pub fn new(secret: &[u8; 32], (name, address): (&str, &str), since: u64) -> Result<Self, SealError> {
        let key = derive(secret);
        let public = SubjectPublicKeyInfo::from_key(key.verifying_key()).map_err(failed)?;
        let serial = Sha256::digest(public.subject_public_key.raw_bytes());
        let serial = SerialNumber::new(serial.get(..16).unwrap_or_default()).map_err(failed)?;
        let begin = DateTime::from_unix_duration(std::time::Duration::from_secs(since)).map_err(failed)?;
        let validity = Validity::new(Time::GeneralTime(begin.into()), Time::INFINITY);
        let profile = Own { name: common_name(name)?, address: address.to_owned() };
        let builder = CertificateBuilder::new(profile, serial, validity, public).map_err(failed)?;
        let certificate = builder.build::<_, p256::ecdsa::DerSignature>(&key).map_err(failed)?;
        Ok(Self { key, certificate })
    }

    /// The certificate as text, for those who check.
    pub fn certificate(&self) -> Result<String, SealError> {
        self.certificate.to_pem(Default::default()).map_err(failed)
    }
}

/// Hardly any number is too large for the curve; the next try takes another.
fn derive(secret: &[u8; 32]) -> SigningKey {
    let mut at = 0_u8;
    loop {
        let number = Sha256::new().chain_update(LABEL).chain_update([at]).chain_update(secret).finalize();
        if let Ok(key) = SigningKey::from_slice(&number) {
            return key;
        }
        at = at.wrapping_add(1);
    }
}

/// A name of letters, digits and a few marks, none of which means anything in the text form of names.
fn common_name(name: &str) -> Result<Name, SealError> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || " _-./:".contains(letter);
    if name.is_empty() || name.len() > 64 || !name.chars().all(plain) {
        return Err(failed("a common name has up to 64 letters, digits and marks"));
    }
    Name::from_str(&format!("CN={name}")).map_err(failed)
}

/// A certificate that vouches for itself: whoever checks has it from somebody they trust.
struct Own {
    name: Name,
    address: String,
}

impl BuilderProfile for Own {
    fn get_issuer(&self, subject: &Name) -> Name {
        subject.clone()
    }

    fn get_subject(&self) -> Name {
        self.name.clone()
    }

    fn build_extensions(
        &self,
        public: SubjectPublicKeyInfoRef<'_>,
        _issuer: SubjectPublicKeyInfoRef<'_>,
        tbs: &TbsCertificate,
    ) -> builder::Result<Vec<Extension>> {
        let mut all = Extensions::new();
        let usage = KeyUsage(FlagSet::from(KeyUsages::DigitalSignature) | KeyUsages::NonRepudiation);
        all.push(usage.to_extension(tbs.subject(), &all)?);
        let address = GeneralName::UniformResourceIdentifier(Ia5String::new(&self.address)?);
        all.push(SubjectAltName(vec![address]).to_extension(tbs.subject(), &all)?);
        let id = SubjectKeyIdentifier::try_from(public)?;
        all.push(id.to_extension(tbs.subject(), &all)?);
        Ok(all)
    }
}
