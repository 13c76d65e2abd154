//! The signature itself: Cryptographic Message Syntax (RFC 5652) with the attributes that PAdES asks for, no more.

use cms::cert::{CertificateChoices, IssuerAndSerialNumber};
use cms::content_info::{CmsVersion, ContentInfo};
use cms::signed_data::{
    CertificateSet, EncapsulatedContentInfo, SignedData, SignerIdentifier, SignerInfo, SignerInfos,
};
use p256::ecdsa::DerSignature;
use p256::ecdsa::signature::Signer as _;
use sha2::{Digest as _, Sha256};
use x509_cert::attr::Attribute;
use x509_cert::der::asn1::{ObjectIdentifier, OctetString, SetOfVec};
use x509_cert::der::oid::db::rfc5911::{ID_CONTENT_TYPE, ID_DATA, ID_MESSAGE_DIGEST, ID_SIGNED_DATA};
use x509_cert::der::oid::db::rfc5912::{ECDSA_WITH_SHA_256, ID_SHA_256};
use x509_cert::der::{Any, Decode as _, Encode as _};
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::{Identity, SealError, failed};

/// `id-aa-signingCertificateV2` of RFC 5035.
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");
/// A list of one certificate, named by its SHA-256, as RFC 5035 encodes it; the hash follows.
const ONE_CERTIFICATE: [u8; 8] = [0x30, 0x26, 0x30, 0x24, 0x30, 0x22, 0x04, 0x20];

/// Signs a digest, SHA-256, of what lies elsewhere.
pub(crate) fn sign(identity: &Identity, digest: &[u8]) -> Result<Vec<u8>, SealError> {
    let certificate = &identity.certificate;
    let hash = Sha256::digest(certificate.to_der().map_err(failed)?);
    let named = [ONE_CERTIFICATE.as_slice(), hash.as_slice()].concat();
    let attributes = SetOfVec::try_from(vec![
        attribute(ID_CONTENT_TYPE, Any::encode_from(&ID_DATA).map_err(failed)?)?,
        attribute(ID_MESSAGE_DIGEST, Any::encode_from(&octets(digest)?).map_err(failed)?)?,
        attribute(SIGNING_CERTIFICATE, Any::from_der(&named).map_err(failed)?)?,
    ])
    .map_err(failed)?;
    // What is signed is the set as such, whatever its tag within the message.
    let signature: DerSignature = identity.key.sign(&attributes.to_der().map_err(failed)?);
    let sha256 = AlgorithmIdentifierOwned { oid: ID_SHA_256, parameters: None };
    let signer = SignerInfo {
        version: CmsVersion::V1,
        sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
            issuer: certificate.tbs_certificate().issuer().clone(),
            serial_number: certificate.tbs_certificate().serial_number().clone(),
        }),
        digest_alg: sha256.clone(),
        signed_attrs: Some(attributes),
        signature_algorithm: AlgorithmIdentifierOwned { oid: ECDSA_WITH_SHA_256, parameters: None },
        signature: octets(signature.as_bytes())?,
        unsigned_attrs: None,
    };
    let certificates = vec![CertificateChoices::Certificate(certificate.clone())];
    let data = SignedData {
        version: CmsVersion::V1,
        digest_algorithms: SetOfVec::try_from(vec![sha256]).map_err(failed)?,
        encap_content_info: EncapsulatedContentInfo { econtent_type: ID_DATA, econtent: None },
        certificates: Some(CertificateSet::try_from(certificates).map_err(failed)?),
        crls: None,
        signer_infos: SignerInfos::try_from(vec![signer]).map_err(failed)?,
    };
    let message =
        ContentInfo { content_type: ID_SIGNED_DATA, content: Any::encode_from(&data).map_err(failed)? };
    message.to_der().map_err(failed)
}

fn attribute(oid: ObjectIdentifier, value: Any) -> Result<Attribute, SealError> {
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value]).map_err(failed)? })
}

fn octets(bytes: &[u8]) -> Result<OctetString, SealError> {
    OctetString::new(bytes).map_err(failed)
}
