"""Keys, certificates and tokens of the fake Microsoft; forged ones, too."""

import base64
import datetime as dt
import hashlib
import hmac
import ipaddress
import json
import time
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

Json = dict[str, Any]
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Pair:
    """An RSA key with the id under which it is published."""

    key: rsa.RSAPrivateKey
    kid: str

    def jwk(self, endorsements: list[str] | None) -> Json:
        """The public half as login.botframework.com publishes it."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        shown = {"kty": "RSA", "use": "sig", "kid": self.kid, "x5t": self.kid}
        return (
            shown
            | {name: public[name] for name in ("n", "e")}
            | ({"endorsements": endorsements} if endorsements is not None else {})
        )

    def sign(self, claims: Json, algorithm: str = "RS256", **headers: str) -> str:
        """A token that names this key."""
        return jwt.encode(
            claims, self.key, algorithm=algorithm, headers={"kid": self.kid, **headers}
        )

    def public_pem(self) -> bytes:
        """The public half in PEM, which a forger might take for a shared secret."""
        return self.key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


def new_pair(kid: str) -> Pair:
    """A fresh key."""
    return Pair(rsa.generate_private_key(public_exponent=65537, key_size=2048), kid)


def connector_claims(app_id: str, service_url: str, **changes: Any) -> Json:
    """The claims of a token that Teams sends; a change to None leaves the claim out."""
    now = int(time.time())
    claims = {
        "iss": "https://api.botframework.com",
        "aud": app_id,
        "nbf": now - 10,
        "exp": now + 3600,
        "serviceurl": service_url,
    }
    return {name: value for name, value in (claims | changes).items() if value is not None}


def tab_claims(app_id: str, tenant: str, login: str) -> Json:
    """The claims of a token that Entra issues for a tab (version 2)."""
    now = int(time.time())
    return {
        "aud": app_id,
        "iss": f"{login}/{tenant}/v2.0",
        "iat": now - 10,
        "nbf": now - 10,
        "exp": now + 3600,
        "azp": "5e3ce6c0-2b1f-4285-8d4b-75ee78787346",
        "azpacr": "0",
        "name": "Ana Example",
        "oid": "a3c5e7f9-1b2d-4f60-8a91-b2c3d4e5f607",
        "preferred_username": "ana@example.gov",
        "scp": "access_as_user",
        "sub": "pairwise",
        "tid": tenant,
        "ver": "2.0",
    }


def with_shared_secret(claims: Json, kid: str, secret: bytes) -> str:
    """HS256 over the public key, which PyJWT itself refuses to make."""
    return _by_hand({"alg": "HS256", "typ": "JWT", "kid": kid}, claims, secret)


def unsigned(claims: Json, kid: str) -> str:
    """`alg` none."""
    return _by_hand({"alg": "none", "typ": "JWT", "kid": kid}, claims, None)


def _by_hand(header: Json, claims: Json, secret: bytes | None) -> str:
    parts = [_base64(json.dumps(part).encode()) for part in (header, claims)]
    signed = ".".join(parts)
    if secret is None:
        return f"{signed}."
    return f"{signed}.{_base64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())}"


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def certificate(key: PrivateKey, *, is_server: bool) -> x509.Certificate:
    """Signed by itself: a server's for loopback, or an app's."""
    now = dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fake.example.gov")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
    )
    if is_server:
        loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        builder = builder.add_extension(x509.SubjectAlternativeName([loopback]), critical=False)
    return builder.sign(key, hashes.SHA256())


def pem(key: PrivateKey, shown: x509.Certificate, password: str = "") -> bytes:
    """Key and certificate in one file."""
    encryption: serialization.KeySerializationEncryption = serialization.NoEncryption()
    if password:
        encryption = serialization.BestAvailableEncryption(password.encode())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
    )
    return private + shown.public_bytes(serialization.Encoding.PEM)
