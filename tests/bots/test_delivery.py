"""Requests that are tried again."""

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bots.telegram.delivery import BoundedRetries

pytestmark = pytest.mark.unit


class Line:
    """Fails as scripted, then works."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)
        self.calls = 0

    async def __call__(self) -> str:
        self.calls += 1
        if self.errors:
            raise self.errors.pop(0)
        return "done"

    async def request(self, endpoint: str = "sendMessage") -> str:
        retries = BoundedRetries(first_pause=0.01)
        return await retries.process_request(self, (), {}, endpoint, {}, None)


@pytest.mark.parametrize("error", [NetworkError("x"), TimedOut(), RetryAfter(0)])
async def test_what_may_pass_is_tried_again(error: Exception) -> None:
    line = Line(error, error)
    assert await line.request() == "done"


@pytest.mark.parametrize(
    ("error", "calls"),
    [
        (NetworkError("x"), 3),
        (RetryAfter(0), 3),
        (RetryAfter(3600), 1),
        (BadRequest("x"), 1),
        (Forbidden("x"), 1),
    ],
)
async def test_the_last_failure_is_raised(error: Exception, calls: int) -> None:
    line = Line(*[error] * 9)
    with pytest.raises(type(error)):
        await line.request()
    assert line.calls == calls


@pytest.mark.parametrize("endpoint", ["sendChatAction", "sendMessageDraft"])
async def test_what_is_worth_nothing_later_is_tried_once(endpoint: str) -> None:
    line = Line(NetworkError("x"))
    with pytest.raises(NetworkError):
        await line.request(endpoint)
