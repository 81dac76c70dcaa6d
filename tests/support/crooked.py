"""An OpenID provider of the test's own that can be told to lie: real keys, a real socket, any token one likes."""

import hmac
import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

Claims = dict[str, Any]


def encoded(part: Claims) -> str:
    """One part of a token."""
    return urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


def unsigned(claims: Claims) -> str:
    """A token that says of itself that nobody signed it."""
    return f"{encoded({'alg': 'none', 'typ': 'JWT'})}.{encoded(claims)}."


class Crooked:
    """Use it as a context. `claims` changes what is said, `sign` how; both are the truth until they are set."""

    def __init__(self) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
        self.nonce, self.token_calls = "", 0
        self.challenge = ""
        self.verifiers: list[str] = []
        self.honest()

    def honest(self) -> None:
        """Forget every lie."""
        self.claims: Callable[[Claims], Claims] = lambda truth: truth
        self.sign: Callable[[Claims], str] = self.signed
        self.described: Callable[[Claims], Claims] = lambda truth: truth

    def signed(self, claims: Claims) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def by_public_key(self, claims: Claims) -> str:
        """HS256 with the public key as the secret: what a careless verifier takes."""
        signed = ".".join(encoded(each) for each in ({"alg": "HS256", "kid": self.key.kid}, claims))
        mac = hmac.digest(self.key.as_pem(private=False), signed.encode(), "sha256")
        return f"{signed}.{urlsafe_b64encode(mac).decode().rstrip('=')}"

    def __enter__(self) -> "Crooked":
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                if path == "/.well-known/openid-configuration":
                    self.answer(provider.described(provider.description()))
                elif path == "/keys":
                    self.answer({"keys": [provider.key.as_dict(private=False)]})
                else:
                    self.send_error(404)

            def do_POST(self) -> None:
                given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                provider.verifiers += given["code_verifier"]
                self.answer({"access_token": "a", "token_type": "Bearer", "id_token": provider.token()})

            def answer(self, told: Claims) -> None:
                body = json.dumps(told).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def description(self) -> Claims:
        ends = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.issuer, **{name: self.issuer + path for name, path in ends.items()}}

    def token(self) -> str:
        at = int(time.time())
        truth = {"iss": self.issuer, "aud": "fairtrial", "sub": "s-1", "iat": at, "exp": at + 300, "nonce": self.nonce}
        return self.sign(self.claims(truth))
