"""What can go wrong with a tool, by what the agent should do about it."""


class ToolFailure(Exception):
    """A call that brought no usable answer; `code` is short and stable, the text is the cause."""

    def __init__(self, code: str, cause: str) -> None:
        super().__init__(f"{code}: {cause}")
        self.code, self.cause = code, cause


class Transient(ToolFailure):
    """Worth another attempt after a pause, or after what the service asked for."""

    def __init__(self, code: str, cause: str, retry_after: float | None = None) -> None:
        super().__init__(code, cause)
        self.retry_after = retry_after


class Refused(ToolFailure):
    """The service understood and said no. The model is told why; repeating would not help."""


class Unusable(ToolFailure):
    """Nobody in this process can put it right: the case goes to a person."""


class Denied(ToolFailure):
    """A person did not approve, or did not answer in time."""
