"""Which columns hold something of or about a person, and what becomes of that when the person is erased.

The overview and the erasing go by this register, and a test compares it with the tables: a column that stands nowhere
here fails it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Table

from storage import (
    approvals,
    areas,
    calls,
    claims,
    colleagues,
    confirmations,
    contact_consents,
    conversations,
    differences,
    documents,
    exposure,
    invitations,
    links,
    mandates,
    merging,
    messages,
    notices,
    organisations,
    outbox,
    people,
    proposals,
    reminders,
    revisions,
    submissions,
    versions,
)
from storage.columns import Stored

_MODULES = (
    *(areas, calls, claims, colleagues, confirmations, contact_consents, conversations, differences, documents),
    *(exposure, invitations, links, mandates, merging, messages, notices, organisations, outbox, people, proposals),
    *(approvals, reminders, revisions, submissions, versions),
)
"""The modules that declare the tables, so that these are known here."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a table holds of people; the names of its columns, separated by spaces.

    Attributes:
        own: of or about the person whose row it is; the row goes with the person.
        words: texts, also of others, in which a person may be named whose row it is not: what names them is struck out.
        author: the number of the person who wrote or did it; emptied where the row stays.
        staff: the name of a member of staff who decided, and the reason that they gave. It stays with the decision.
        plain: nothing of a person: kinds, states, moments, and numbers of other records.
        until: for how long rows are kept: a kind of `knowledge/retention.yml`; or "with NAME": as long as what they
            belong to; or "kept": no person has anything in it.
    """

    own: str = ""
    words: str = ""
    author: str = ""
    staff: str = ""
    plain: str = ""
    until: str = "kept"

    def columns(self) -> list[str]:
        """All columns that are classified; one may stand under `own` and under `words`."""
        return f"{self.own} {self.words} {self.author} {self.staff} {self.plain}".split()

    def personal(self) -> frozenset[str]:
        """The columns that may hold something of a person who talks with the assistant."""
        return frozenset(f"{self.own} {self.words} {self.author}".split())


HELD: Mapping[str, Held] = {
    # A person and their chat.
    "person": Held(
        own="id channel chat name role language organisation_id email phone created_at",
        until="person",
    ),
    "conversation": Held(
        own="id channel chat person_id state card reply created_at updated_at heard_at warned_at",
        words="state reply",
        until="conversation",
    ),
    "turn_event": Held(own="id conversation_id at kind flow step", until="turn_event"),
    "outbox": Held(
        own="id conversation_id position body state attempts not_before error created_at sending_since sent_at"
        " channel_message_id",
        words="body",
        until="outbox",
    ),
    "document": Held(own="id conversation_id name media_type content created_at", words="content", until="document"),
    "link": Held(own="hash purpose conversation_id created_at expires_at used_at", until="link"),
    "colleague_link": Held(
        own="hash organisation_id person_id created_at expires_at used_at",
        until="colleague_link",
    ),
    "consent": Held(own="id person_id purpose text_version given_at withdrawn_at", until="consent"),
    "notice": Held(
        own="id person_id kind name given created_at not_before attempts",
        words="given",
        until="notice",
    ),
    "reminder": Held(own="person_id coalition_id count last_at stopped_at", until="with person"),
    "mandate": Held(
        own="id person_id organisation_id started_at ended_at confirmed_at",
        staff="confirmed_by",
        until="mandate",
    ),
    "claim": Held(
        own="id person_id organisation_id state created_at decided_at why",
        staff="decided_by",
        until="claim",
    ),
    "confirmation_request": Held(
        own="organisation_id conversation_id asked_at reminded_at",
        until="with conversation",
    ),
    "exposure": Held(
        own="call_code organisation_id conversation_id shown_at chosen_at",
        until="with conversation",
    ),
    "contact_consent": Held(
        own="id coalition_id organisation_id to_organisation_id person_id text_version given_at withdrawn_at",
        until="contact_consent",
    ),
    # What an organisation says or agrees; it may outlive the person who wrote it.
    "organisation": Held(
        own="name name_key source_key description website kvk rsin postcode contact_name contact_email contact_phone",
        plain="id type municipality source legal_person demo willing confirmed_at stated_at merged_into created_at"
        " updated_at",
        until="with person",
    ),
    "organisation_facet": Held(own="words note", plain="organisation_id facet term inferred", until="with person"),
    "organisation_service": Held(own="name description", plain="organisation_id key", until="with person"),
    "coalition": Held(
        own="name decision_note",
        words="name decision_note",
        plain="id call_code asking_organisation_id state created_at updated_at decision_rule warned_at",
        until="coalition",
    ),
    "coalition_partner": Held(plain="coalition_id organisation_id role state since", until="with coalition"),
    "proposal": Held(
        own="content",
        words="content",
        plain="id coalition_id state created_at updated_at",
        until="with coalition",
    ),
    "invitation": Held(
        own="reason",
        words="reason",
        author="person_id",
        plain="id coalition_id organisation_id asking_organisation_id state created_at answered_at ask_again_at"
        " link_hash link_expires_at link_used_at",
        until="invitation",
    ),
    "revision": Held(
        own="content",
        words="content",
        author="person_id",
        plain="id coalition_id section organisation_id number at",
        until="with coalition",
    ),
    "proposal_version": Held(
        own="content",
        words="content",
        author="person_id",
        plain="id coalition_id number hash at",
        until="with coalition",
    ),
    "approval": Held(
        own="remark",
        words="remark",
        author="person_id",
        plain="id coalition_id organisation_id number hash answer at",
        until="with coalition",
    ),
    "submission": Held(author="person_id", plain="id coalition_id number hash at withdrawn_at", until="with coalition"),
    "staff_question": Held(
        own="answer",
        words="question answer",
        author="person_id",
        staff="asked_by",
        plain="id coalition_id submission_id section organisation_id asked_at answered_at closed_at",
        until="with coalition",
    ),
    "message": Held(
        own="text",
        words="text answer",
        author="person_id",
        staff="answered_by",
        plain="id coalition_id organisation_id to_organisation_id created_at answered_at",
        until="message",
    ),
    # The list of organisations, and decisions of staff about it.
    "claim_code": Held(plain="id organisation_id claim_id hash created_at expires_at tries", until="claim_code"),
    "organisation_merge": Held(staff="by why undone_by", plain="id kept_id gone_id at moves undone_at"),
    "organisation_difference": Held(staff="by why", plain="one_id other_id at"),
    "directory_change": Held(plain="revision organisation_id"),
    "directory_revision": Held(plain="id number coalitions forgotten"),
    # Nobody's.
    "area": Held(plain="id code name kind parent ended"),
    "area_revision": Held(plain="id number"),
    "call_record": Held(plain="code content demo created_at updated_at"),
    "seen_update": Held(plain="channel update_id at", until="seen_update"),
}
"""Every table, by its name."""


def table(name: str) -> Table:
    """Give a table by its name."""
    return Stored.metadata.tables[name]
