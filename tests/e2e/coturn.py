"""coturn for tests, from the configuration that we ship: only what belongs to one machine is put in.

What a test must loosen (it has nothing but loopback addresses) is added here, and never to the shipped file.
"""

import asyncio
import base64
import datetime
import hashlib
import ipaddress
import re
import secrets
import socket
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.e2e.practice import free_port
from tests.programs import TURNSERVER

SHIPPED = Path(__file__).parents[2] / "deploy" / "turnserver.conf"
START_TIMEOUT_SECONDS = 30


def key_pin(certificate: Path) -> str:
    """The SHA-256 of a certificate's public key in base64, by which Chromium is told to accept it."""
    key = x509.load_pem_x509_certificate(certificate.read_bytes()).public_key()
    encoded = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(encoded).digest()).decode()


def write_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine's loopback, signed by itself; return it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    names = [
        x509.DNSName("localhost"),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in ("127.0.0.1", "::1")),
    ]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / "relay.pem", folder / "relay-key.pem"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate_file, key_file


@dataclass
class Coturn:
    """One relay on loopback; use as an async context manager."""

    folder: Path
    reachable: Sequence[str] = ()
    """Addresses that this relay may reach although the shipped configuration denies them."""
    host: str = "127.0.0.1"
    """Where it listens, and what it lends: `::1` for IPv6."""
    secret: str = field(default_factory=lambda: secrets.token_hex(16))
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)

    async def __aenter__(self) -> "Coturn":
        self.certificate, self._key = write_certificate(self.folder)
        self.configuration = self.folder / "turnserver.conf"
        self.configuration.write_text(self._configured(SHIPPED.read_text()))
        self.log = self.folder / "turnserver.log"
        with self.log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                TURNSERVER, "-c", str(self.configuration), cwd=self.folder, stdout=log, stderr=log
            )
        try:
            await asyncio.wait_for(self._answers(), START_TIMEOUT_SECONDS)
        except TimeoutError:
            await self.__aexit__()
            raise AssertionError(f"coturn did not start:\n{self.log.read_text()}") from None
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._process.returncode is None:
            self._process.terminate()
            await self._process.wait()

    @property
    def _family(self) -> socket.AddressFamily:
        return socket.AF_INET6 if ":" in self.host else socket.AF_INET

    def _configured(self, shipped: str) -> str:
        """Put this machine's addresses, ports, certificate and secret into the shipped text."""
        own = {
            "listening-port": self.port,
            "tls-listening-port": self.tls_port,
            "cert": self.certificate,
            "pkey": self._key,
            "static-auth-secret": self.secret,
        }
        for key, value in own.items():
            shipped, count = re.subn(rf"(?m)^{key}=.*$", f"{key}={value}", shipped)
            assert count == 1, f"{SHIPPED.name} has no single {key}"
        # Whoever wants an address of IPv6 must ask for one; aioice does not know how.
        family = "ipv6" if self._family is socket.AF_INET6 else "ipv4"
        places = [
            f"listening-ip={self.host}",
            f"relay-ip={self.host}",
            f"allocation-default-address-family={family}",
        ]
        shipped = re.sub(r"(?m)^external-ip=.*$", "\n".join(places), shipped)
        pid = f"pidfile={self.folder / 'turnserver.pid'}"
        loosened = ["allow-loopback-peers"] if self.reachable else []
        return "\n".join(
            [shipped, pid, *loosened, *(f"allowed-peer-ip={address}" for address in self.reachable), ""]
        )

    async def _answers(self) -> None:
        """Wait until it takes connections; another program's start is no event of ours."""
        while True:
            for port in (self.port, self.tls_port):
                with closing(socket.socket(self._family)) as probe:
                    if probe.connect_ex((self.host, port)):
                        break
            else:
                return
            await asyncio.sleep(0.05)
