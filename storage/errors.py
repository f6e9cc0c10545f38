"""What can be wrong with a request to the storage, named for the caller who has to answer it."""


class NotFound(LookupError):
    """What was asked for is not stored, or not any more (somebody may have had it erased).

    Attributes:
        kind: the kind of record, as a stable word ("person", "outbox").
        key: the key that was looked for.
    """

    def __init__(self, kind: str, key: object) -> None:
        super().__init__(f"no {kind} {key!r}")
        self.kind = kind
        self.key = key


class Conflict(Exception):
    """Somebody changed the record meanwhile, or it is in a state in which this step makes no sense.

    Attributes:
        kind: the kind of record, as a stable word.
        key: the key of the record.
    """

    def __init__(self, kind: str, key: object, why: str) -> None:
        super().__init__(f"{kind} {key!r}: {why}")
        self.kind = kind
        self.key = key
