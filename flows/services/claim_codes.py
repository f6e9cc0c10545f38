"""Codes by mail: who can tell the code that was sent to an organisation's known address, belongs there."""

import hmac
import re
import secrets
from datetime import timedelta
from hashlib import scrypt
from typing import Literal

from flows.engine.messages import Message
from flows.services import claims as claiming
from flows.services.context import Context
from knowledge.claims import limits
from knowledge.languages import Language
from knowledge.texts import text
from storage import claims, conversations, organisations, outbox
from storage.claims import Claim
from storage.errors import Conflict

MAIL = "mail"
"""The channel whose chats are mail addresses. What it sends is forgotten as soon as it is sent."""

DIGITS = 6
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")
_DAY = timedelta(days=1)

Route = Literal["open", "full", "none"]
"""Whether a code can be sent: yes; no more today; or not at all."""

Tried = Literal["right", "wrong", "dead", "other_plan"]


def route(context: Context, claim: Claim) -> Route:
    """Tell whether a code can be sent for a claim."""
    if not context.mails or not _address(context, claim):
        return "none"
    sent = claims.codes_since(context.session, _entry(context, claim), context.now - _DAY)
    return "open" if sent < limits().codes_a_day else "full"


def masked(context: Context, claim: Claim) -> str:
    """Give the address to which a code goes, so that who knows it recognises it: "i…@dekade.nl"."""
    name, _, domain = _address(context, claim).rpartition("@")
    return f"{name[:1]}…@{domain}"


def send(context: Context, claim: Claim, language: Language) -> bool:
    """Queue a mail with a new code; the code itself is stored nowhere else, and the mail only until it is sent.

    Returns:
        False when no code can be sent.
    """
    if route(context, claim) != "open":
        return False
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    entry, address = _entry(context, claim), _address(context, claim)
    expires = context.now + timedelta(hours=limits().code_valid_hours)
    claims.add_code(context.session, claim.id, entry, _hash(code, secrets.token_bytes(16)), context.now, expires)
    values = {
        "code": code,
        "name": organisations.read(context.session, entry).name,
        "hours": limits().code_valid_hours,
    }
    mail = Message("say", text("mail_code", language, **values), heading=text("mail_code_subject", language, **values))
    waiting = conversations.take(context.session, MAIL, address, context.now)
    outbox.queue(context.session, waiting.id, [mail.to_json()], context.now)
    return True


def try_code(context: Context, claim: Claim, said: str) -> Tried:
    """Take what somebody says for the code of a claim; when it is right the claim is confirmed."""
    code = claims.code_of(context.session, claim.id, context.now, limits().code_most_tries)
    if code is None or claim.state != "open":
        return "dead"
    salt, _, _ = code.hash.partition("$")
    if not hmac.compare_digest(_hash(re.sub(r"\D", "", said), bytes.fromhex(salt)), code.hash):
        claims.count_try(context.session, code.id)
        return "wrong" if code.tries + 1 < limits().code_most_tries else "dead"
    try:
        with context.session.connection.begin_nested():
            claiming.confirm(context.session, claim.id, claims.BY_CONTACT, context.now)
    except Conflict:
        return "other_plan"
    return "right"


def is_live(context: Context, claim: Claim) -> bool:
    """Tell whether there is a code that can be given."""
    return claims.code_of(context.session, claim.id, context.now, limits().code_most_tries) is not None


def _entry(context: Context, claim: Claim) -> int:
    return organisations.standing(context.session, claim.organisation_id)


def _address(context: Context, claim: Claim) -> str:
    """Give the known address of the organisation; "" when that is not one address."""
    found = organisations.read(context.session, _entry(context, claim)).contact_email.strip()
    return found if _ADDRESS.fullmatch(found) else ""


def _hash(code: str, salt: bytes) -> str:
    """Hash slowly: there are only a million codes, and who reads the table must not be able to try all of them."""
    return f"{salt.hex()}${scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1).hex()}"
