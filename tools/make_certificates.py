"""An authority and a certificate per process, for compose.yaml: python tools/make_certificates.py FOLDER NAME…

Each certificate carries the one name that peers look for, `<process>.imagin.internal`. In a cluster cert-manager does
this; these keys protect nothing but one machine, and what is there already is kept.
"""

import argparse
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

LIFETIME = timedelta(days=365)
NAME_SUFFIX = ".imagin.internal"


def make_certificates(folder: Path, names: list[str]) -> None:
    """Write authority.pem and, for each name, <name>.pem and <name>.key into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "authority.pem").exists():
        key = ec.generate_private_key(ec.SECP256R1())
        subject = _name("IMAG'IN development authority")
        certificate = (
            _builder(subject, subject, key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .sign(key, hashes.SHA256())
        )
        _write(folder, "authority", key, certificate)
    authority_key = serialization.load_pem_private_key((folder / "authority.key").read_bytes(), password=None)
    authority = x509.load_pem_x509_certificate((folder / "authority.pem").read_bytes())
    assert isinstance(authority_key, ec.EllipticCurvePrivateKey)  # noqa: S101 - it was made above
    for name in names:
        if (folder / f"{name}.pem").exists():
            continue
        key = ec.generate_private_key(ec.SECP256R1())
        usages = [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
        certificate = (
            _builder(_name(name), authority.subject, key)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name + NAME_SUFFIX)]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
            .sign(authority_key, hashes.SHA256())
        )
        _write(folder, name, key, certificate)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        # Clocks of containers may be a little behind.
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + LIFETIME)
    )


def _write(folder: Path, name: str, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    descriptor = os.open(folder / f"{name}.key", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(private)
    # The certificate last: its presence says that the pair is whole.
    (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+", metavar="name")
    arguments = parser.parse_args()
    make_certificates(arguments.folder, arguments.names)


if __name__ == "__main__":
    main()
