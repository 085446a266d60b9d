"""Request and response bodies of publications."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from app.schemas import Input, Output

# Later times overflow in some time zones.
LAST = datetime(9999, 1, 1, tzinfo=UTC)


def check_future(time: datetime) -> datetime:
    if not datetime.now(UTC) < time < LAST:
        raise ValueError("must be in the future")
    return time.astimezone(UTC)


class PublicationUpdate(Input):
    publish_at: Annotated[AwareDatetime, AfterValidator(check_future)]


class PublicationRead(Output):
    publish_at: datetime
