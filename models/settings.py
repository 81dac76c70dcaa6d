"""Settings of one installation, read from the environment; unsafe ones stop it from starting."""

from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.errors import Unsafe

DEFAULT_SECRET = "not-a-secret"  # noqa: S105  (refused in production)
SHORTEST_SECRET = 32


class Mode(StrEnum):
    """`demo` holds invented people and lets anyone sign in as one; `production` holds patients."""

    demo = "demo"
    production = "production"


class Settings(BaseSettings):
    """Every setting, with the environment variable FAIRTRIAL_<NAME> or a line in `.env`."""

    model_config = SettingsConfigDict(
        env_prefix="FAIRTRIAL_", env_file=".env", extra="ignore", hide_input_in_errors=True
    )

    mode: Mode = Mode.production
    data_dir: Path = Path("fairtrial-data")
    database_url: str = ""
    secret_key: str = DEFAULT_SECRET
    old_secret_keys: list[str] = Field(default_factory=list)
    base_url: str = "http://localhost:8501"
    clock: datetime | None = None
    smtp_url: str = ""
    mail_from: str = Field(default="", pattern=r"^([^@\s<>,;]+@[^@\s<>,;]+)?$")
    remind_every_minutes: int = Field(default=0, ge=0, le=1440)
    alert_every_seconds: int = Field(default=60, ge=0, le=3600)
    allowed_hosts: list[str] = Field(default_factory=list)
    staff_idle_minutes: int = Field(default=15, ge=1, le=120)
    staff_hours: int = Field(default=10, ge=1, le=24)
    patient_idle_minutes: int = Field(default=30, ge=1, le=240)
    link_days: int = Field(default=7, ge=1, le=30)
    reset_minutes: int = Field(default=10, ge=5, le=30)
    second_factor: str = Field(default="offered", pattern="^(offered|required)$")
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = ""
    oidc_scopes: list[str] = Field(default_factory=lambda: ["openid", "email"])
    oidc_label: str = Field(default="Sign in with your organisation", min_length=1, max_length=60)
    oidc_second_factor: list[str] = Field(default_factory=list)
    breached_passwords: Path | None = None
    paper: str = Field(default="a4", pattern="^(a4|us-letter)$")
    languages: list[str] = Field(default_factory=lambda: ["en", "de", "es", "fr", "nl"])

    @field_validator("clock")
    @classmethod
    def clock_knows_its_zone(cls, value: datetime | None) -> datetime | None:
        """Refuse an instant without a time zone: nobody could say when it is."""
        if value is not None and value.tzinfo is None:
            raise ValueError("an ISO instant with a time zone, such as 2026-11-01T09:00:00Z")
        return value

    @field_validator("languages")
    @classmethod
    def languages_are_names(cls, value: list[str]) -> list[str]:
        """Refuse what is no name of a language; one that has no whole catalogue is named to administrators."""
        if not all(each.isascii() and each.isalpha() and each.islower() and 2 <= len(each) <= 3 for each in value):
            raise ValueError('a JSON list of names such as ["en", "de"]')
        return value

    @field_validator("database_url")
    @classmethod
    def database_is_one_that_is_tested(cls, value: str) -> str:
        """Refuse a kind of database on which nothing has been proved."""
        if value and not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("sqlite:///FILE or postgresql://USER@HOST/DATABASE")
        return value

    @field_validator("smtp_url")
    @classmethod
    def mail_server_is_named(cls, value: str) -> str:
        """Refuse what is no address of a mail server; the value may hold a password and is not repeated."""
        try:
            parts = urlsplit(value)
            named = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            named = False
        if value and not named:
            raise ValueError("smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465")
        return value

    @property
    def sender(self) -> str:
        """The address from which messages come."""
        return self.mail_from or f"no-reply@{urlsplit(self.base_url).hostname or 'localhost'}"

    @property
    def url(self) -> str:
        """The database that this installation uses; a SQLite file in the data folder unless told otherwise."""
        if self.database_url:
            return self.database_url
        name = "demo.sqlite3" if self.mode is Mode.demo else "fairtrial.sqlite3"
        return f"sqlite:///{self.data_dir.resolve() / name}"

    @property
    def is_https(self) -> bool:
        """True where visitors arrive over TLS, so that cookies may be bound to it."""
        return urlsplit(self.base_url).scheme == "https"

    @property
    def has_provider(self) -> bool:
        """True where staff may sign in through the organisation's own provider."""
        return bool(self.oidc_issuer and self.oidc_client_id)

    @property
    def hosts(self) -> list[str]:
        """Host names under which the app may be asked for."""
        return [*self.allowed_hosts, urlsplit(self.base_url).hostname or "localhost", "localhost", "127.0.0.1"]

    def check(self) -> None:
        """Raise Unsafe where real patients would be at risk; every reason at once."""
        if self.mode is Mode.demo:
            return
        reasons = []
        if self.secret_key == DEFAULT_SECRET or len(self.secret_key) < SHORTEST_SECRET:
            reasons.append(f"FAIRTRIAL_SECRET_KEY must be set to at least {SHORTEST_SECRET} random characters")
        if self.clock is not None:
            reasons.append("FAIRTRIAL_CLOCK is for tests only and is refused in production")
        host = urlsplit(self.base_url).hostname
        if not self.is_https and host not in ("localhost", "127.0.0.1"):
            reasons.append("FAIRTRIAL_BASE_URL must begin with https:// unless it is this machine")
        if self.breached_passwords is not None and not self.breached_passwords.is_file():
            reasons.append("FAIRTRIAL_BREACHED_PASSWORDS must name a file that is there")
        if any("*" in name for name in self.allowed_hosts):
            reasons.append("FAIRTRIAL_ALLOWED_HOSTS must name each host in full, without *")
        reasons += self._about_provider()
        if reasons:
            raise Unsafe("Not started: " + "; ".join(reasons) + ".")

    def _about_provider(self) -> list[str]:
        given, reasons = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret), []
        if any(given) and not all(given):
            reasons.append("FAIRTRIAL_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET belong together")
        if self.oidc_issuer and not is_safe_address(self.oidc_issuer):
            reasons.append("FAIRTRIAL_OIDC_ISSUER must begin with https:// unless it is this machine")
        if self.oidc_issuer and "openid" not in self.oidc_scopes:
            reasons.append("FAIRTRIAL_OIDC_SCOPES must name openid")
        return reasons


def is_safe_address(url: str) -> bool:
    """True for an address over TLS, or of this machine itself."""
    parts = urlsplit(url)
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1"))
    )


@lru_cache
def settings() -> Settings:
    """The settings of this process; read once."""
    return Settings()
