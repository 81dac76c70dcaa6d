"""Staff who sign in through the clinic's own provider: who they are there, and the visit that follows."""

from datetime import timedelta

from sqlmodel import Session, col, select

from models.access import Actor, Permission
from models.clock import now
from models.door import public, tell, writes
from models.errors import Conflict, Invalid, NotPermitted, Problem
from models.mail_address import is_mailbox
from models.proved import Proved
from models.recording.account import end_visits, person_of_clinic
from models.recording.codes import has_second_factor
from models.recording.visit import SignIn, second_step, start
from models.records import AccessLog, Person, PersonRole, ProviderIdentity, ProviderVisit, Visit, VisitKind
from models.settings import settings
from models.throttle import HERE, MOST_OF_AN_ADDRESS, failed, key_of, must_wait
from models.visits import token_hash

EXPECTED_FOR = timedelta(days=14)
UNKNOWN = "Nobody here is known by that name at the provider. An administrator of your clinic can link your account."


@writes(Permission.people_manage)
def link_provider(db: Session, actor: Actor, person_id: str, *, subject: str = "", email: str = "") -> None:
    """Say who a member of staff is at the provider: by its lasting name, or by an address that is claimed once.

    Whoever was linked before is linked no more, and that person's visits end.
    """
    person, issuer = person_of_clinic(db, actor, person_id), settings().oidc_issuer
    if not settings().has_provider:
        raise Conflict("No provider is set up for this installation.")
    if person.role is PersonRole.patient or not person.is_active:
        raise Conflict("Only active members of staff sign in through the provider.")
    subject, email = subject.strip(), email.strip().casefold()
    if bool(subject) == bool(email) or len(subject) > 255:
        raise Invalid([Problem("subject", "the name at the provider, or an e-mail address, and not both")])
    if email and not (is_mailbox(email) and len(email) <= 254):
        raise Invalid([Problem("email", "an e-mail address such as name@clinic.example")])
    same = ProviderIdentity.subject == subject if subject else ProviderIdentity.email == email
    taken = db.exec(select(ProviderIdentity).where(ProviderIdentity.issuer == issuer, same)).first()
    if taken is not None and taken.person_id != person.id:
        raise Invalid([Problem("subject" if subject else "email", "is somebody else's")])
    _forget(db, person.id)
    db.add(
        ProviderIdentity(
            person_id=person.id,
            issuer=issuer,
            subject=subject or None,
            email=email or None,
            made_at=now(),
            made_by_id=actor.person_id,
            expires_at=now() + EXPECTED_FOR if email else None,
            linked_at=now() if subject else None,
        )
    )
    tell(db, by="subject" if subject else "address")


@writes(Permission.people_manage)
def unlink_provider(db: Session, actor: Actor, person_id: str) -> None:
    """Let somebody of the clinic sign in through the provider no more; visits that came that way end with the rest."""
    tell(db, was_linked=_forget(db, person_of_clinic(db, actor, person_id).id))


@public(write=True)
def sign_in_by_provider(
    db: Session, proved: Proved, *, layout: str = "list", browser: str = "", address: str | None = None
) -> SignIn:
    """Start a visit, or the second step to one, as whoever the provider has named. Nobody is ever added by this.

    Raises NotPermitted in the same words for an unknown name, an address not verified and a closed account.
    """
    identity = _identity(db, proved)
    person = db.get(Person, identity.person_id) if identity else None
    if identity is None or person is None or not person.is_active or person.role is PersonRole.patient:
        _log(db, identity.person_id if identity else None, None, "unknown")
        _count(db, address)
        db.commit()
        raise NotPermitted(UNKNOWN)
    if identity.subject is None:
        identity.subject, identity.email, identity.expires_at = proved.subject, None, None
        identity.linked_at = now()
        _log(db, person.id, person.role, None, act="claim_provider_link")
    if has_second_factor(db, person.id) and not proved.is_strong:
        _log(db, person.id, person.role, None, act="sign_in_provider_step")
        return second_step(db, person, layout, browser)
    _log(db, person.id, person.role, None)
    signed_in = start(db, person, VisitKind.account, layout, browser=browser)
    db.flush()
    visit = db.exec(select(Visit.id).where(Visit.token_hash == token_hash(signed_in.token))).one()
    db.add(ProviderVisit(visit_id=visit, is_strong=proved.is_strong))
    return signed_in


@public(write=True)
def refused_by_provider(db: Session, reason: str, address: str | None = None) -> None:
    """Note that somebody came back from the provider without a proof that holds."""
    _log(db, None, None, reason[:40])
    _count(db, address)


@public(write=False)
def provider_waits(db: Session, address: str | None) -> bool:
    """True while too many from this address came back with nothing that holds."""
    return address is not None and must_wait(db, key_of("provider", address), MOST_OF_AN_ADDRESS)


def _identity(db: Session, proved: Proved) -> ProviderIdentity | None:
    """By the name that lasts; by the address only where it was verified, is awaited, and nobody has claimed it yet."""
    here = select(ProviderIdentity).where(ProviderIdentity.issuer == proved.issuer).with_for_update()
    known = db.exec(here.where(ProviderIdentity.subject == proved.subject)).first()
    if known is not None or proved.verified_email is None:
        return known
    awaited = here.where(ProviderIdentity.email == proved.verified_email, col(ProviderIdentity.subject).is_(None))
    return db.exec(awaited.where(col(ProviderIdentity.expires_at) > now())).first()


def _forget(db: Session, person_id: str) -> bool:
    identity = db.get(ProviderIdentity, person_id)
    if identity is None:
        return False
    db.delete(identity)
    db.flush()
    end_visits(db, person_id)
    return True


def _count(db: Session, address: str | None) -> None:
    if address is not None and address not in HERE:
        failed(db, key_of("provider", address))


def _log(
    db: Session, person_id: str | None, role: PersonRole | None, refused: str | None, *, act: str = "sign_in_provider"
) -> None:
    db.add(
        AccessLog(
            at=now(),
            actor_id=person_id,
            actor_role=role.value if role else "nobody",
            act=act,
            was_permitted=refused is None,
            detail={"refused": refused} if refused else None,
        )
    )
